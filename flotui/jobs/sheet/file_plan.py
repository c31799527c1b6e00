# SPDX-License-Identifier: MIT
"""What a file would do: the same for a sheet of prices and one of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Generic, NamedTuple, Protocol, TypeVar

from flotui.jobs.plan import SourceRow
from flotui.jobs.sheet.lines import FileVersion, WrongLine
from flotui.store.job import Planned


class DoingLine(Protocol):
    """A line that does something."""

    @property
    def line(self) -> int:
        """Its number."""

    @property
    def subject(self) -> str:
        """The id of the row that it is about; empty for one that is created."""

    @property
    def title(self) -> str:
        """What that row is called."""

    @property
    def steps(self) -> Sequence[Planned]:
        """What it does, as the steps of a job."""


L_co = TypeVar("L_co", bound=DoingLine, covariant=True)


class FilePlan(NamedTuple, Generic[L_co]):
    """What a file would do."""

    changes: Sequence[L_co]
    wrong: list[WrongLine]
    """The lines that can't be carried out, and those with such cells: each once."""
    unchanged: dict[int, str]
    """The lines that say what the host has already: the row of each."""
    empty: list[int]
    """The numbers of the lines that name nothing and change nothing, such as those of further pictures."""
    lines: int
    """How many lines the file has."""
    notes: tuple[str, ...] = ()
    """What was found out about the file's form, as sentences."""
    left: Mapping[int, str] = MappingProxyType({})
    """The lines of which a cell is left alone, and why."""
    named_by: Mapping[int, str] = MappingProxyType({})
    """By its number, what each line names its row by, as it is written there."""
    blank: Sequence[int] = ()
    """The numbers of the lines between others that hold nothing."""
    about: Mapping[int, str] = MappingProxyType({})
    """By its number, the row that each line is about, where there is one; also where nothing of the line can be sent."""
    warnings: tuple[str, ...] = ()
    """What it does that may not be meant, as sentences."""
    version: FileVersion | None = None
    """Which version of the file does it."""

    @property
    def created(self) -> int:
        """How many would be created."""
        return sum(not each.subject for each in self.changes)

    @property
    def partly(self) -> int:
        """How many lines are carried out without a cell of theirs that is invalid."""
        return len({each.line for each in self.changes} & {line for line, _ in self.wrong})

    @property
    def same(self) -> int:
        """How many lines say what the host has already."""
        return len(self.unchanged)

    def rows(self) -> list[SourceRow]:
        """What it does, as the rows of a job."""
        return [SourceRow(each.subject, each.steps) for each in self.changes]
