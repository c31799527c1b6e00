# SPDX-License-Identifier: MIT
"""What the sentences of one act's edits have in common, so that a question says it once and then only whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flotui.store.journal import Change, Entry
from flotui.text.plural import counted
from flotui.workspace.history import original

_BEFORE_A_NAME = frozenset({"of", "to", "from", "for", "on", "in"})
_AFTER_A_NAME = frozenset({"to", "from", "of", "with", "in", "on", ","})


class ActPart(NamedTuple):
    """One edit of an act: what it does to which row."""

    kind: str
    subject: str
    """The row's id."""
    summary: str
    changes: Sequence[Change]


class Common(NamedTuple):
    """An act on several things, each named once."""

    before: str
    """What stands before each name: `Add tag vip to`."""
    names: tuple[str, ...]
    """What they are called, in the order of the edits."""
    after: str
    """What stands behind each name, with the blank before it; empty for nothing."""
    noun: str
    """What one of them is: `subscriber`."""

    @property
    def summary(self) -> str:
        """The act and how many it reaches: `Add tag vip to 8 subscribers`."""
        words = self.before.split()
        if words[-1:] == [self.noun]:
            del words[-1]
        return f"{' '.join(words)} {counted(len(self.names), self.noun)}{self.after}"


def common(entries: Sequence[Entry]) -> Common | None:
    """The act that entries are parts of; None where they aren't the same done to several things, once to each.

    Args:
        entries: the journal's, of one act.
    """
    return together(
        [ActPart(each.kind, each.subject, original(each), each.changes or ()) for each in entries]
    )


def together(parts: Sequence[ActPart]) -> Common | None:
    """What is done to several things; None where it isn't the same, once to each.

    Args:
        parts: what is done to each.
    """
    kinds, subjects = {part.kind for part in parts}, {part.subject for part in parts}
    if len(parts) < 2 or len(kinds) != 1 or "" in kinds or len(subjects) != len(parts):
        return None
    (noun,) = kinds
    texts = [_words(_meant(part)) for part in parts]
    before = _before(_alike(texts), noun)
    rest = [words[len(before) :] for words in texts]
    after = _after(_alike([words[::-1] for words in rest])[::-1])
    names = [_text(words[: len(words) - len(after)]) for words in rest]
    if not before or not all(names):
        return None
    if len(set(names)) < len(names):
        names = [f"{name} ({part.subject})" for name, part in zip(names, parts, strict=True)]
    return Common(_text(before), tuple(names), _text(["", *after]), noun)


def _meant(part: ActPart) -> str:
    """What is done, without what was there before: that is another value for each."""
    says = part.summary
    for change in part.changes:
        if not change.secret and isinstance(change.before, str):
            says = says.replace(f" from {change.before or 'no status'} to ", " to ")
    return f"{says[:1].upper()}{says[1:]}"


def _words(says: str) -> list[str]:
    return says.replace(", ", " , ").split()


def _text(words: Sequence[str]) -> str:
    return " ".join(words).replace(" , ", ", ").replace(" ,", ",")


def _alike(texts: Sequence[Sequence[str]]) -> list[str]:
    """The words that all begin with; at least one of each is left, which is its name."""
    found: list[str] = []
    for words in zip(*(text[:-1] for text in texts), strict=False):
        if len(set(words)) > 1:
            break
        found.append(words[0])
    return found


def _before(words: list[str], noun: str) -> list[str]:
    """Words as far as they can't be the beginning of names: people may have their first name in common."""
    ends = [at + 1 for at, word in enumerate(words) if word in _BEFORE_A_NAME or word == noun]
    return words[: ends[-1]] if ends else words[:1]


def _after(words: list[str]) -> list[str]:
    """The same of the end, where people may have their last name in common."""
    starts = [at for at, word in enumerate(words) if word in _AFTER_A_NAME]
    return words[starts[0] :] if starts else []
