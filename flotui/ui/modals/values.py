"""Checking what was typed into a form, and writing it as the host wants it.

Numbers are kept as they were typed: `142.800` stays `142.800`, nobody knows better what it means.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from flotui.resources.ask import FieldKind
from flotui.text import numbers


class Wrong(ValueError):
    """What was typed doesn't fit; `str()` is the sentence for the person."""


_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_TIME = re.compile(
    r"(?P<date>[^\sT]+|today|tomorrow)"
    r"(?:(?:T|\s+)(?P<h>\d{1,2})(?:[:h](?P<m>\d{2}))?(?::(?P<s>\d{2})(?P<f>\.\d{1,6})?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?(?:\d{2})?)?)?",
    re.ASCII | re.IGNORECASE,
)
_DAYS = {"today": 0, "tomorrow": 1, "yesterday": -1}


def ready(kind: FieldKind, typed: str) -> str:
    """What is sent for what was typed; empty for nothing.

    Args:
        kind: how the field is typed in.
        typed: as it stands in the field.

    Raises:
        Wrong: when it doesn't fit the kind.
    """
    if kind in ("text", "longtext", "secret"):
        return typed
    text = typed.strip()
    if not text:
        return ""
    if kind in ("number", "integer"):
        if said := numbers.problem(text, whole=kind == "integer", most=numbers.LONGEST):
            raise Wrong(said)
        return text
    if kind == "date":
        return _date(text).isoformat()
    if kind == "datetime":
        return _moment(text).isoformat()
    if kind == "json":
        parse(typed)
        return typed
    return text


def _date(text: str) -> date:
    if (days := _DAYS.get(text.lower())) is not None:
        return datetime.now().astimezone().date() + timedelta(days=days)
    found = _DATE.fullmatch(text)
    if not found:
        raise Wrong("A date is needed: year, month, day, as in 2026-11-22. Also: today, tomorrow.")
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise Wrong(f"There is no such day as {text}.") from None


def _moment(text: str) -> datetime:
    if text.lower() == "now":
        return datetime.now().astimezone().replace(microsecond=0)
    found = _TIME.fullmatch(text)
    if not found:
        raise Wrong("A date and a time are needed, as in 2026-11-22 14:30 or 2026-11-22T14:30:00+02:00.")
    day = _date(found["date"])
    hour, minute, second = (int(found[part] or 0) for part in ("h", "m", "s"))
    micro = round(float(found["f"]) * 1_000_000) if found["f"] else 0
    zone = (found["zone"] or "").upper()
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, second, micro)
    except ValueError:
        raise Wrong("There is no such time: hours go to 23, minutes and seconds to 59.") from None
    if not zone:
        # This machine's zone, with the offset it has on that day.
        return moment.astimezone()
    if zone in ("Z", "UTC"):
        zone = "+00:00"
    digits = zone[1:].replace(":", "")
    try:
        return datetime.fromisoformat(f"{moment.isoformat()}{zone[0]}{digits[:2]}:{digits[2:] or '00'}")
    except ValueError:
        raise Wrong(f"There is no time zone {zone}: offsets look like +02:00.") from None


def parse(text: str) -> object:
    """Read JSON.

    Raises:
        Wrong: when it isn't JSON; the sentence says where.
    """

    def constant(name: str) -> object:
        raise Wrong(f"{name} is not allowed in JSON.")

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=constant)
    except json.JSONDecodeError as error:
        what = error.msg[:1].lower() + error.msg[1:]
        raise Wrong(f"Not valid JSON: line {error.lineno}, column {error.colno}: {what}.") from None
    except RecursionError:
        raise Wrong("This JSON is nested too deeply.") from None


def pretty(text: str) -> str:
    """JSON laid out with indents, its numbers as they were written.

    Raises:
        Wrong: when it isn't JSON.
    """
    parse(text)
    return "".join(_laid_out(text))


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


def _laid_out(text: str) -> list[str]:
    # Token by token, not through objects: that would re-write numbers (1.0, 1e3) and drop repeated keys.
    parts: list[str] = []
    depth = 0
    tokens = _TOKEN.findall(text)
    for index, token in enumerate(tokens):
        if token in "{[":
            parts.append(token)
            if index + 1 < len(tokens) and tokens[index + 1] in "}]":
                continue
            depth += 1
            parts.append("\n" + "  " * depth)
        elif token in "}]":
            if tokens[index - 1] not in "{[":
                depth -= 1
                parts.append("\n" + "  " * depth)
            parts.append(token)
        elif token == ",":
            parts.append(",\n" + "  " * depth)
        elif token == ":":
            parts.append(": ")
        else:
            parts.append(token)
    return parts
