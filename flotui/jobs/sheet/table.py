# SPDX-License-Identifier: MIT
"""A file as a table: any form that spreadsheets and shops write, and nothing guessed in silence."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence

from flotui.api.errors import Malformed
from flotui.jobs.sheet.lines import SheetTable, WrongLine
from flotui.jobs.sheet.names import PRICES
from flotui.jobs.sheet.vocabulary import Vocabulary
from flotui.text.clean import DIRECTION, NOTHING
from flotui.text.encodings import KNOWN, encoding_of
from flotui.text.plural import counted

_LONGEST = 131_072
"""Characters that a cell may have: beyond them a quote was left open."""
_LOOKED_AT = 4096
"""Bytes at the beginning that tell what a file is."""
_JUDGED = 1_000_000
"""Bytes of which an older encoding is judged."""
_FIRST = 10
"""Lines among which the names of the columns stand."""
_MARKS = ",;\t|"
"""What separates the cells of a line, the likeliest first."""
_SEPARATOR = re.compile(r'\s*"?sep=(?P<mark>[,;\t|])"?[,;\t|]*\s*', re.IGNORECASE)
"""The first line of a file in which a spreadsheet says what separates its cells."""


_ENDS = f"\0\x1a \t\r\n\xa0{NOTHING}{DIRECTION}"
"""What is at the ends of a cell and isn't part of it."""
_APART = r' *"(?:[^"]|"")*"(?P<gap> +)(?=[{mark}\r\n]|\Z)|"(?:[^"]|"")*"|[^{mark}\r\n"]+|.'
"""Cell by cell: one in quotes with blanks behind them, one without, and all else."""


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file, and what was guessed about its encoding.

    Raises:
        Malformed: when it is no text.
    """
    if wide := _wide(data[:_LOOKED_AT]):
        try:
            return data.decode(wide).removeprefix("\ufeff"), ""
        except UnicodeDecodeError:
            begins = wide.upper()[:6]
            raise Malformed(f"The file begins as {begins}, but isn't.", advice="Save it as UTF-8.") from None
    if b"\0" in data[:_LOOKED_AT]:
        raise Malformed("The file isn't text.", advice="Export it as CSV in UTF-8.")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    name = encoding_of(data[:_JUDGED])
    try:
        return data.decode(name or "ascii"), f"The file isn't UTF-8; it was read as {KNOWN.get(name)}."
    except UnicodeDecodeError:
        raise Malformed(
            "The file isn't UTF-8, and its encoding isn't sure.",
            advice="Save it as UTF-8 (in Excel: CSV UTF-8; in LibreOffice: character set UTF-8).",
        ) from None


def _wide(data: bytes) -> str:
    """The form of UTF-32 or UTF-16 that data is in, with a byte order mark or without; empty for none."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    pairs = len(data) // 2
    first, second = data[0 : pairs * 2 : 2].count(0), data[1 : pairs * 2 : 2].count(0)
    if pairs and second > pairs // 2 and not first:
        return "utf-16-le"
    return "utf-16-be" if pairs and first > pairs // 2 and not second else ""


def read(data: bytes, words: Vocabulary = PRICES) -> SheetTable:
    """Read a file: any of the usual encodings, separators and quotes.

    Args:
        data: what is in it.
        words: what its columns can hold: by these the line with their names is found, and what separates its cells.

    Raises:
        Malformed: when it isn't text, or is empty.
    """
    text, encoding = decoded(data)
    csv.field_size_limit(_LONGEST)
    text, mark, skipped = _opened(text, words)
    above, header = _header(text, mark, words)
    if not header and (first := next(_rows(text, mark), None)) and isinstance(first[1], csv.Error):
        raise Malformed(
            f"Line {first[0] + skipped} of the file can't be read: {_unread(first[1])}.", advice="Mend it."
        )
    if not header:
        raise Malformed(
            "The file is empty.",
            advice=f"Its first line names the columns, such as {words.example}.",
        )
    lines: list[tuple[int, tuple[str, ...]]] = []
    wrong: list[WrongLine] = []
    unfit: dict[int, tuple[str, ...]] = {}
    blank: list[int] = []
    for number, found in _rows(text, mark):
        line = number + skipped
        if isinstance(found, csv.Error):
            wrong.append(WrongLine(line, f"{_unread(found)}; this and all later lines are skipped"))
            break
        cells = _shown(found)
        if number <= above:
            continue
        if not cells:
            blank.append(line)
        elif len(cells) > len(header):
            unfit[line] = tuple(cells)
            wrong.append(WrongLine(line, f"it has {len(cells)} cells for {len(header)} columns"))
        else:
            lines.append((line, (*cells, *[""] * (len(header) - len(cells)))))
    notes = [encoding] if encoding else []
    begins = itertools.islice(_rows(text, mark), _FIRST)
    if passed := sum(bool(_shown(found)) for number, found in begins if number < above):
        notes.append(f"{counted(passed, 'line')} above the column names skipped.")
    last = max([0, *(number for number, _ in (*lines, *wrong))])
    between = [number for number in blank if number < last]
    return SheetTable(header, lines, wrong, tuple(notes), unfit, between)


def _unread(error: csv.Error) -> str:
    """Why a line can't be read."""
    if "limit" in str(error):
        return f"a cell has more than {_LONGEST:,} characters, or its quote isn't closed"
    return f"unclosed quote ({error})"


def _shown(found: Sequence[str] | csv.Error) -> list[str]:
    """The cells of a line as they are read, without the empty ones at its end."""
    cells = [] if isinstance(found, csv.Error) else [cell.strip(_ENDS) for cell in found]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _opened(text: str, words: Vocabulary) -> tuple[str, str, int]:
    """A text without the line that names its separator, the separator, and how many lines were left out."""
    text = _closed_up(text)
    first, _, rest = text.partition("\n")
    if separator := _SEPARATOR.fullmatch(first):
        return rest, separator["mark"], 1
    return text, max(_MARKS, key=lambda mark: _fits(_header(text, mark, words)[1], words)), 0


def _closed_up(text: str) -> str:
    """A text without blanks between a quote that closes and what separates it from the next cell."""
    if not re.search(r'" +[,;|\r\n]', text):
        return text
    for mark in _MARKS:
        if re.search(rf'" +{re.escape(mark)}', text):
            return re.sub(_APART.replace("{mark}", mark), _without_gap, text, flags=re.DOTALL)
    return re.sub(_APART.replace("{mark}", ","), _without_gap, text, flags=re.DOTALL)


def _without_gap(found: re.Match[str]) -> str:
    return found[0].removesuffix(found["gap"]) if found["gap"] else found[0]


def _header(text: str, mark: str, words: Vocabulary) -> tuple[int, tuple[str, ...]]:
    """The number of the line that names the columns, and the names; nothing for a file without any line.

    It is the first, unless a heading is above it: then the one whose names mean most.
    """
    rows = [(number, tuple(_shown(cells))) for number, cells in itertools.islice(_rows(text, mark), _FIRST)]
    rows = [(number, cells) for number, cells in rows if cells]
    return max(rows, key=lambda row: _fits(row[1], words)[0] > 1, default=(0, ()))


def _fits(cells: Sequence[str], words: Vocabulary) -> tuple[int, int]:
    """How well a line names columns: how many of its cells mean something, and how many there are."""
    return len({words.target_of(cell) for cell in cells} - {""}), len(cells)


def _rows(text: str, mark: str) -> Iterator[tuple[int, Sequence[str] | csv.Error]]:
    """Each line's number and cells; an error ends it, where quotes don't close."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=mark, strict=True, skipinitialspace=mark != "\t"
    )
    while True:
        begins = reader.line_num + 1
        try:
            yield begins, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield begins, error
            return
