# SPDX-License-Identifier: MIT
"""A query in words, for forms and questions; and the query that such words say.

Each condition has one wording, and values stand in quotes, so that the words can be read back: what the form says is
what is asked.
"""

from __future__ import annotations

import re

from flotui.audience.query import And, Node, Not, Query, Term, all_of, any_of, negated

_WORDS = {
    "": "found by",
    "tag": "tagged",
    "label": "labelled",
    "channel": "on",
    "status": "whose chat is",
    "agent": "assigned to",
    "has": "who have a value for",
    "seen": "seen",
    "last": "with the last message",
    "joined": "who joined",
    "phone": "with the phone",
    "email": "with the e-mail",
    "name": "named",
    "id": "with the id",
    "segment": "in the segment",
    "event": "who had",
    "bot": "written to by the bot within",
    "optin": "opted in to",
    "paused": "whose bot is paused:",
    "subscribed": "subscribed:",
    "gender": "of gender",
    "lang": "who speak",
    "saved": "of the saved filter",
}
"""The words before a key's values."""
_SIGNS = {
    "=": "is",
    "!=": "isn't, or has no value, but for",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
    "~": "contains",
    ":": "is within",
}
"""The words between a field and its values."""
_EVERYONE = "all subscribers"
_SOME = "subscribers "
_FIELD = "whose field"
_QUOTED = re.compile(r"“((?:[^”\\]|\\.)*)”", re.DOTALL)


def sentence(query: Query) -> str:
    """A query in words: `subscribers tagged “vip” and not tagged “paid”`."""
    return _EVERYONE if query.root is None else _SOME + _said(query.root, outermost=True)


def read_sentence(text: str) -> Query:
    """The query that words of `sentence` say.

    Raises:
        ValueError: when they aren't such words.
    """
    if text == _EVERYONE:
        return Query()
    if not text.startswith(_SOME):
        raise ValueError(text)
    reader = _Reader(text, len(_SOME))
    found = reader.level()
    if reader.at != len(text):
        raise ValueError(text[reader.at :])
    return Query(found)


def _said(node: Node, *, outermost: bool = False) -> str:
    if isinstance(node, Term):
        values = " or ".join(map(_in_quotes, node.values))
        if node.key == "field":
            return f"{_FIELD} {_in_quotes(node.name)} {_SIGNS[node.op]} {values}"
        return f"{_WORDS[node.key]} {values}"
    if isinstance(node, Not):
        return f"not {_said(node.of)}"
    joined = (" and " if isinstance(node, And) else " or ").join(_said(each) for each in node.of)
    return joined if outermost else f"({joined})"


def _in_quotes(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("”", "\\”")
    return f"“{escaped}”"


class _Reader:
    """Reads the words of a sentence."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self.at = at

    def level(self) -> Node:
        """Conditions joined by one word."""
        nodes = [self._one()]
        joint = ""
        while word := self._take(" and ") or self._take(" or "):
            if joint not in ("", word):
                raise ValueError(self._text[self.at :])
            joint = word
            nodes.append(self._one())
        found = any_of(nodes) if joint == " or " else all_of(nodes)
        assert found is not None
        return found

    def _one(self) -> Node:
        if self._take("not "):
            return negated(self._one())
        if self._take("("):
            found = self.level()
            if not self._take(")"):
                raise ValueError(self._text[self.at :])
            return found
        if self._take(f"{_FIELD} "):
            name = self._value()
            sign = next(sign for sign in sorted(_SIGNS, key=_by_words) if self._take(f" {_SIGNS[sign]} “", 1))
            return Term("field", self._values(), sign, name)
        for key in sorted(_WORDS, key=lambda each: -len(_WORDS[each])):
            if self._take(f"{_WORDS[key]} “", 1):
                return Term(key, self._values())
        raise ValueError(self._text[self.at :])

    def _values(self) -> tuple[str, ...]:
        found = [self._value()]
        while self._take(" or “", 1):
            found.append(self._value())
        return tuple(found)

    def _value(self) -> str:
        found = _QUOTED.match(self._text, self.at)
        if found is None:
            raise ValueError(self._text[self.at :])
        self.at = found.end()
        return re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL)

    def _take(self, words: str, left: int = 0) -> str:
        """These words, where they are next; of which some signs at the end are left for what follows."""
        if not self._text.startswith(words, self.at):
            return ""
        self.at += len(words) - left
        return words


def _by_words(sign: str) -> int:
    return -len(_SIGNS[sign])
