# SPDX-License-Identifier: MIT
"""Words and signs that are no condition, and that whoever typed them didn't mean to be searched in names.

People write `tag = vip`, `status is open`, `tag:vip but not tag:paid`, `joined:2026-03-01 to 2026-03-31` and
`email:*@gmail.com`. Each of these could be read as words to search for, and would silently mean somebody else. It is
refused with the right form; in quotes it is text. Where there is no condition at all, people also write signs and words
in capitals because somebody is called so: `Ana – tienda`, `Marks & Spencer`, `The Phone House`, `No Name`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn

from flotui.audience.keys import HAD, KEYS, TIMES
from flotui.audience.quoting import JOINTS, QUOTES, in_quotes, value_text
from flotui.audience.scanning import QueryRefused, QueryToken
from flotui.audience.signs import COMPARES, IN_ONE, sign_of
from flotui.audience.spoken_words import (
    AGO,
    CLOCK,
    DATE,
    EVERYONE,
    IS,
    JOINS,
    LEFT_OUT,
    NEGATES,
    NOTHING,
    SIGNED,
    SIGNS,
    UNTIL,
)
from flotui.text.fold import fold
from flotui.text.nearest import meant

_DATED_END = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:\.\.)?$")
_BEGINS_COMPARING = re.compile(COMPARES)
_CLOCK_BEGINS = re.compile(r"\d{1,2}:\d{2}(?!\d)", re.ASCII)
"""What begins as a time of day does."""
_ID = re.compile(r"f\d+u\d+", re.ASCII)
"""The id of a subscriber."""
_OPTION = re.compile(r"(?:^|\s)--$")
"""What options begin with."""
_CLOSING = frozenset("".join(QUOTES.values()))


def see_strays(text: str, tokens: Sequence[QueryToken]) -> None:
    """See that no word of a query is a piece of a condition, or of a sentence around it.

    Args:
        text: the query.
        tokens: all of its tokens.

    Raises:
        QueryRefused: where one is, with the right form where that is known.
    """
    plain = not any(each.key for each in tokens)
    for index, token in enumerate(tokens):
        if token.kind != "term":
            continue
        if token.key:
            _see_value(text, token)
        elif len(token.values) == 1 and text[token.at] not in QUOTES:
            _Word(text, tokens, index, plain=plain).see()


class _Word:
    """A word without a key and without quotes, where it stands."""

    def __init__(self, text: str, tokens: Sequence[QueryToken], index: int, *, plain: bool) -> None:
        """
        Args:
            text: the query.
            tokens: all of its tokens.
            index: which of them it is.
            plain: whether none of them is a condition.
        """
        self._text, self._tokens, self._index, self._plain = text, tokens, index, plain
        self._token = tokens[index]
        self._word = self._token.values[0]
        self._folded = fold(self._word)

    def see(self) -> None:
        """See that it is a word to search for.

        Raises:
            QueryRefused: where it is a piece of a condition or of a sentence.
        """
        self._see_time()
        if self._folded in KEYS:
            self._see_key()
        if set(self._word) <= SIGNS and not self._is_between_names():
            self._sign_alone()
        if "*" in self._word:
            self._wildcard()
        if (
            _BEGINS_COMPARING.match(self._word)
            and set(self._word) - SIGNS
            and (not self._plain or "=" in self._word)
        ):
            self._second_comparison()
        self._see_id()
        if _OPTION.search(self._text, 0, self._token.at):
            self._refuse("On the command line options stand before --.", ())
        if self._folded in EVERYONE and len(self._tokens) == 1:
            self._refuse("Without a condition a query means everyone.", (), unfinished=True)
        if self._folded in NEGATES:
            self._see_negated()
        if self._folded in LEFT_OUT and self._is_condition(self._behind(past=("not", "open"))):
            rest = f"{self._text[: self._token.at]}{self._text[self._token.end :].lstrip()}"
            self._refuse(f"Did you mean {rest.strip()}?", (), offers=(rest.strip(),))
        self._see_joint()

    def _see_time(self) -> None:
        """See that it isn't more of the time before it: its clock, or the other end of a range."""
        before = self._tokens[self._index - 1] if self._index else None
        if before is None or before.kind != "term" or self._text[before.end : self._token.at].strip():
            return
        raw = self._text[before.at : before.end]
        dated = _DATED_END.search(raw) is not None
        if raw[-1] in _CLOSING or not (before.key in TIMES or (before.key == "field" and dated)):
            return
        behind = self._behind()
        other = self._raw(behind) if behind is not None and not behind.key and behind.kind == "term" else ""
        right = ""
        if _CLOCK_BEGINS.match(self._word) and not (CLOCK.match(self._word) and dated):
            self._refuse(f'A day with its time is written in quotes: {before.key}:"2026-11-29 10:00".', ())
        if self._folded in AGO and before.key in TIMES:
            right, end = raw, self._token.end
        elif CLOCK.match(self._word) and dated:
            day = before.values[-1]
            right, end = f"{raw.removesuffix(day)}{in_quotes(f'{day} {self._word}')}", self._token.end
        elif DATE.match(self._word) and (dated or raw.endswith("..")):
            right, end = f"{raw.rstrip('.')}..{self._word}", self._token.end
        elif self._word.lower() in UNTIL and DATE.match(other) and behind is not None:
            right, end = f"{raw.rstrip('.')}..{other}", behind.end
        elif self._word.startswith(".."):
            right, end = f"{raw}{self._word}", self._token.end
        if right:
            raise QueryRefused(
                f"The time at column {before.at + 1} may go on after the blank.",
                advice=f"Did you mean {right}? In quotes what is behind it is text.",
                at=before.at,
                rights=(right,),
                end=end,
            )

    def _see_key(self) -> None:
        """See that it isn't a key whose colon is missing, or apart."""
        at, sign, negates = self._index + 1, "", False
        while at < len(self._tokens):
            each = self._tokens[at]
            if each.kind == "not" and at > self._index + 1 and self._text[each.at] != "-":
                negates = True
            elif each.kind != "term" or each.key or self._text[each.at] in QUOTES:
                break
            elif set(each.values[0]) <= set(f":{IN_ONE}!"):
                sign = "" if each.values[0] == ":" else sign_of(each.values[0])
            elif fold(each.values[0]) not in IS:
                break
            at += 1
        value = self._tokens[at] if at < len(self._tokens) else None
        parted = at > self._index + 1
        if value is None and not parted:
            return
        if value is not None and value.kind == "term" and value.key and self._folded == "has":
            self._condition_apart(self._raw(value), value.end)
        if not parted and self._is_name(value):
            return
        if value is None or value.kind != "term" or value.key:
            if parted:
                self._condition_apart("", self._token.end)
            return
        found = _BEGINS_COMPARING.match(self._raw(value))
        sign = sign_of(found[0]) if found else sign
        raw = self._raw(value)[found.end() if found else 0 :]
        order = sign if self._folded in TIMES and sign[:1] in ("<", ">") else ""
        minus = "-" if negates or sign == "!=" else ""
        right = f"{minus}{self._folded}:{order}{raw}" if raw and self._folded != "field" else ""
        self._condition_apart(right, value.end)

    def _condition_apart(self, right: str, end: int) -> NoReturn:
        raise QueryRefused(
            f"{self._word} (column {self._token.at + 1}) is a key without its colon.",
            advice=f"{f'Did you mean {right}?' if right else f'Write {KEYS[self._folded].example}.'} {self._as_text()}",
            at=self._token.at,
            unfinished=end >= len(self._text.rstrip()) and not right,
            rights=(right,) if right else (),
            end=end,
        )

    def _second_comparison(self) -> NoReturn:
        """Refuse the other bound of a user field or a time, which has to be a condition of its own."""
        compared = (each for each in reversed(self._tokens[: self._index]) if each.key in ("field", *TIMES))
        before = next(compared, None)
        right = ""
        if before is not None:
            name = (
                f"field.{value_text(before.name, name=True)}" if before.key == "field" else f"{before.key}:"
            )
            right = f"{name}{self._word}"
        self._refuse(meant([right] if right else []), (right,) if right else ())

    def _see_id(self) -> None:
        """See that it isn't another id, where nobody has both.

        Raises:
            QueryRefused: where it is.
        """
        before = self._tokens[self._index - 1] if self._index else None
        if before is None or before.key not in ("", "id") or not _ID.fullmatch(self._word):
            return
        if before.kind == "term" and all(map(_ID.fullmatch, before.values)):
            right = f"id:{','.join((*before.values, self._word))}"
            raise QueryRefused(
                f"Nobody has two ids, as asked for at columns {before.at + 1} and {self._token.at + 1}.",
                advice=f"Did you mean {right}?",
                at=before.at,
                rights=(right,),
                end=self._token.end,
            )

    def _sign_alone(self) -> NoReturn:
        """Refuse a sign between blanks, with the condition that it is a part of."""
        before, behind = self._tokens[self._index - 1] if self._index else None, self._behind()
        sign = sign_of(self._word)
        sign = "=" if sign in (":", "==") else sign
        if (
            _BEGINS_COMPARING.fullmatch(sign)
            and before is not None
            and behind is not None
            and (before.kind, before.key, behind.kind, behind.key) == ("term", "", "term", "")
        ):
            right = f"field.{self._raw(before)}{sign}{self._raw(behind)}"
            raise QueryRefused(
                f"{self._word} (column {self._token.at + 1}) stands apart from what it compares.",
                advice=f"Did you mean {right}? {self._as_text()}",
                at=before.at,
                rights=(right,),
                end=behind.end,
            )
        if self._word.strip("*") == "":
            self._refuse("Without a condition a query means everyone.", ())
        joins = "Write or." if set(self._word) == {"|"} else "Conditions beside each other must all hold."
        raise QueryRefused(
            f"{self._word} (column {self._token.at + 1}) joins no conditions.",
            advice=f"{joins} {self._as_text()}",
            at=self._token.at,
            unfinished=behind is None,
        )

    def _wildcard(self) -> NoReturn:
        plain = self._word.strip("*")
        self._refuse(
            f"Did you mean {plain}? Parts are found without a *." if "*" not in plain else "",
            () if "*" in plain else (plain,),
        )

    def _see_negated(self) -> None:
        """See that it doesn't negate what is behind it."""
        behind = self._behind()
        if behind is None or self._is_name(behind):
            return
        if behind.kind == "open" or behind.key:
            right = f"-{self._raw(behind)}" if behind.key else ""
            offer = f"{self._text[: self._token.at]}-{self._text[behind.at :]}"
            self._refuse(f"Did you mean {right or offer}?", (right,) if right else (), (offer,), behind.end)
        if fold(self._raw(behind)) in HAD:
            right = f"-has:{fold(self._raw(behind))}"
            self._refuse(f"Did you mean {right}?", (right,), (), behind.end)

    def _see_joint(self) -> None:
        """See that it doesn't join the conditions beside it."""
        joins = JOINS.get(self._folded, "")
        before = self._tokens[self._index - 1] if self._index else None
        behind = self._behind(past=("not",))
        if not joins or before is None or behind is None:
            return
        both = self._is_condition(before) and self._is_condition(behind)
        if both or (self._folded in JOINTS and self._word not in JOINTS):
            self._refuse(f"Did you mean {joins}?", (joins,))

    def _refuse(
        self,
        advice: str,
        rights: tuple[str, ...],
        offers: tuple[str, ...] = (),
        end: int = 0,
        *,
        unfinished: bool = False,
    ) -> NoReturn:
        raise QueryRefused(
            f"{self._word} (column {self._token.at + 1}) would be searched in names.",
            advice=f"{advice} {self._as_text()}".lstrip(),
            at=self._token.at,
            unfinished=unfinished,
            rights=rights,
            offers=offers,
            end=end,
        )

    def _behind(self, past: tuple[str, ...] = ()) -> QueryToken | None:
        """The next token that isn't of the kinds to look past; None at the end."""
        return next((each for each in self._tokens[self._index + 1 :] if each.kind not in past), None)

    def _is_between_names(self) -> bool:
        """Whether it is a sign that people have in their names, beside words of such a name."""
        plain = self._plain and self._word != "&&" and not set(self._word) & set(f"{IN_ONE}:*|")
        return plain and len(self._tokens) > 1

    def _is_name(self, behind: QueryToken | None) -> bool:
        """Whether it and the word behind it are written as names are, where there is no condition at all."""
        return (
            self._plain
            and behind is not None
            and behind.kind == "term"
            and self._word[0].isupper()
            and (behind.values[0][0].isupper() or behind.values[0] in ("&", "+"))
        )

    @staticmethod
    def _is_condition(token: QueryToken | None) -> bool:
        return token is not None and (token.key != "" or token.kind in ("open", "close"))

    def _raw(self, token: QueryToken) -> str:
        return self._text[token.at : token.end]

    def _as_text(self) -> str:
        return f"In quotes it is text: {in_quotes(self._word)}."


def _see_value(text: str, token: QueryToken) -> None:
    """See that a value without quotes is no pattern, and no word for want of a value.

    Raises:
        QueryRefused: where one is, with the right form.
    """
    raw = text[token.at : token.end]
    quoted = any(sign in raw for sign in QUOTES)
    values = (token.values[-1:] if raw[-1] not in _CLOSING else ()) if quoted else token.values
    shown = f"field.{value_text(token.name, name=True)}" if token.key == "field" else token.key
    for value in values:
        if SIGNED.match(value) and token.key in ("field", "email", "name") and token.op in ("=", "~", ":"):
            _instead(token, value, _unsigned(token, value[0], value[1:].rstrip("%$")))
        stars = (
            "*" in value
            and token.key in ("field", "email", "name", "id")
            and token.op not in ("<", "<=", ">", ">=")
        )
        had = token.key == "field" or token.key in HAD
        if (
            had
            and value.strip("*") == ""
            and value
            and (token.key != "field" or token.op in ("=", "!=", ":", "~"))
        ):
            _instead(token, value, f"{'-' if token.op == '!=' else ''}has:{shown}")
        elif stars:
            plain = value.strip("*")
            minus, op = ("-", "~") if token.op == "!=" else ("", "~" if token.key == "field" else ":")
            _instead(token, value, "" if "*" in plain else f"{minus}{shown}{op}{value_text(plain)}")
        elif fold(value) in NOTHING and (
            (token.key == "field" and token.op in ("=", "!=", ":")) or token.key in ("email", "phone")
        ):
            _instead(token, value, f"{'' if token.op == '!=' else '-'}has:{shown}")


def _unsigned(token: QueryToken, sign: str, value: str) -> str:
    """A condition with what is meant by a value behind a sign of another language."""
    minus = "-" if sign in "!-" else ""
    if token.key != "field":
        return f"{minus}{token.key}:{value_text(value)}"
    op = "~" if sign in "%^" else token.op
    return f"{minus}field.{value_text(token.name, name=True)}{op}{value_text(value)}"


def _instead(token: QueryToken, value: str, right: str) -> NoReturn:
    """Refuse a value that stands for something else, in the language of somewhere else."""
    shown = (
        f"field.{value_text(token.name, name=True)}{token.op}" if token.key == "field" else f"{token.key}:"
    )
    raise QueryRefused(
        f"{value} (column {token.at + 1}) would be compared as text.",
        advice=f"{f'{meant([right])} ' if right else ''}In quotes it is text: {shown}{in_quotes(value)}.",
        at=token.at,
        rights=(right,) if right and len(token.values) == 1 else (),
        end=token.end,
    )
