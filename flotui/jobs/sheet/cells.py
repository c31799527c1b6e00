# SPDX-License-Identifier: MIT
"""What is written in a cell: ids as spreadsheets keep them, numbers by the file's own decimal sign, yes and no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum

from flotui.api.argument import Argument
from flotui.jobs.sheet.currencies import split
from flotui.jobs.sheet.names import FLAGS, MONEY
from flotui.text import numbers
from flotui.text.clean import cleaned, compact
from flotui.text.delimited import GUARD, unguarded
from flotui.text.fold import fold
from flotui.text.quoting import in_brief
from flotui.text.truth import NO, YES

_TRUE_ABROAD = (
    "sim", "si", "oui", "ja", "verdadeiro", "verdadero", "vrai", "wahr", "vero", "waar", "prawda", "tak", "pravda",
    "ano", "igaz", "igen", "evet", "dogru", "sant", "sand", "sann", "tosi", "да", "истина", "так", "істина",
    "是", "はい", "예",
)  # fmt: skip
_FALSE_ABROAD = (
    "nao", "non", "nein", "nee", "falso", "faux", "falsch", "onwaar", "falsz", "nie", "nepravda", "ne", "hamis", "nem",
    "hayır", "yanlıs", "nej", "falskt", "falsk", "usann", "epatosi", "нет", "ложь", "ні", "хибність",
    "否", "いいえ", "아니요",
)  # fmt: skip
_TRUE = frozenset(map(fold, (*YES, "y", "t", "checked", "continue", "notify", "shopify", *_TRUE_ABROAD)))
_FALSE = frozenset(map(fold, (*NO, "n", "f", "unchecked", "deny", *_FALSE_ABROAD)))
"""Yes and no as shops and databases write them, and as spreadsheets do in the usual languages."""
_MALE = frozenset(
    ("male", "man", "masculino", "masculin", "mannlich", "maschio", "homem", "hombre", "homme", "uomo")
)
_FEMALE = frozenset(
    (
        "female",
        "woman",
        "feminino",
        "femenino",
        "feminin",
        "weiblich",
        "femmina",
        "mulher",
        "mujer",
        "femme",
        "donna",
    )
)
"""Genders in the usual languages, as `fold` leaves them."""
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+")
"""A long number that a spreadsheet shows by its first digits."""
_FAILED = re.compile(
    r"#(?:N/?A|N/?D|NV|DIV/0!|(?:\u00a1)?[A-Z\u00c0-\u00dc]{3,15}[!?]|[A-Z]{4,12}(?: [A-Z]{4,12})?!)|#{3,}|Err:\d{3}"
)
"""What a spreadsheet or a database writes where it has no value: `#N/A`, `#REF!`, `#WERT!`, `Err:502`, `#######`."""
_NULLS = ("NULL", "null", "\\N", "(null)", "<null>", "NaN", "nan", "undefined", "NaT")
_DASHES = re.compile(r"[-\u2010-\u2015\u2212]{1,3}")
"""What people write where there is nothing."""
_NO_WORDS = frozenset(
    (
        "n/a",
        "n.a.",
        "n.a",
        "na",
        "none",
        "nil",
        "null",
        "nan",
        "empty",
        "blank",
        "nenhum",
        "ninguno",
        "aucun",
        "keine",
        "s/d",
    )
)
"""The same in words."""
_SPELLED = re.compile(r'="(?P<text>(?:[^"]|"")*)"')
"""A text as spreadsheets write it, so that no digit of it is lost."""
_FORMULA = "="
"""What a spreadsheet takes for a formula begins with this, whatever follows."""
_WHOLE = re.compile(r"(?P<whole>[0-9]+)[.,]0+")

_GROUPS = r"-?[1-9][0-9]{0,2}"
_APART = r"(?:(?:'[0-9]{3})+|(?: [0-9]{3})+)"
"""What follows the first digits where apostrophes or blanks keep thousands apart."""
_INDIAN = r"-?[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
"""Thousands, and hundreds of them in pairs of digits: `1,23,456.00`."""
_MARKED = re.compile(_GROUPS + _APART)
"""Whole thousands between apostrophes or blanks."""
_TWO = re.compile(r"[0-9] +[0-9]")
_FORMS = {
    sign: re.compile(
        rf"-?[0-9]+{re.escape(sign)}(?:[0-9]{{1,2}}|[0-9]{{4,}})"
        rf"|-?(?:0|[0-9]{{4,}}){re.escape(sign)}[0-9]+"
        rf"|{_GROUPS}(?:{re.escape(group)}[0-9]{{3}})+{re.escape(sign)}[0-9]+"
        rf"|{_GROUPS}(?:{re.escape(group)}[0-9]{{3}}){{2,}}"
        rf"|{_GROUPS}{_APART}{re.escape(sign)}[0-9]+" + (rf"|{_INDIAN}" if sign == "." else "")
    )
    for sign, group in ((",", "."), (".", ","))
}
"""What only has one meaning, by the sign that its decimals stand after."""


_NAMES = {",": "comma", ".": "point"}
_PLAINLY = "Write it with a decimal point and without thousands"


class Sign(Enum):
    """The sign that a file's decimals stand after, as far as its own numbers tell."""

    NONE = ""
    """No number tells."""
    POINT = "."
    COMMA = ","
    MOST_POINT = ".,"
    """Most numbers say the one, some the other."""
    MOST_COMMA = ",."
    BOTH = "=."
    """As many numbers say the one as the other."""

    @property
    def mark(self) -> str:
        """The sign itself; empty where none is that of most numbers."""
        return "" if self is Sign.BOTH else self.value[:1]

    def notes(self, noun: str) -> list[str]:
        """What a person should know of it, as sentences.

        Args:
            noun: what the numbers are called, in the plural.
        """
        if self is Sign.COMMA:
            return [f"The comma is the decimal sign of all {noun} in the file."]
        if self in (Sign.MOST_COMMA, Sign.MOST_POINT):
            name = _NAMES[self.mark]
            return [f"The {name} is the decimal sign of most {noun} in the file; the others are skipped."]
        return []


def sign_of(amounts: Iterable[str]) -> Sign:
    """Which decimal sign the amounts of a file agree on, or most of them.

    Args:
        amounts: the cells of its columns of money.
    """
    texts = [split(text).text for text in amounts]
    points, commas = (sum(_FORMS[sign].fullmatch(text) is not None for text in texts) for sign in ".,")
    if not points or not commas:
        return Sign.POINT if points else Sign.COMMA if commas else Sign.NONE
    return Sign.BOTH if points == commas else Sign.MOST_POINT if points > commas else Sign.MOST_COMMA


def value(name: str, text: str, sign: Sign, old: str = "") -> tuple[str, str]:
    """What a cell says, in the form that is sent, and what is wrong with it.

    Args:
        name: what it changes: one of `CHANGING`.
        text: the cell.
        sign: the file's decimal sign.
        old: what the host has now.
    """
    if why := formula(text):
        return text, f"{name}: {why}"
    text = unspelled(text)
    if name in FLAGS:
        given = yes(text)
        return (
            (text, f"{name} must be 1 or 0, not {in_brief(text)}") if given is None else (str(int(given)), "")
        )
    text = text.removeprefix(GUARD)  # by which a spreadsheet keeps a number as text
    if _SHORTENED.fullmatch(text):
        return text, f"{name}: {shortened(text)}"
    amount = split(text)
    found = compact(text) if name not in MONEY and amount.currency else amount.text
    found, why = number(found, sign, old, whole=name not in MONEY)
    if why:
        return found, f"{name}: {why}"
    if name not in MONEY and (whole := _WHOLE.fullmatch(found)):
        found = whole["whole"]
    wrong = Argument("UpdateProductVariant", name).wrong(found)
    return found, f"{name} can't be {in_brief(text)}. {wrong.removesuffix('.')}" if wrong else ""


def number(text: str, sign: Sign, old: str = "", *, whole: bool = False) -> tuple[str, str]:
    """A number in the form that is sent, and why it may mean another.

    Args:
        text: the cell.
        sign: the file's decimal sign.
        old: what the host has now.
        whole: whether it has no decimals, as stock.
    """
    if numbers.is_doubtful(text):
        found = _undoubted(text, sign, old, whole=whole)
        return found or text, "" if found else _either(text, whole=whole)
    if whole and _WHOLE.fullmatch(text):
        return text, ""
    for mark, other in (",.", ".,"):
        if not _FORMS[mark].fullmatch(text):
            continue
        if sign is Sign.BOTH:
            return text, f"the file's numbers don't agree on the decimal sign of {text}. {_PLAINLY}"
        if sign.mark == other or (mark == "," and not sign.mark):
            more = ", unlike most numbers of the file" if sign.mark == other else ""
            what = (
                f"has a {_NAMES[mark]} for a decimal {_NAMES[other]}"
                if mark in text
                else f"keeps thousands apart by a {_NAMES[other]}"
            )
            return text, f"{text} {what}{more}. {_PLAINLY}"
        return re.sub(rf"[{other}' ]", "", text).replace(",", "."), ""
    if _MARKED.fullmatch(text):
        return re.sub(r"[' ]", "", text), ""
    return text, f"{in_brief(text)} may be two numbers. {_PLAINLY}" if _TWO.search(text) else ""


def _either(text: str, *, whole: bool) -> str:
    """What to write for a number that may be two."""
    if doubt := numbers.doubt(text, fits=lambda each: not whole or "." not in each):
        return f"{doubt}: write one of these"
    return f"{text} isn't a plain whole number: write {numbers.readings(text)[0]}"


def _undoubted(text: str, sign: Sign, old: str, *, whole: bool) -> str:
    """What three digits after a sign mean, where the file or the host writes them so; empty where neither tells."""
    if whole:  # stock has no decimals: what isn't the decimal sign keeps thousands apart
        mark = text[-4]
        return text.replace(mark, "") if sign is _OTHER[mark] else ""
    if "," in text:
        plain = text.replace(",", ".")
        return plain if sign is Sign.COMMA and not numbers.doubt(plain, old) else ""
    return text if sign is Sign.POINT or (sign is Sign.NONE and not numbers.doubt(text, old)) else ""


_OTHER = {",": Sign.POINT, ".": Sign.COMMA}
"""The decimal sign of a file that keeps its thousands apart by this one."""


def yes(text: str) -> bool | None:
    """What a cell with yes or no says, in the usual languages; None where it is neither."""
    number = compact(text)
    if whole := _WHOLE.fullmatch(number):  # programs that count by floats write a 1 so: 1.0
        number = whole["whole"]
    found = number if number.isdecimal() else fold(text)
    if found.isdecimal() and found != number:
        return None  # a footnote, which is no digit
    return True if found in _TRUE else False if found in _FALSE else None


def gender(text: str) -> str:
    """The host's word for a gender in the usual languages, `male` or `female`; empty for others, and for a letter:
    M is *masculino*, and *mulher* beside an H.
    """
    found = fold(text)
    return "male" if found in _MALE else "female" if found in _FEMALE else ""


def shortened(text: str) -> str:
    """What to say of a number that a spreadsheet shortened; empty where it isn't one."""
    if not _SHORTENED.fullmatch(text):
        return ""
    return f"a spreadsheet shortened the number to {text}. Format the column as text and export it again"


def no_value(text: str) -> str:
    """Why a cell holds no value, where a spreadsheet or a database had none; empty for any other text."""
    if _FAILED.fullmatch(text):
        return f"{in_brief(text)} is what a spreadsheet shows for a formula that failed, or for want of room"
    return f"{text} is what programs write for no value: leave the cell empty" if text in _NULLS else ""


def nothing(text: str) -> str:
    """Why a text is in doubt that may stand for nothing: a lone dash; empty for any other.

    Args:
        text: the cell.
    """
    if not _DASHES.fullmatch(text):
        return ""
    return f"{text} may mean no value: leave the cell empty, or write {GUARD}{text} for the text"


def no_text(text: str) -> str:
    """Why a cell may be no text, though all of its column may be any: it holds no value, a formula or a lone dash."""
    return no_value(text) or formula(text) or nothing(text)


def names_nothing(text: str) -> bool:
    """Whether a text is a word for nothing, which may be meant as a value all the same: `N/A`, `none`."""
    return fold(text) in _NO_WORDS


def key(text: str) -> str:
    """An identifier as it is compared: without blanks at its ends and signs that can't be seen."""
    return " ".join(unicodedata.normalize("NFC", cleaned(text)).split())


def unspelled(text: str) -> str:
    """A text as it was before a spreadsheet, or our own guard against formulas, wrote it: `="0012"`, `'+55 11`."""
    found = _SPELLED.fullmatch(text)
    if found:
        return found["text"].replace('""', '"')
    return text[1:] if text.startswith(GUARD) and _DASHES.fullmatch(text[1:]) else unguarded(text)


def formula(text: str) -> str:
    """Why a cell's value isn't known, where a spreadsheet takes it for a formula; empty for any other text."""
    if _SPELLED.fullmatch(text) or not text.startswith(_FORMULA):
        return ""
    return (
        f"{in_brief(text)} is a formula to a spreadsheet, not a value. "
        f"Save the file with values, or put {GUARD} before it to keep the text"
    )


def spellings(text: str) -> list[str]:
    """What a cell with an identifier may mean, the likeliest first.

    Args:
        text: the cell; `="0012"`, `'0012` and `1001.0` are what spreadsheets make of one.
    """
    found = [key(text)]
    if _SPELLED.fullmatch(found[0]):
        found.append(key(unspelled(found[0])))
    if found[0].startswith(GUARD):
        found.append(found[0][1:])
    if whole := _WHOLE.fullmatch(found[-1]):
        found.append(whole["whole"])
    return found
