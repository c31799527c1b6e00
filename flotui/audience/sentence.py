# SPDX-License-Identifier: MIT
"""A query in words, for forms and questions.

Each condition has one wording, and values stand in quotes, so that the words mean one query: the tests read them back.
"""

from __future__ import annotations

from flotui.audience.query import And, AudienceQuery, Node, Not, Term

WORDS = {
    "": "found by",
    "tag": "tagged",
    "label": "labelled",
    "channel": "on",
    "status": "whose chat is",
    "agent": "assigned to",
    "has": "with a value for",
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
    "paused": "with the bot paused:",
    "subscribed": "subscribed:",
    "gender": "of gender",
    "lang": "who speak",
    "saved": "of the saved filter",
}
"""The words before a key's values."""
NEGATED = {
    "status": "whose chat isn't",
    "has": "without a value for",
    "joined": "who didn't join",
    "event": "who haven't had",
    "lang": "who don't speak",
}
"""The words for the opposite, where `not` before the others is no sentence."""
SIGNS = {
    "=": "is",
    "!=": "isn't set or is anything but",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
    "~": "contains",
    ":": "is within",
}
"""The words between a field and its values."""
EVERYONE = "all subscribers"
"""What a query without a condition says."""
SOME = "subscribers "
"""What any other begins with."""
FIELD = "whose field"
"""The words before a field's name."""
THOSE = "those "
"""What stands between `not` and these."""


def sentence(query: AudienceQuery) -> str:
    """A query in words: `subscribers tagged “vip” and not tagged “paid”`."""
    return EVERYONE if query.root is None else SOME + _said(query.root, outermost=True)


def _said(node: Node, *, outermost: bool = False) -> str:
    if isinstance(node, Term):
        values = " or ".join(map(_in_quotes, node.values))
        if node.key == "field":
            return f"{FIELD} {_in_quotes(node.name)} {SIGNS[node.op]} {values}"
        return f"{WORDS[node.key]} {values}"
    if isinstance(node, Not) and isinstance(node.of, Term):
        said, key = _said(node.of), node.of.key
        if key in NEGATED:
            return f"{NEGATED[key]}{said.removeprefix(WORDS[key])}"
        return f"not {THOSE if key == 'field' else ''}{said}"
    if isinstance(node, Not):
        return f"not {_said(node.of)}"
    joined = (" and " if isinstance(node, And) else " or ").join(_said(each) for each in node.of)
    return joined if outermost else f"({joined})"


def _in_quotes(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("”", "\\”")
    return f"“{escaped}”"
