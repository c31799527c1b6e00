"""What is written in a cell: ids as spreadsheets keep them, numbers by the file's own decimal sign, yes and no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum

from flotui.api.argument import Argument
from flotui.jobs.sheet.names import FLAGS, MONEY
from flotui.text.clean import cleaned, compact
from flotui.text.delimited import GUARD
from flotui.text.fold import fold

_TRUE = frozenset(
    [
        "1",
        "true",
        "yes",
        "on",
        "y",
        "continue",
        "notify",
        "shopify",
        "sim",
        "si",
        "oui",
        "ja",
        "verdadeiro",
        "verdadero",
        "vrai",
        "wahr",
        "vero",
        "waar",
        "prawda",
    ]
)
_FALSE = frozenset(
    [
        "0",
        "false",
        "no",
        "off",
        "n",
        "deny",
        "nao",
        "non",
        "nein",
        "nee",
        "falso",
        "faux",
        "falsch",
        "onwaar",
        "falsz",
    ]
)
"""Yes and no as shops write them, and as spreadsheets do in the usual languages."""
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+")
"""A long number that a spreadsheet shows by its first digits."""
_FORMULA = re.compile(r'="(?P<text>[^"]*)"')
_WHOLE = re.compile(r"(?P<whole>[0-9]+)[.,]0+")
_CURRENCY = re.compile(r"(?P<before>R\$|US\$|[$€£¥])?(?P<amount>[-+0-9.,'’]+)(?P<after>R\$|[$€£¥])?")

_GROUPS = r"-?[1-9][0-9]{0,2}"
_DOUBTFUL = re.compile(rf"{_GROUPS}[.,][0-9]{{3}}")
"""What may be thousands or decimals."""
_MARKED = re.compile(rf"{_GROUPS}(?:['’][0-9]{{3}})+")
"""Whole thousands between apostrophes."""
_FORMS = {
    sign: re.compile(
        rf"-?[0-9]+{re.escape(sign)}(?:[0-9]{{1,2}}|[0-9]{{4,}})"
        rf"|-?(?:0|[0-9]{{4,}}){re.escape(sign)}[0-9]+"
        rf"|{_GROUPS}(?:{re.escape(group)}[0-9]{{3}})+{re.escape(sign)}[0-9]+"
        rf"|{_GROUPS}(?:{re.escape(group)}[0-9]{{3}}){{2,}}"
        rf"|{_GROUPS}(?:['’][0-9]{{3}})+{re.escape(sign)}[0-9]+"
    )
    for sign, group in ((",", "."), (".", ","))
}
"""What only has one meaning, by the sign that its decimals stand after."""


class Sign(Enum):
    """The sign that a file's decimals stand after, as far as its own numbers tell."""

    NONE = ""
    """No number tells."""
    POINT = "."
    COMMA = ","
    BOTH = ".,"
    """Some numbers say the one, some the other."""


def sign_of(amounts: Iterable[str]) -> Sign:
    """Which decimal sign all the amounts of a file agree on.

    Args:
        amounts: the cells of its columns of money.
    """
    found = {sign for text in amounts for sign, form in _FORMS.items() if form.fullmatch(bare(text))}
    return Sign("".join(sorted(found, reverse=True))) if len(found) < 2 else Sign.BOTH


def bare(text: str) -> str:
    """An amount without currency, blanks and signs that can't be seen."""
    shown = _compact(text)
    found = _CURRENCY.fullmatch(shown)
    return shown if found is None else found["amount"]


def _compact(text: str) -> str:
    return "".join(compact(text).split())


def currencies(amounts: Iterable[str]) -> set[str]:
    """The currency signs that stand beside amounts."""
    found = [_CURRENCY.fullmatch(_compact(text)) for text in amounts]
    return {sign for each in found if each is not None for sign in (each["before"], each["after"]) if sign}


def value(name: str, text: str, sign: Sign, old: str = "") -> tuple[str, str]:
    """What a cell says, in the form that is sent, and what is wrong with it.

    Args:
        name: what it changes: one of `CHANGING`.
        text: the cell.
        sign: the file's decimal sign.
        old: what the host has now.
    """
    if name in FLAGS:
        return _flag(name, text)
    if _SHORTENED.fullmatch(text):
        return text, f"{name}: {shortened(text)}"
    found = bare(text)
    if _DOUBTFUL.fullmatch(found) and not _is_plain(found, name, sign, old):
        return (
            found,
            f"{name}: {found} may mean {found[:-4]}{found[-3:]} or {found.replace(',', '.')}. {_WRITE}",
        )
    if name not in MONEY and (whole := _WHOLE.fullmatch(found)):
        found = whole["whole"]
    elif _FORMS[","].fullmatch(found):
        if sign is not Sign.COMMA:
            return found, f"{name}: the file's numbers don't agree on the decimal sign of {found}. {_WRITE}"
        found = re.sub(r"[.'’]", "", found).replace(",", ".")
    elif _FORMS["."].fullmatch(found) or _MARKED.fullmatch(found):
        found = re.sub(r"[,'’]", "", found)
    wrong = Argument("UpdateProductVariant", name).wrong(found)
    return found, f"{name} can't be {text[:40]}. {wrong.removesuffix('.')}" if wrong else ""


_WRITE = "Write it with a decimal point and without thousands"


def _is_plain(text: str, name: str, sign: Sign, old: str) -> bool:
    """Whether three digits after a point are decimals: the file or the host writes them so."""
    if name not in MONEY or "," in text:
        return False
    return sign is Sign.POINT or (sign is Sign.NONE and bool(_DOUBTFUL.fullmatch(old)) and "." in old)


def _flag(name: str, text: str) -> tuple[str, str]:
    found = fold(text)
    if found in _TRUE or found in _FALSE:
        return str(int(found in _TRUE)), ""
    return text, f"{name} must be 1 or 0, not {text[:40]}"


def shortened(text: str) -> str:
    """What to say of a number that a spreadsheet shortened; empty where it isn't one."""
    if not _SHORTENED.fullmatch(text):
        return ""
    return f"a spreadsheet shortened the number to {text}. Format the column as text and export it again"


def key(text: str) -> str:
    """An identifier as it is compared: without blanks at its ends and signs that can't be seen."""
    return " ".join(unicodedata.normalize("NFC", cleaned(text)).split())


def spellings(text: str) -> list[str]:
    """What a cell with an identifier may mean, the likeliest first.

    Args:
        text: the cell; `="0012"`, `'0012` and `1001.0` are what spreadsheets make of one.
    """
    found = [key(text)]
    if formula := _FORMULA.fullmatch(found[0]):
        found.append(key(formula["text"]))
    if found[0].startswith(GUARD):
        found.append(found[0][1:])
    if whole := _WHOLE.fullmatch(found[-1]):
        found.append(whole["whole"])
    return found
