# SPDX-License-Identifier: MIT
"""What `flotui transcripts` does."""

from __future__ import annotations

from pathlib import Path

from flotui.api.errors import FlochatError, Malformed
from flotui.api.pacer import Purpose, on_behalf
from flotui.audience.query import parse
from flotui.audience.selecting import select
from flotui.cli import sink
from flotui.cli.ends import Failure, code_of
from flotui.cli.opened import opened
from flotui.config.errors import ConfigError
from flotui.config.exits import Exit
from flotui.resources.subscribers.transcribing import Day, Folder, write
from flotui.text.dates import clock_time
from flotui.workspace import Event, QuotaTold, Workspace


async def run(query: str, folder: str, day: str | None, lines: bool, most: int, profile: str | None) -> int:
    """Write the chats of the subscribers whom a query means.

    Args:
        query: whom; empty for everyone.
        folder: where the files go.
        day: the day whose messages are written; None for all.
        lines: whether they are lines of JSON.
        most: messages of a chat that are read at the most.
        profile: the name of the profile; None for the default.

    Returns:
        The exit code.

    Raises:
        Failure: when it can't be done, or not to its end.
    """
    async with opened(profile) as workspace:
        _tell_pauses(workspace)
        try:
            asked, meant = parse(query), Day.of(day) if day is not None else None
            into = Folder(Path(folder), meant, lines=lines)
            selection, people = await select(workspace, asked)
            with on_behalf(Purpose.JOB):
                said = await write(workspace, people, into, meant, most=most, hint=" (--most)")
            sink.tell(f"{said} {selection.note}".rstrip())
        except Malformed as error:
            raise Failure(f"{error}", Exit.USAGE) from error
        except FlochatError as error:
            raise Failure(f"{error.at_command_line} Run it again to go on.", code_of(error)) from error
        except ConfigError as error:
            raise Failure(f"{error}", Exit.USAGE) from error
        except ValueError:
            raise Failure(f"--day {day} isn't a date: write it as 2026-01-15.", Exit.USAGE) from None
        except OSError as error:
            raise Failure(f"{folder} can't be written: {error.strerror}.", Exit.USAGE) from error
    return Exit.OK


def _tell_pauses(workspace: Workspace) -> None:
    """Say once of each pause that the host asks for until when it is waited."""
    told = ""

    def tell(event: Event) -> None:
        nonlocal told
        until = workspace.pacer.paused_until
        if not isinstance(event, QuotaTold) or until is None or clock_time(until) == told:
            return
        told = clock_time(until)
        sink.tell(f"Paused until {told}: the host limits requests.")

    workspace.listen(tell)
