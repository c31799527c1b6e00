# SPDX-License-Identifier: MIT
"""JSON whose numbers keep their digits.

A price of `1.10` read as a float comes back as `1.1`, and the last digits of a long number are lost. Here
such a number becomes an `Exact`: a float that also knows how it was written, and is written so again.

Python's own json is imported when the quick way refuses something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, NoReturn

import msgspec

from flotui.text.clean import json_text
from flotui.text.patterns import later

Json = Any
"""A value as JSON has it, of a host or a file: whoever reads one sees first of what type it is."""

DEEPEST = 100
"""How many levels of objects and arrays a value may have. What reads it goes into it level by level."""

_TOO_DEEP = (f"It is nested deeper than {DEEPEST} levels.", "Give it with fewer levels.")

LONGEST = 400
"""How many characters a number may have that is typed; a float holds some 300 digits."""

_NUMBER = later(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class Exact(float):
    """A number that is written as it was written before."""

    __slots__ = ("text",)

    text: str
    """Its digits."""

    def __str__(self) -> str:
        return self.text


def number(text: str) -> float:
    """The number that a JSON text stands for, exact where a float would be written otherwise.

    Args:
        text: the digits; `NaN` and `Infinity` too, which some hosts write.
    """
    plain = float(text)
    # An exponent has several forms, and what reads and writes JSON doesn't agree on one.
    if repr(plain) == text and "e" not in text and plain - plain == 0:
        return plain
    found = Exact(plain)
    found.text = text
    return found


def whole(text: str) -> int | float:
    """The whole number that a JSON text stands for; exact where it is longer than an int may be.

    Args:
        text: the digits.
    """
    try:
        return int(text)
    except ValueError:  # beyond `sys.get_int_max_str_digits`
        return number(text)


def as_number(text: str) -> int | float | None:
    """The number that a text is, digit for digit; None where JSON has no such number (`1,5`, `.5`, `+3`)."""
    if len(text) > LONGEST or not _NUMBER.fullmatch(text):
        return None
    return int(text) if text.lstrip("-").isdecimal() else number(text)


_DECODER = msgspec.json.Decoder(float_hook=number)


def loads(
    text: str,
    *,
    parse_constant: Callable[[str], object] = number,
    object_pairs_hook: Callable[[list[tuple[str, object]]], object] | None = None,
    parse_number: Callable[[str], int | float] | None = None,
) -> object:
    """Read JSON, its numbers with their digits, also where it was copied from a document (`json_text`).

    Args:
        text: the JSON.
        parse_constant: makes something of `NaN` and `Infinity`, as for `json.loads`.
        object_pairs_hook: makes something of an object's pairs, likewise; then nothing is read the quick way.
        parse_number: makes something of a number's digits.

    Raises:
        Doubtful: when it has more than `DEEPEST` levels.
        ValueError: when it is none.
    """
    try:
        try:
            value = _read(text, parse_constant, object_pairs_hook, parse_number)
        except _slow().JSONDecodeError:
            if (plain := json_text(text)) == text:
                raise
            value = _read(plain, parse_constant, object_pairs_hook, parse_number)
    except RecursionError:
        raise Doubtful(*_TOO_DEEP) from None
    if text.count("{") + text.count("[") > DEEPEST:
        _check_depth(value)
    return value


def loads_utf8(body: bytes) -> object:
    """Read JSON of a host the quick way.

    Args:
        body: the JSON.

    Raises:
        ValueError: when it isn't plain UTF-8 or JSON, which `loads` may read all the same, or has more than
            `DEEPEST` levels.
    """
    shallow = _shallow(body)  # which takes a copy of it, and isn't done beside what is in it
    try:
        value = _DECODER.decode(body)
    except (msgspec.DecodeError, RecursionError):
        raise ValueError("The quick way doesn't read it.") from None
    if not shallow:
        _check_depth(value)
    return value


_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def _shallow(body: bytes) -> bool:
    """Whether the brackets alone tell that no value has too many levels: pairs go away a level at a time."""
    rest = body.translate(None, _NO_BRACKETS)
    for _ in range(DEEPEST // 2):
        if not rest:
            return True
        rest = rest.replace(b"[]", b"").replace(b"{}", b"")
    return False


def _slow() -> ModuleType:
    """Python's own json."""
    import json

    return json


def _read(
    text: str,
    constant: Callable[[str], object] = number,
    pairs: Callable[[list[tuple[str, object]]], object] | None = None,
    numbers: Callable[[str], int | float] | None = None,
) -> object:
    """Read JSON quickly; what the quick way refuses (lone surrogates, `NaN`), as Python's own reader does."""
    if pairs is None:
        try:
            return _DECODER.decode(text)
        except (msgspec.DecodeError, UnicodeEncodeError):
            pass
    return _slow().loads(
        text,
        parse_float=numbers or number,
        parse_int=numbers or whole,
        parse_constant=constant,
        object_pairs_hook=pairs,
    )


class Doubtful(ValueError):
    """JSON that can be read in more than one way, holds what JSON hasn't, or goes deeper than is read; `str()` is a
    sentence.
    """

    def __init__(self, happened: str, advice: str) -> None:
        """
        Args:
            happened: what is in doubt, as a sentence.
            advice: what to do, as another.
        """
        super().__init__(happened)
        self.advice = advice


def loads_sent(text: str) -> object:
    """Read JSON that a person gave to be sent: as `loads`, and nothing in it is chosen or changed.

    Raises:
        Doubtful: when an object has a key twice, a value is `NaN`, `Infinity` or a number beyond all that programs hold,
            which a host would take for that, or it has more than `DEEPEST` levels.
        ValueError: when it is no JSON.
    """
    return loads(text, parse_constant=_no_constant, object_pairs_hook=once, parse_number=_finite)


def once(pairs: list[tuple[str, object]]) -> dict[str, Json]:
    """An object of its pairs, as `json.loads` gives them to a hook.

    Raises:
        Doubtful: when a key is given twice; the text is a sentence.
    """
    found: dict[str, Json] = {}
    for name, value in pairs:
        if name in found:
            shown = name if len(name) <= 40 else f"{name[:39]}…"
            raise Doubtful(
                f"The key {_slow().dumps(shown, ensure_ascii=False)} is given twice in an object.",
                "Give each key once.",
            )
        found[name] = value
    return found


def _finite(text: str) -> int | float:
    """The number that a JSON text stands for.

    Raises:
        Doubtful: when it is beyond the largest that there is.
    """
    if float(text) - float(text) != 0:
        shown = text if len(text) <= 40 else f"{text[:39]}…"
        raise Doubtful(f"{shown} is beyond the largest number, some 1.8e308.", "Write a smaller number.")
    return whole(text) if text.lstrip("-").isdecimal() else number(text)


def _no_constant(name: str) -> NoReturn:
    raise Doubtful(f"JSON has no number {name}.", "Write a number, or null.")


def loads_own(text: str) -> Json:
    """Read JSON that `dumps` wrote: quicker, because nothing in it can surprise."""
    return _read(text)


def _check_depth(value: object) -> None:
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(DEEPEST):
        level = [
            one
            for each in level
            for one in (each.values() if type(each) is dict else each)
            if type(one) is dict or type(one) is list
        ]
        if not level:
            return
    raise Doubtful(*_TOO_DEEP)


def dumps(value: object, *, indent: int = 0, compact: bool = False, sort: bool = False) -> str:
    """Write JSON, exact numbers as they were. Nothing is escaped that need not be.

    Args:
        value: what to write.
        indent: how far each level is set in, on lines of its own; 0 for a single line.
        compact: whether to leave out the blanks in a single line.
        sort: whether to sort keys.
    """
    try:
        written = (_SORTED if sort else _ENCODER).encode(value)
        return (written if compact else msgspec.json.format(written, indent=indent)).decode()
    except (UnicodeEncodeError, TypeError, msgspec.DecodeError):
        # A lone surrogate, a key that isn't text, the NaN of a host: all that `json.dumps` takes is written.
        space = "" if compact else " "
        comma = "," if indent else f",{space}"
        return _plainly(value, _Indents(comma, f":{space}", " " * indent, sort), "\n" if indent else "")


def lines(values: Sequence[object]) -> bytes:
    """Write each value as JSON in one line, as `dumps` does, and all of them as UTF-8 without the last line's end.

    Args:
        values: what to write.
    """
    try:
        return b"\n".join(map(_ENCODER.encode, values))
    except (UnicodeEncodeError, TypeError):
        plain = "\n".join([dumps(each, compact=True) for each in values])
        return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", plain).encode()


_HALF = later("[\ud800-\udfff]")


class _Indents(msgspec.Struct, frozen=True):
    """How `_plainly` lays out what it writes."""

    comma: str
    colon: str
    indent: str
    sort: bool


def _raw(value: object) -> msgspec.Raw:
    if isinstance(value, Exact):
        return msgspec.Raw(value.text.encode())
    return msgspec.Raw(_slow().dumps(value, ensure_ascii=False).encode())


_ENCODER = msgspec.json.Encoder(enc_hook=_raw)
_SORTED = msgspec.json.Encoder(enc_hook=_raw, order="sorted")


def _plainly(value: object, layout: _Indents, line: str) -> str:
    """JSON of whatever `json.dumps` takes.

    Args:
        value: what to write.
        layout: how it is laid out.
        line: what begins a line at this level; empty where all of it is one line.
    """
    if isinstance(value, Exact):
        return value.text
    inner = line and line + layout.indent
    if isinstance(value, dict) and value:
        pairs = sorted(value.items()) if layout.sort else value.items()
        parts = [f"{_key(name)}{layout.colon}{_plainly(each, layout, inner)}" for name, each in pairs]
        return "{" + inner + f"{layout.comma}{inner}".join(parts) + line + "}"
    if isinstance(value, (list, tuple)) and value:
        parts = [_plainly(each, layout, inner) for each in value]
        return "[" + inner + f"{layout.comma}{inner}".join(parts) + line + "]"
    return str(_slow().dumps(value, ensure_ascii=False))


def _key(name: object) -> str:
    return str(_slow().dumps({name: 0}, ensure_ascii=False)[1:-4])
