# SPDX-License-Identifier: MIT
"""The text of a query as tokens: terms, parentheses, and the words that join and negate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from flotui.api.errors import Malformed
from flotui.audience.keys import IN_WORDS, KEYS, MEANT, TIMES, mistyped
from flotui.audience.quoting import JOINTS, QUOTES, in_quotes, rest_of_number, unquoted, value_text
from flotui.audience.signs import COMPARES, IN_ONE, ONE_OF, SIGN, meant_by, sign_of
from flotui.audience.spoken_words import comparison_apart
from flotui.text.clean import cleaned
from flotui.text.fold import fold
from flotui.text.mail import address_in
from flotui.text.nearest import meant, near, one_of
from flotui.text.numbers import readings
from flotui.text.phone_numbers import number_in


class QueryRefused(Malformed):
    """A query that is in doubt, so that it isn't run. Columns in its sentence count from 1."""

    advice = ""

    def __init__(
        self,
        happened: str,
        *,
        advice: str = "",
        at: int = 0,
        unfinished: bool = False,
        rights: tuple[str, ...] = (),
        offers: tuple[str, ...] = (),
        end: int = 0,
    ) -> None:
        """
        Args:
            happened: what is in doubt, with its column.
            advice: what may be meant.
            at: where it is in the text, from 0.
            unfinished: whether it may become right by typing on at the end.
            rights: the terms of which one is likely meant, where there are such.
            offers: whole queries of which one is meant.
            end: where the text ends that a right form replaces, if that is more than the term; else 0.
        """
        super().__init__(happened, advice=advice, typed_at=at)
        self.at = at
        self.unfinished = unfinished
        self.rights = rights
        self.offers = offers
        self.end = end

    def adding(self, advice: str) -> QueryRefused:
        """The same with something more to know."""
        return QueryRefused(
            self.happened,
            advice=f"{self.advice} {advice}".strip(),
            at=self.at,
            unfinished=self.unfinished,
            rights=self.rights,
            offers=self.offers,
            end=self.end,
        )


class QueryToken(NamedTuple):
    """A piece of a query's text."""

    kind: str
    """`term`, `open`, `close`, `not`, `and`, `or`."""
    at: int
    """Where it begins, from 0."""
    end: int
    """Where it ends."""
    key: str = ""
    op: str = ":"
    name: str = ""
    values: tuple[str, ...] = ()


_KEY = re.compile(r"([^\W\d](?:[^\W\d]|-(?=[^\W\d]))*):")
"""What a key looks like: letters and a colon, perhaps with a hyphen in it. A time such as 10:30 is none."""
_FIELD = re.compile(r"fields?[.:]|user_fields?[.:]", re.IGNORECASE)
_NOT_A_KEY = re.compile(rf"([^\W\d]+)({COMPARES})")
"""A key with a sign that only fields take."""
_COMPARES = re.compile(rf"(?:[^\W\d][\w-]*[.\[])?([^\W\d][\w-]*)\]?(?P<sign>{COMPARES})(?P<value>\S*)")
"""A word with a sign behind it, as user fields have one; also as a member of something: `user.city=`, `custom[city]=`."""
_SIGN_IN = re.compile(f"!=|<=|>=|[<>={ONE_OF}]")
"""A sign in a word that is neither a condition nor text to search for."""
_NEGATES = re.compile(
    r"(?P<sign>[!\u2010-\u2015\u2212\ufe63\uff0d])(?=(?:[^\W\d]+:|fields?\.)\S)", re.IGNORECASE
)
"""What other languages negate with, and the dash that documents make of the keyboard's, before a condition."""
_ADDRESS = re.compile(r"[^\s:,()=~!\"'-][^\s:,()=~!\"]*")
"""An address that can't be a term."""
_EXAMPLES = ("tag", "channel", "field", "has", "last")
"""The keys that are named where none is near."""
_CUT_SHORT = re.compile(r"'[^\W\d](?:\s+|-)\S")
"""A word of a name that was cut down to a letter, and what goes on behind it."""
_NEARLY_FIELD = re.compile(rf"([^\W\d]+)\.[^\s:!()\"{IN_ONE}]+{COMPARES}")


def pasted(text: str) -> str | None:
    """The phone number or e-mail address that a whole text is, however it is written; None where it is neither."""
    if text.lstrip()[:1] == "-":
        return None
    if number := number_in(text):
        return number
    address = address_in(text)
    return address if _ADDRESS.fullmatch(address) and ("<" in text) == (">" in text) else None


def scan(text: str) -> Iterator[QueryToken]:
    """The tokens of a query's text.

    Raises:
        QueryRefused: where one of them is in doubt.
    """
    at = 0
    depth = 0
    while True:
        while at < len(text) and (text[at].isspace() or not cleaned(text[at])):
            at += 1
        if at >= len(text):
            return
        char = text[at]
        if char in "()":
            depth += 1 if char == "(" else -1
            yield QueryToken("open" if char == "(" else "close", at, at + 1)
            at += 1
        elif char == "-":
            yield QueryToken("not", at, at + 1)
            at += 1
        else:
            token = _joint(text, at) or _term(text, at)
            yield token
            at = token.end


def _joint(text: str, at: int) -> QueryToken | None:
    """The word `and`, `or` or `not` at a place, where it stands alone."""
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in "()":
        end += 1
    word = text[at:end]
    return QueryToken(word.lower(), at, end) if word in JOINTS else None


def _see_sign(text: str, at: int) -> None:
    """See that no other language's sign stands for `-`.

    Raises:
        QueryRefused: where one does, with the right form.
    """
    if (found := _NEGATES.match(text, at)) is not None:
        right = f"-{text[found.end('sign') :].split(maxsplit=1)[0]}"
        raise QueryRefused(
            f"{found['sign']} (column {at + 1}) doesn't negate a condition.",
            advice=f"Did you mean {right}? In quotes it is text.",
            at=at,
            rights=(right,),
        )


def _term(text: str, at: int) -> QueryToken:
    _see_sign(text, at)
    if (field := _FIELD.match(text, at)) is not None:
        return _field(text, at, field.end())
    if (found := _KEY.match(text, at)) is not None:
        key = found[1].lower()
        if key not in KEYS:
            _unknown(text, at, key, found.end())
        values, end = _values(text, found.end(), at, f"{key}:")
        number = text[found.end() : end].rpartition(",")[2]
        if key == "phone" and (more := rest_of_number(text, number, end)):
            _spaced(text, at, end, number, more)
        return QueryToken("term", at, end, key, ":", "", values)
    if (nearly := _NEARLY_FIELD.match(text, at)) is not None and near(nearly[1], ["field"]):
        _unknown(text, at, nearly[1], nearly.end(1) + 1)
    if (signed := _NOT_A_KEY.match(text, at)) is not None and signed[1].lower() in KEYS:
        sign = sign_of(signed[2])
        return _signed(text, at, signed[1].lower(), sign, signed.end())
    _see_word(text, at)
    values, end = _values(text, at, at, "")
    return QueryToken("term", at, end, "", ":", "", values)


def _spaced(text: str, at: int, end: int, number: str, more: str) -> NoReturn:
    """A phone number with blanks and without quotes: the key would take only what is before the first blank."""
    right = f"{text[at : end - len(number)]}{in_quotes(number + more)}"
    raise QueryRefused(
        f"The number at column {end - len(number) + 1} goes on after a blank.",
        advice=f"Did you mean {right}? Put other words before phone:.",
        at=at,
        offers=(f"{text[:at]}{right}{text[end + len(more) :]}",),
    )


def _see_word(text: str, at: int) -> None:
    """See that a word isn't a part of a condition: what is behind its key, or a user field that isn't said to be one.

    Raises:
        QueryRefused: where it is, with the right form.
    """
    if text[at : at + 1] in QUOTES:
        return
    word = text[at : _raw(text, at)[1]]
    before = text[:at].split()
    if word.startswith(":") and word != ":":
        key = before[-1].lower() if before else ""
        right = f"{key}{word}" if key in KEYS else ""
        raise QueryRefused(
            f"The colon at column {at + 1} has no key before it.",
            advice=f"{f'Did you mean {right}? ' if right else ''}In quotes it is text: {in_quotes(word)}.",
            at=at,
        )
    if (compares := _COMPARES.match(text, at)) and (
        compares["value"] or compares["sign"] in ("=", "<", ">", "!=")
    ):
        right = f"field.{compares[1]}{compares['sign']}{compares['value']}" if compares["value"] else ""
        raise QueryRefused(
            f"{word} (column {at + 1}) compares, and only user fields are compared.",
            advice=f"{meant((right,) if right else ())} In quotes it is text: {in_quotes(word)}.".lstrip(),
            at=at,
            rights=(right,) if right else (),
        )
    sign = _SIGN_IN.search(word)
    if sign is not None and word.strip(IN_ONE) and (sign.start() > 0 or (not before and "=" in word)):
        raise QueryRefused(
            f"{sign[0]} (column {at + sign.start() + 1}) compares nothing.",
            advice=f"Write {KEYS['field'].example}. In quotes it is text: {in_quotes(word)}.",
            at=at,
        )


def _field(text: str, at: int, begins: int) -> QueryToken:
    """A term of a user field: its name, a sign, the values."""
    if text[begins : begins + 1] in QUOTES:
        name, end = _quoted(text, begins)
    else:
        end = begins
        while end < len(text) and not text[end].isspace() and text[end] not in f':!(),"{IN_ONE}':
            end += 1
        name = cleaned(text[begins:end])
    if not name:
        raise QueryRefused(
            f"The field at column {at + 1} has no name.",
            advice=f"Write {KEYS['field'].example}.",
            at=at,
            unfinished=end >= len(text),
        )
    shown = f"field.{value_text(name, name=True)}"
    operator = SIGN.match(text, end)
    if operator is None:
        right, stop = comparison_apart(text, end, shown)
        raise QueryRefused(
            f"{shown} at column {at + 1} needs a comparison.",
            advice=f"Did you mean {right}?" if right else f"Write {shown}=…, or has:{shown} for any value.",
            at=at,
            unfinished=end >= len(text),
            rights=(right,) if right else (),
            end=stop,
        )
    sign = sign_of(operator[0])
    values, end = _values(text, operator.end(), at, f"{shown}{sign}")
    if text[operator.end()] in IN_ONE:
        _two_signs(at, shown, sign, values)
    if sign[0] in "<>":
        _see_one(at, f"{shown}{sign}", values, text[operator.end() : end])
    return QueryToken("term", at, end, "field", sign, name, values)


def _two_signs(at: int, shown: str, sign: str, values: tuple[str, ...]) -> NoReturn:
    """Refuse a comparison with two signs, and offer the one that is meant."""
    first = values[0]
    more = len(first) - len(first.lstrip(IN_ONE))
    both, value = sign + first[:more], ",".join((first[more:], *values[1:]))
    single = meant_by(both)
    right = f"{shown}{single}{value}" if single and value else ""
    quotes = f"{shown}{sign}{in_quotes(first)}" if sign != ":" else ""
    forms = " or ".join(filter(None, (right, quotes)))
    raise QueryRefused(
        f"{shown}{both} at column {at + 1} has two signs.",
        advice=f"Did you mean {forms}?" if forms else "",
        at=at,
        rights=(right,) if right else (),
    )


def _see_one(at: int, compares: str, values: tuple[str, ...], written: str) -> None:
    """See that what is greater or less than something has no alternatives: `>1,500` is one number to who writes it so.

    Raises:
        QueryRefused: where a comma is in it.
    """
    bare = written.strip("\"'")
    forms = readings(bare) if "," in bare else []
    if len(values) < 2 and not forms:
        return
    rights = [f"{compares}{form}" for form in forms] or [f"{compares}{value_text(each)}" for each in values]
    raise QueryRefused(
        f"A comparison takes one value: {compares}{written} (column {at + 1}) has a comma.",
        advice=f"Write {one_of(rights)}.",
        at=at,
        rights=tuple(rights) if len(rights) == 1 else (),
    )


def _signed(text: str, at: int, key: str, sign: str, begins: int) -> QueryToken:
    """A key with a sign behind it instead of a colon: right for times, `seen<24h`; else the right form is offered."""
    values, end = _values(text, begins, at, f"{key}{sign}")
    if key in TIMES and sign[0] in "<>":
        return QueryToken("term", at, end, key, ":", "", tuple(f"{sign}{value}" for value in values))
    right = f"{'-' if sign == '!=' else ''}{key}:{','.join(map(value_text, values))}"
    if sign in ("=", "!=", "~"):
        advice = f"Did you mean {right}?"
    else:
        right, advice = "", f"It takes a colon: {KEYS[key].example}."
    raise QueryRefused(
        f"{key} takes no {sign} (column {at + 1}).",
        advice=f"{advice} In quotes it is text.",
        at=at,
        rights=(right,) if right else (),
    )


def _unknown(text: str, at: int, key: str, after: int) -> None:
    """Refuse a key that there is not: those that are nearly so called are offered, else the user field of that name."""
    end = _quoted(text, after)[1] if text[after : after + 1] in QUOTES and _closes(text, after) else after
    end = _raw(text, end)[1]
    while text[end : end + 1] == ",":
        end = _raw(text, end + 1)[1]
    value = text[after:end]
    compares = value != "" and value[0] in IN_ONE
    said, positive = fold(key), fold(key).removeprefix("un")
    if said in IN_WORDS:
        rights = tuple(filter(None, (IN_WORDS[said](value),))) if value else ()
    elif positive != said and positive in KEYS:
        rights = (f"-{positive}:{value}",) if value else ()
    else:
        keys = [MEANT[said]] if said in MEANT else mistyped(key, TIMES if compares else KEYS)
        rights = tuple(f"{each}{'.' if each == 'field' else ':'}{value}" for each in keys)
    if not rights and value and not value.startswith("/") and said not in IN_WORDS:  # an address: https://…
        sign = "" if compares else ":" if ".." in value else "="
        rights = (f"field.{key}{sign}{value}",)
    right = meant(rights) or f"Keys are {', '.join(_EXAMPLES)} and others."
    raise QueryRefused(
        f"There is no key {key} (column {at + 1}).",
        advice=f"{right} In quotes it is text: {in_quotes(text[at:end])}.",
        at=at,
        rights=rights,
    )


def _values(text: str, at: int, begins: int, key: str) -> tuple[tuple[str, ...], int]:
    """The alternatives from a place on, and where they end."""
    found: list[str] = []
    if key and text[at : at + 1] == "(":
        _see_group(text, at, begins)
    while True:
        quoted = (
            text[at : at + 1] in QUOTES and _closes(text, at) and not (not key and _is_apostrophe(text, at))
        )
        value, end = _quoted(text, at) if quoted else _raw(text, at)
        if not value and not (quoted and key.startswith("field.")):
            _empty(text, at, begins, key, after_comma=bool(found))
        found.append(value)
        if quoted and end < len(text) and not text[end].isspace() and text[end] not in ",)":
            raise QueryRefused(
                f"After the quote that closes before column {end + 1}, a blank or a comma must follow.",
                advice=f"A quote inside quotes is written \\{text[end - 1]}.",
                at=end,
            )
        if text[end : end + 1] != ",":
            # of a field twice the same may be one number: 500,500
            return tuple(found if key.startswith("field.") else dict.fromkeys(found)), end
        at = end + 1


def _empty(text: str, at: int, begins: int, key: str, *, after_comma: bool) -> None:
    unfinished = at >= len(text)
    if not key and not after_comma and text[at : at + 1] in QUOTES:
        raise QueryRefused(
            f"There is nothing in the quotes at column {at + 1}.",
            advice="A user field without a value is asked for by -has:NAME.",
            at=at,
        )
    if after_comma or not key or text[at : at + 1] == ",":
        end, rights = _joined(text, at, begins, key) if after_comma else (0, ())
        raise QueryRefused(
            f"The comma before column {at + 1} has nothing beside it."
            if after_comma
            else f"The comma at column {at + 1} has nothing before it.",
            advice=meant(rights) or "Commas separate alternatives; in quotes a comma is text.",
            at=begins if rights else max(begins, at - 1),
            unfinished=unfinished,
            rights=rights,
            end=end,
        )
    example = KEYS[key.rstrip(":")].example if key.rstrip(":") in KEYS else f"{key}…"
    raise QueryRefused(
        f"{key} at column {begins + 1} needs a value right after it.",
        advice=f"Write {example}.",
        at=begins,
        unfinished=unfinished,
    )


_ALTERNATIVE = re.compile(r"\s+(?P<key>[^\W\d]+:)?(?P<value>[^\s:,()\"'<>=]+)(?=\s|$)")
"""What may be meant as another alternative behind a comma and a blank."""


def _joined(text: str, at: int, begins: int, key: str) -> tuple[int, tuple[str, ...]]:
    """What `tag:vip, paid` and `tag:vip, tag:paid` may mean, and where they end; nothing where that is unclear."""
    found = _ALTERNATIVE.match(text, at)
    if found is None or (found["key"] or key).lower() != key or found["value"] in JOINTS:
        return 0, ()
    first = text[begins : at - 1]
    forms = [f"{first},{found['value']}"]
    if found["key"] or not key:
        forms.append(f"{first} {found['key'] or ''}{found['value']}")
    return found.end(), tuple(forms)


def _see_group(text: str, at: int, begins: int) -> None:
    """See that alternatives of a key don't stand in parentheses: `tag:(vip,paid)`, `tag:(vip or paid)`.

    Raises:
        QueryRefused: where they do.
    """
    end = text.find(")", at)
    inside = re.split(r"\s*,\s*|\s+(?:or|OR)\s+", text[at + 1 : end].strip()) if end > 0 else []
    if len(inside) < 2 or not all(inside) or any(set(each) & set(f':()"{IN_ONE}') for each in inside):
        return
    right = text[begins:at] + ",".join(value_text(each) for each in inside)
    raise QueryRefused(
        f"Alternatives need no parentheses (column {at + 1}).",
        advice=f"Did you mean {right}?",
        at=begins,
        rights=(right,),
        end=end + 1,
    )


def _closes(text: str, at: int) -> bool:
    """Whether what opens at a place is a quote; a document's own sign that nothing closes is a letter."""
    return text[at] in "\"'" or any(text.find(sign, at + 1) >= 0 for sign in QUOTES[text[at]])


def _is_apostrophe(text: str, at: int) -> bool:
    """Whether what opens at a place is no quote but a part of a name: `Van 't Hoff`, `'s-Gravenhage`."""
    return _CUT_SHORT.match(text, at) is not None and _end(text, at) < 0


def _end(text: str, at: int) -> int:
    """Where the quote at a place is closed; -1 where it isn't."""
    closing = QUOTES[text[at]]
    index = at + 1
    while index < len(text):
        if text[index] == "\\" and text[at] == '"':
            index += 2
            continue
        if text[index] in closing:
            return index
        index += 1
    return -1


def _quoted(text: str, at: int) -> tuple[str, int]:
    """A quoted value, and where it ends."""
    end = _end(text, at)
    if end < 0:
        rest = text[at + 1 :].strip()
        raise QueryRefused(
            f"The quote at column {at + 1} isn't closed.",
            advice=f"Close it: {text[at]}{rest}{QUOTES[text[at]][0]}." if rest else "Close it.",
            at=at,
            unfinished=True,
        )
    inside = text[at + 1 : end]
    return (unquoted(inside) if text[at] == '"' else inside), end + 1


def _raw(text: str, at: int) -> tuple[str, int]:
    """A value without quotes, and where it ends. Parentheses that are opened in it are part of it."""
    end, depth = at, 0
    while end < len(text) and not text[end].isspace() and text[end] != ",":
        if text[end] == "(":
            depth += 1
        elif text[end] == ")":
            if not depth:
                break
            depth -= 1
        end += 1
    return cleaned(text[at:end]), end
