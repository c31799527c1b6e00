# SPDX-License-Identifier: MIT
"""Numbers as people type them: what keeps a text from being a number that can be sent, as a sentence.

A number is sent with exactly the digits that were typed, so nothing is guessed: `1,234` and `1.234` may mean a thousand
or little more than one. What is wrong is said, with the nearest right form, or with both that may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from flotui.text.patterns import later

DIGITS = 15
"""How many digits a JSON number keeps on every host: more are lost where it is read as a float."""
WHOLE_DIGITS = 18
"""How many digits a whole number may have: hosts keep 64 bits."""
LONGEST = 400
"""How many characters a number may have that is kept as text."""

_PLAIN = later(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_GROUPED = later(
    r"(?P<whole>-?[0-9]{1,3}(?P<mark>[ ',.])[0-9]{3}((?P=mark)[0-9]{3})*)([.,](?P<rest>[0-9]+))?"
)
_INDIAN = later(r"-?[0-9]{1,2}(,[0-9]{2})+,[0-9]{3}(\.[0-9]+)?")
_MARKED = later(r"-?[0-9]+(?:[.,][0-9]+)+")
_DOUBTFUL = later(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
"""What may be thousands or decimals."""
_BLANKS = dict.fromkeys(map(ord, "\t\u00a0\u2007\u2009\u202f_"), " ")
_NO_WHOLE = "A whole number is needed, such as {}."
_POINT = "Use a decimal point and no thousands separator"
CHOOSE = "Type one of these."
"""What to do about a number that may be two."""


def problem(text: str, *, whole: bool = False, most: int = DIGITS) -> str:
    """What keeps a text from being a number that can be sent; empty for nothing.

    Args:
        text: what was typed; blanks around it don't matter.
        whole: whether it must be a whole number.
        most: how many digits it may have.
    """
    text = text.strip()
    if not _PLAIN.fullmatch(text):
        return _form(text.translate(_BLANKS), whole)
    digits = len(text.lstrip("-").replace(".", "").lstrip("0"))
    if digits > most:
        return f"It has {digits} digits, and more than {most} can't be sent exactly."
    if text.startswith("-") and not digits:
        return f"Write it without the minus: {text[1:]}."
    if whole and is_doubtful(text):
        found = doubt(text, fits=lambda each: "." not in each)
        return f"{found}. {CHOOSE}" if found else f"Use no thousands separator: {readings(text)[0]}."
    if whole and "." in text:
        before, _, after = text.partition(".")
        return _NO_WHOLE.format(before if not after.strip("0") else 12)
    return ""


def readings(text: str) -> list[str]:
    """The plain numbers that digits with points and commas may be: `1,500` is 1500 or 1.5. Nothing for anything else.
    None of them is in doubt itself: `1.125` is 1125 or 1.1250.

    Args:
        text: what was typed.
    """
    if not _MARKED.fullmatch(text):
        return []
    mark = max(".,", key=text.rfind)
    before, _, after = text.rpartition(mark)
    whole = before.replace(",", "").replace(".", "")
    decimals = after.rstrip("0")
    decimal = f"{whole}.{decimals}" if decimals else whole
    decimal += "0" if is_doubtful(decimal) else ""
    several = len({*text} & {".", ","}) > 1
    if len(after) != 3 or several or whole.lstrip("-") == "0":
        return [decimal]
    return [whole + after] if text.count(mark) > 1 else [whole + after, decimal]


def is_doubtful(text: str) -> bool:
    """Whether digits may be one number or another: three of them are behind a point or a comma, and few before."""
    return _DOUBTFUL.fullmatch(text) is not None


def doubt(text: str, like: str = "", *, fits: Callable[[str], bool] = lambda _: True) -> str:
    """Which numbers a number may be, as a part of a sentence: `1.500 may mean 1500 or 1.5`; empty for no doubt.

    Args:
        text: what was typed.
        like: what is there now. Where it has three decimals, so has what takes its place.
        fits: whether a number may be meant, one within the bounds.
    """
    if not is_doubtful(text) or ("." in text and "." in like and is_doubtful(like)):
        return ""
    found = [each for each in readings(text) if fits(each)]
    return f"{text} may mean {' or '.join(found)}" if len(found) > 1 else ""


def undoubted(text: str) -> str:
    """A number with a decimal point as it is in no doubt for a reader of it either: `1.500` is `1.5`, `1.125` `1.1250`.

    Args:
        text: the number, as the host has it; any other text comes back as it is.
    """
    return readings(text)[-1] if "." in text and is_doubtful(text) else text


def outside(text: str, low: float | None = None, high: float | None = None) -> str:
    """What is wrong with how large a number is, as a sentence; empty for nothing.

    Args:
        text: a number that has no `problem`.
        low: the least it may be; None for no limit.
        high: the most it may be; None for no limit.
    """
    value = Decimal(text.strip())
    if (low is None or value >= low) and (high is None or value <= high):
        return ""
    if low is not None and high is not None:
        return f"It goes from {low:,} to {high:,}."
    if low == 0:
        return "It can't be negative."
    return f"It must be at most {high:,}." if low is None else f"It must be at least {low:,}."


def _form(text: str, whole: bool) -> str:
    """What is wrong with the form of a text that isn't a plain number."""
    if is_doubtful(text) and not whole:
        return f"{doubt(text)}. {CHOOSE}"
    if whole and re.fullmatch(r"-?[0-9]+,[0-9]{3}", text):
        return f"Use no thousands separator{_as(text.replace(',', ''))}."
    for pattern, says, right in _FORMS:
        if re.fullmatch(pattern, text):
            form = right(text)
            return _NO_WHOLE.format(12) if whole and "." in form else f"{says}{_as(form)}."
    return _NO_WHOLE.format(12) if whole else "A number is needed, such as 142.80."


def _as(form: str) -> str:
    """The nearest right form, to be behind a sentence; nothing where it isn't right either."""
    form = form if form.strip("-0.") else form.lstrip("-")  # JSON's -0 isn't taken either
    return f": {form}" if _PLAIN.fullmatch(form) and len(form) <= DIGITS + 2 else ""


def _without_zeros(text: str) -> str:
    sign = "-" if text.startswith("-") else ""
    bare = text.lstrip("-").lstrip("0")
    return f"{sign}{bare if bare[:1].isdigit() else '0' + bare}"


def _ungrouped(text: str) -> str:
    """A number without its thousands marks, where it is clear which mark is which; else empty."""
    if _INDIAN.fullmatch(text):
        return text.replace(",", "")
    found = _GROUPED.fullmatch(text)
    if found is None or (found["rest"] and found["mark"] == text[found.end("whole")]):
        return ""
    return found["whole"].replace(found["mark"], "") + (f".{found['rest']}" if found["rest"] else "")


def _none(text: str) -> str:
    return ""


_FORMS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    (r"[+-]?(?i:nan|inf|infinity)", "NaN and infinity can't be sent. Type a number", _none),
    (r".*[^\D0-9].*", "Use the digits 0 to 9", _none),
    (r"[\u2010-\u2014\u2212].*", "Type the minus as the hyphen on the keyboard", _none),
    (r"- +[0-9.]+", "Write the minus and the number without a space", lambda text: text.replace(" ", "")),
    (
        r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]{1,3}",
        "Write it without an exponent",
        lambda text: f"{Decimal(text):f}",
    ),
    (r"\+[0-9.]+", "Write it without the plus sign", lambda text: text[1:]),
    (r"-?0[0-9]+(\.[0-9]+)?", "Write it without leading zeros", _without_zeros),
    (r"-?\.[0-9]+", "Write a digit before the point", lambda text: text.replace(".", "0.")),
    (r"-?[0-9]+\.", "Write a digit after the point, or no point", lambda text: text[:-1]),
    (r"-?[0-9]+,[0-9]*", _POINT, lambda text: text.replace(",", ".")),
    (r"-?[0-9.,' ]*[0-9][0-9.,' ]*", _POINT, _ungrouped),
)
"""What people type for a number: the form, what is wrong with it, and what makes the right form of it."""
