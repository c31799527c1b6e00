# SPDX-License-Identifier: MIT
"""The form of a file of lines and cells: its encoding, what separates its cells, and how its quotes are written."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from flotui.api.errors import Malformed
from flotui.text.encodings import EncodingGuess, guess, sample, title_of, word_of
from flotui.text.plural import listed
from flotui.text.signs import DIRECTION, NOTHING
from flotui.text.utf8 import is_utf8, lines_with_words, spoiled_lines

LONGEST = 131_072
"""Characters that a cell may have: beyond them a quote was left open."""
_LOOKED_AT = 4096
"""Bytes at the beginning that tell what a file is."""
_JUDGED = 1_000_000
"""Bytes of which an older encoding is judged."""
_LIKELY = "cp1251"
"""An encoding in which many words could be UTF-8 by chance."""
_LINE_END = re.compile("\r\n|\r|\n")
_READINGS = 3
"""Encodings that a refusal shows."""
ENCODING = "encoding"
"""What forms call the field in which the encoding is told."""
_BEGINS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Marks at the beginning of a file, and what they say it is in."""
_OTHER_FILES = (
    (b"pk\x03\x04", "a spreadsheet or an archive (.xlsx, .ods, .numbers, .zip)"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet of an older kind (.xls)"),
    (b"\x1f\x8b", "packed (.gz)"),
    (b"%pdf-", "a PDF"),
    (b"{\\rtf", "a document (.rtf)"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "XML"),
    (b"begin:vcard", "contacts (.vcf)"),
    (b"begin:vcalendar", "a calendar (.ics)"),
    (b"sqlite format 3", "a database"),
)
"""How files begin that people take for CSV, or that a page gives instead of it, and what they are."""
_JSON = re.compile(rb"\[\s*\{\s*[\"}]|\{\s*[\"}]|\[\s*\]")
"""How JSON begins that has rows."""
_NAMED = 5
"""Lines that a refusal names."""
_MARKS = ",;\t|"
"""What separates the cells of a line, the likeliest first."""
_SEPARATOR = re.compile(r'\s*"?sep=(?P<mark>[,;\t|])"?[,;\t|]*\s*', re.IGNORECASE)
"""The first line of a file in which a spreadsheet says what separates its cells."""
_ENDS = f"\0\x1a \t\r\n\xa0{NOTHING}{DIRECTION}"
"""What is at the ends of a cell and isn't part of it."""
_APART = r' *"(?:[^"]|"")*"(?P<gap> +)(?=[{mark}\r\n]|\Z)|"(?:[^"]|"")*"|[^{mark}\r\n"]+|.'
"""Cell by cell: one in quotes with blanks behind them, one without, and all else."""


class Decoded(NamedTuple):
    """What a file says, and the encoding in which it says that."""

    text: str
    encoding: str
    note: str
    """What was guessed about the encoding, as a sentence; empty where it is sure."""
    doubt: Malformed | None = None
    """What is to be said as soon as more than its plain letters count, where the encoding isn't sure; the others stand in
    the text as `surrogateescape` keeps bytes.
    """
    readings: Sequence[str] = ()
    """The encodings that it may be in then."""


class Unended(csv.Error):
    """A line that can't be read, and nothing tells where those behind it begin."""


class Separated(NamedTuple):
    """A text whose lines can be taken apart."""

    text: str
    """Without the line that names what separates the cells."""
    mark: str
    """What separates them."""
    skipped: int
    """How many lines were left out at the beginning."""


def decoded(data: bytes, encoding: str = "", *, plainly: bool = False) -> Decoded:
    """The text of a file in any of the usual encodings.

    Args:
        data: what is in it.
        encoding: what somebody says that it is in; empty where the file is to tell.
        plainly: whether a text in no sure encoding is given too, as far as that is the same in all.

    Raises:
        Malformed: when it is no text, or nothing tells for sure in which encoding.
    """
    if kind := _no_text(data):
        raise Malformed(f"The file is {kind}, not CSV.", advice="Save it as CSV in UTF-8.")
    if encoding:
        return _told(data, encoding)
    if wide := _wide(data[:_LOOKED_AT]):
        try:
            return Decoded(data.decode(wide).removeprefix("\ufeff"), wide, "")
        except UnicodeDecodeError:
            begins = wide.upper()[:6]
            raise Malformed(f"The file begins as {begins}, but isn't.", advice="Save it as UTF-8.") from None
    # In UTF-8 a cell may have any sign: what people write to a bot is kept as it came.
    if b"\0" in (data.partition(b"\n")[0] if is_utf8(data) else data)[:_LOOKED_AT]:
        raise Malformed("The file isn't text.", advice="Export it as CSV in UTF-8.")
    try:
        return Decoded(data.decode("utf-8-sig"), "utf-8-sig", "")
    except UnicodeDecodeError:
        pass
    if spoiled := spoiled_lines(data):
        raise _partly(
            spoiled, "isn't UTF-8, but the rest of the file is", "aren't UTF-8, but the rest of the file is"
        )
    found = guess(data[:_JUDGED])
    name = found.readings[0].encoding if found.readings else ""
    if words := lines_with_words(data, but_for=name or _LIKELY):
        raise _partly(
            words, "is UTF-8, but the rest of the file isn't", "are UTF-8, but the rest of the file isn't"
        )
    if not found.sure:
        if not plainly:
            raise _unsure(found)
        readings = [each.encoding for each in found.readings]
        return Decoded(data.decode("ascii", "surrogateescape"), "ascii", "", _unsure(found), readings)
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        raise _unsure(EncodingGuess([], sure=False)) from None
    said = f"The file isn't UTF-8; it was read as {title_of(name)}: {sample(text[:_JUDGED])}."
    return Decoded(text, name, said)


def _no_text(data: bytes) -> str:
    """What a file is that has no lines and cells, by how it begins; empty for any other."""
    begins = data[:_LOOKED_AT].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if _JSON.match(begins):
        return "JSON"
    return next((kind for mark, kind in _OTHER_FILES if begins.startswith(mark)), "")


def _told(data: bytes, encoding: str) -> Decoded:
    """The text of a file in the encoding that somebody says."""
    title, marked = title_of(encoding), next((name for mark, name in _BEGINS if data.startswith(mark)), "")
    if marked and not encoding.startswith(marked):
        raise Malformed(
            f"The file begins as {marked.upper()}, so it isn't {title}.",
            fields={ENCODING: (f"It begins as {marked.upper()}.",)},
        )
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Malformed(
            f"The file isn't {title}: line {line} can't be read so.",
            fields={ENCODING: (f"Line {line} can't be read so.",)},
        ) from None
    if "\0" in text[:_LOOKED_AT]:
        raise Malformed(f"The file isn't text in {title}.", fields={ENCODING: ("The file isn't that.",)})
    words = sample(text[:_JUDGED])
    return Decoded(text, encoding, f"Read as {title}, as you chose: {words}." if words else "")


def _unsure(found: EncodingGuess) -> Malformed:
    """What is said of a file in an encoding that isn't sure: what it says in each of which it makes sense."""
    samples = found.samples()[:_READINGS]
    read = " or ".join(f"{title_of(name)} ({words})" for name, words in samples)
    happened = "The file isn't UTF-8, and its encoding isn't sure"
    error = Malformed(
        f"{happened}: it may be {read}." if read else f"{happened}.",
        advice="Save it as UTF-8 (in Excel: CSV UTF-8; in LibreOffice: character set UTF-8).",
        fields={ENCODING: (f"{read}?" if read else "Choose one.",)},
    )
    words = [f"--encoding {word_of(name)}" for name, _ in samples] or ["--encoding NAME"]
    error.command_advice = f"Add {' or '.join(words)}, or save it as UTF-8."
    return error


def _partly(lines: Sequence[int], one: str, several: str) -> Malformed:
    """What is said of a file in two encodings: of which lines that is, and what is true of them."""
    named = listed([str(each) for each in lines], _NAMED)
    what = f"Line {named} {one}" if len(lines) == 1 else f"Lines {named} {several}"
    return Malformed(f"{what}.", advice="Look at what is there, then save the file as UTF-8.")


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


def opened(text: str, fits: Callable[[str, str], int | tuple[int, int]]) -> Separated:
    """A text with what separates its cells.

    Args:
        text: what is in the file.
        fits: how well a separator fits a text, given both; the greatest is taken.
    """
    text = _closed_up(text)
    first, _, rest = text.partition("\n")
    if separator := _SEPARATOR.fullmatch(first):
        return Separated(rest, separator["mark"], 1)
    return Separated(text, max(_MARKS, key=lambda mark: fits(text, mark)), 0)


def bare(cell: str) -> str:
    """A cell without what is at its ends and isn't part of it."""
    return cell.strip(_ENDS)


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


def rows(text: str, mark: str, *, blanks: bool = True) -> Iterator[tuple[int, Sequence[str] | csv.Error]]:
    """Each line's number and cells, or the error for which it can't be read; an `Unended` is the last.

    Args:
        text: what is in the file.
        mark: what separates its cells.
        blanks: whether those before a cell are left out, which may have a quote behind them.
    """
    csv.field_size_limit(LONGEST)
    skips = blanks and mark != "\t"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True, skipinitialspace=skips)
    last_open = -1
    while True:
        begins = reader.line_num + 1
        try:
            yield begins, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            last_open = _last_open(text) if last_open < 0 else last_open
            if begins <= last_open:
                yield begins, Unended(str(error))
                return
            yield begins, error


def _last_open(text: str) -> int:
    """The number of the last line that leaves a quote open; 0 for none: then each line is one of its own."""
    lines = enumerate(_LINE_END.split(text), 1)
    return max((number for number, line in lines if line.count('"') % 2), default=0)
