# SPDX-License-Identifier: MIT
"""`flotui locate` and `flotui doctor`: where things are, and whether they are well.

What is examined is imported when a command runs.
"""

from __future__ import annotations

import os

import click

from flotui.cli import sink
from flotui.cli.declared import option
from flotui.cli.options import profile_option
from flotui.config.exits import Exit
from flotui.config.paths import Paths


@click.command(short_help="Say where flotui keeps its files.")
def locate() -> None:
    """Say where flotui keeps its files, and which of them there are."""
    paths = Paths.find()
    folders = {"config": paths.config, "cache": paths.cache, "state": paths.state, "logs": paths.logs}
    for name, folder in folders.items():
        sink.write_data(f"{name:7} {folder}{'' if folder.is_dir() else '  (not created yet)'}")
        for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
            inside = any(other != folder and other in file.parents for other in folders.values())
            if file.is_file() and not file.name.startswith(".") and not inside:
                sink.write_data(f"{'':7}   {file.relative_to(folder)}  {_size(file.stat().st_size)}")
        for file in (paths.preferences_file, paths.profiles_file, paths.credentials_file):
            if file.parent == folder and not file.exists():
                sink.write_data(f"{'':7}   {file.name}  (not there)")


def _size(size: int) -> str:
    return f"{size:,} bytes" if size < 1_048_576 else f"{size / 1_048_576:,.1f} MiB"


@click.command(short_help="Check machine, terminal, files and profile.")
@option("--offline", is_flag=True, help="Don't contact the host.")
@profile_option("The profile to check.")
@click.pass_context
def doctor(ctx: click.Context, offline: bool, profile: str | None) -> None:
    """Check this machine, the terminal, the files and the profile; each line says ok, warn or fail."""
    from flotui.doctor import examine

    name = profile or (ctx.parent.params.get("profile") if ctx.parent else None)
    failed = False
    for finding in examine(Paths.find(), os.environ, name, offline=offline):
        failed = failed or finding.status == "fail"
        sink.write(f"{finding.status:4}  {finding.what:12}  {finding.message}")
    ctx.exit(Exit.FAILED if failed else Exit.OK)
