# SPDX-License-Identifier: MIT
"""What a package index and a system get: built for real, and read back."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from flotui import __version__

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=100)
    return folder


def wheel(built: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(built.glob("*.whl")))


def metadata(built: Path) -> Message:
    with wheel(built) as opened:
        name = next(each for each in opened.namelist() if each.endswith("/METADATA"))
        return Parser().parsestr(opened.read(name).decode())


def test_share_is_what_the_command_line_says(tmp_path: Path) -> None:
    """`python scripts/build_share.py` makes it anew, in a process of its own: a command keeps the help option it is
    first asked for, and another test may have asked without the group's.
    """
    command = [sys.executable, str(ROOT / "scripts" / "build_share.py"), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    share = ROOT / "share"
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(each.name for each in share.iterdir())
    for made in tmp_path.iterdir():
        assert (share / made.name).read_text() == made.read_text(), made.name


def test_the_man_page_names_every_command_and_exit_code() -> None:
    page = (ROOT / "share" / "flotui.1").read_text().replace("\\-", "-")
    for word in ("profiles remove", "--paginate", "FLOTUI_API_KEY", ".B 130", "flotui api flowTags --curl"):
        assert word in page, word


def test_the_wheel_brings_the_man_page_and_completions(built: Path) -> None:
    with wheel(built) as opened:
        shared = {each.split(".data/data/")[1] for each in opened.namelist() if ".data/data/" in each}
    assert shared == {
        "share/man/man1/flotui.1",
        "share/bash-completion/completions/flotui",
        "share/zsh/site-functions/_flotui",
        "share/fish/vendor_completions.d/flotui.fish",
    }


def test_an_index_shows_links_that_lead_somewhere(built: Path) -> None:
    told = metadata(built)
    assert told["Version"] == __version__
    assert {each.split(",")[0] for each in told.get_all("Project-URL", [])} >= {"Source", "Changes", "Issues"}
    targets = re.findall(r"\]\(([^)]+)\)", str(told.get_payload()))
    assert targets and not [each for each in targets if not each.startswith(("https://", "#"))]
    assert [each for each in targets if "/raw/main/screenshots/" in each]


def test_the_sdist_has_what_its_tests_need(built: Path) -> None:
    """Everything that git has, but for what only a repository needs."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not in a repository")
    with tarfile.open(next(built.glob("*.tar.gz"))) as opened:
        packed = {each.split("/", 1)[1] for each in opened.getnames()}
    assert set(listed.stdout.splitlines()) - packed <= {".pre-commit-config.yaml"}


def test_every_source_file_says_its_licence() -> None:
    files = [path for folder in ("flotui", "scripts", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    silent = [
        each for each in files if (text := each.read_text()) and "SPDX-License-Identifier: MIT" not in text
    ]
    assert len(files) > 400 and not silent
