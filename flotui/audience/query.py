# SPDX-License-Identifier: MIT
"""The query language: what a query is, read from text and written as text.

A query is a tree of terms. `parse` reads it, `print_query` is the one printer, and `parse(print_query(q)) == q` for
every query, whatever the names in it. What a term means, with names looked up and times counted, is `meaning.py`'s.

    tag:vip -tag:paid (channel:web or channel:line) seen:<24h field.orders>=3 souza

The tree is kept flat: there is no `And` in an `And`, no `Or` in an `Or`, no `Not` of a `Not`, and neither an `And` nor
an `Or` of fewer than two. `all_of`, `any_of` and `negated` make only such trees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from flotui.audience.keys import KEYS, TIMES
from flotui.audience.quoting import QUOTES, Quoting, bare_word, in_quotes, narrow, value_text
from flotui.audience.scanning import QueryRefused, QueryToken, pasted, scan
from flotui.audience.signs import IN_ONE
from flotui.audience.spoken_words import means_else
from flotui.audience.strays import see_strays

__all__ = ["And", "AudienceQuery", "Node", "Not", "Or", "QueryRefused", "Term", "parse", "print_query"]

_LONGEST = 20_000
"""Characters of a query: some thousand ids."""
_MOST = 200
"""Conditions of a query."""
_NAMING = (
    *("field", "tag", "label", "agent", "channel", "segment", "event", "has", "saved"),
    *("status", "gender", "optin"),
)
"""The keys behind whose values a word may be more of it, or another one."""
_CLOSING = frozenset("".join(QUOTES.values()))
_DEEPEST = 16
"""Parentheses within each other."""


class Term(msgspec.Struct, frozen=True, eq=False):
    """One condition: `tag:gold,silver`, `field.orders>=3`, a bare word. Where it stood doesn't count in comparing."""

    key: str
    """One of `keys.KEYS`; empty for a bare word."""
    values: tuple[str, ...]
    """The alternatives, without their quotes; at least one. An age keeps its sign: `<24h`."""
    op: str = ":"
    """`:`, and for `field` also `=`, `!=`, `<`, `<=`, `>`, `>=`, `~`."""
    name: str = ""
    """With `field`, the field's name or var_ns as it was typed."""
    at: int = 0
    """Where it begins in the text that was parsed, from 0."""
    end: int = 0
    """Where it ends there."""
    more: tuple[str, ...] = ()
    """The words right behind it there, where neither its value nor they are in quotes: they may be more of the value."""
    joined: tuple[str, ...] = ()
    """Words that `or` joins to it there, where neither is in quotes: they may be other values of its key."""
    along: tuple[str, ...] = ()
    """The word that `and` joins to it there, where neither is in quotes: it may be another value of its key."""

    @property
    def identity(self) -> tuple[object, ...]:
        """What it is compared by."""
        return (self.key, self.name, self.op, self.values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Term) and self.identity == other.identity

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.identity)


class Not(msgspec.Struct, frozen=True):
    """Everybody whom the other doesn't hold for, those without a value included."""

    of: Node


class And(msgspec.Struct, frozen=True):
    """All of them hold."""

    of: tuple[Node, ...]


class Or(msgspec.Struct, frozen=True):
    """At least one of them holds."""

    of: tuple[Node, ...]


Node = Term | Not | And | Or


class AudienceQuery(msgspec.Struct, frozen=True):
    """Whom is meant."""

    root: Node | None = None
    """The condition; None for everyone."""

    def terms(self) -> Iterator[Term]:
        """Every term of it, from left to right."""
        return terms_of(self.root)

    def parts(self) -> tuple[Node, ...]:
        """What must all hold: the members of the outermost `And`, or the only condition there is."""
        if self.root is None:
            return ()
        return self.root.of if isinstance(self.root, And) else (self.root,)

    def __and__(self, other: AudienceQuery) -> AudienceQuery:
        """Those whom both mean."""
        here = self.parts()
        return AudienceQuery(all_of([*here, *(each for each in other.parts() if each not in here)]))


EVERYONE = AudienceQuery()
"""The query without a condition."""


def terms_of(node: Node | None) -> Iterator[Term]:
    """Every term of a tree, from left to right."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, Not):
        yield from terms_of(node.of)
    elif node is not None:
        for each in node.of:
            yield from terms_of(each)


def all_of(nodes: Iterable[Node]) -> Node | None:
    """Conditions that must all hold, as one; None where there is none."""
    flat = [each for node in nodes for each in (node.of if isinstance(node, And) else (node,))]
    return None if not flat else flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(nodes: Iterable[Node]) -> Node | None:
    """Conditions of which one must hold, as one; None where there is none."""
    flat = [each for node in nodes for each in (node.of if isinstance(node, Or) else (node,))]
    return None if not flat else flat[0] if len(flat) == 1 else Or(tuple(flat))


def negated(node: Node) -> Node:
    """The opposite of a condition."""
    return node.of if isinstance(node, Not) else Not(node)


# -- Writing ------------------------------------------------------------------------------------------


def print_query(query: AudienceQuery) -> str:
    """A query as text: the one form of it, which reads back as the same query."""
    if query.root is None:
        return ""
    root = query.root
    if (
        isinstance(root, Term)
        and not root.key
        and len(root.values) == 1
        and pasted(root.values[0]) == root.values[0]
    ):
        return root.values[0]
    text = _printed(query.root, Quoting.USUAL, outermost=True)
    if '"' in text and _reads_as(brief := _printed(query.root, Quoting.LEAST, outermost=True), query):
        text = brief  # `e` alone is a word like others: beside conditions it may stand for `and`
    whole = pasted(text)
    if whole is not None and query.root != Term("", (whole,)):
        return _printed(query.root, Quoting.ALL, outermost=True)
    return text


def _reads_as(text: str, query: AudienceQuery) -> bool:
    """Whether a text is read as a query."""
    try:
        return parse(text) == query
    except QueryRefused:
        return False


_ENDS_IN_NUMBER = re.compile(r'(?:phone:[^\s"]+|field\.[^\s"]*[0-9])$')


def print_term(term: Term) -> str:
    """A term as text."""
    return _term(term, Quoting.USUAL)


def _printed(node: Node, quoting: Quoting, *, outermost: bool = False) -> str:
    if isinstance(node, Term):
        return _term(node, quoting)
    if isinstance(node, Not):
        return "-" + _printed(node.of, quoting)
    pieces: list[str] = []
    for index, each in enumerate(node.of):
        its = quoting
        if index and isinstance(node, And) and isinstance(each, Term) and not each.key:
            # A number behind one without quotes would be read as more of it.
            number = each.values[0][:1].isdigit() and _ENDS_IN_NUMBER.search(pieces[-1]) is not None
            its = Quoting.ALL if number or _goes_on(node.of[index - 1], each) else quoting
        pieces.append(_printed(each, its))
    joined = (" or " if isinstance(node, Or) else " ").join(pieces)
    return joined if outermost else f"({joined})"


def _goes_on(before: Node, word: Term) -> bool:
    """Whether a word behind a condition would be read as more of its value, which it wasn't when both were read."""
    term = before.of if isinstance(before, Not) else before
    return isinstance(term, Term) and term.key in _NAMING and not term.more and len(word.values) == 1


def _term(term: Term, quoting: Quoting) -> str:
    if not term.key:
        return ",".join(bare_word(value, quoting) for value in term.values)
    compared = term.key in ("field", "email", "phone", "name")
    values = ",".join(
        in_quotes(each) if compared and means_else(each) else value_text(each) for each in term.values
    )
    if term.key == "field":
        if values.startswith(tuple(IN_ONE)):  # else it would be read as a part of the comparison
            values = ",".join((in_quotes(term.values[0]), *map(value_text, term.values[1:])))
        return f"field.{value_text(term.name, name=True)}{term.op}{values}"
    return f"{term.key}{term.op}{values}"


# -- Reading ------------------------------------------------------------------------------------------


def parse(text: str) -> AudienceQuery:
    """The query that a text is.

    Args:
        text: as it was typed, pasted or kept. A phone number or an e-mail address alone is taken as a whole, however
            it is written.

    Raises:
        QueryRefused: where something in it is in doubt; it says where, and offers what may be meant.
    """
    if len(text) > _LONGEST:
        raise QueryRefused(
            f"A query has at most {_LONGEST:,} characters, and this one has {len(text):,}.",
            advice="Save a part of it as a filter, and write saved:NAME.",
            at=_LONGEST,
        )
    whole = pasted(text)
    if whole is not None:
        return AudienceQuery(Term("", (whole,), at=0, end=len(text)))
    return AudienceQuery(_Parser(text).whole())


class _Parser:
    """Makes a tree of tokens."""

    def __init__(self, text: str) -> None:
        """
        Args:
            text: the query, as it was typed.
        """
        self._typed, self._text = text, narrow(text)
        self._tokens = list(scan(self._text))
        see_strays(self._text, self._tokens)
        self._next = 0
        self._depth = 0

    def whole(self) -> Node | None:
        """The tree of the whole text; None where it says nothing."""
        if not self._tokens:
            return None
        beyond = next(islice((each for each in self._tokens if each.kind == "term"), _MOST, None), None)
        if beyond is not None:
            raise QueryRefused(
                f"A query has at most {_MOST} conditions; the next one is at column {beyond.at + 1}.",
                advice="Alternatives are one condition: tag:gold,silver.",
                at=beyond.at,
            )
        found = self._level(None)
        if (token := self._peek()) is not None:
            self._closes_nothing(token)
        return found

    @staticmethod
    def _closes_nothing(token: QueryToken) -> None:
        raise QueryRefused(
            f"The parenthesis at column {token.at + 1} closes nothing.",
            advice="Take it out, or put it into quotes.",
            at=token.at,
        )

    def _peek(self) -> QueryToken | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _level(self, opened: QueryToken | None) -> Node:
        """What stands up to the closing parenthesis, or the end: conditions with `or` or without, not both."""
        nodes: list[Node] = []
        joints: list[str] = []
        joint: QueryToken | None = None
        while (token := self._peek()) is not None and token.kind != "close":
            if token.kind in ("or", "and"):
                if joint is not None or not nodes:
                    self._dangling(token)
                joint = token
                self._next += 1
                continue
            node = self._one()
            if nodes:
                joints.append("or" if joint is not None and joint.kind == "or" else "and")
            nodes.append(node)
            joint = None
        if joint is not None:
            self._dangling(joint)
        if not nodes and opened is None and (stray := self._peek()) is not None:
            self._closes_nothing(stray)
        if not nodes:
            at = opened.at if opened is not None else 0
            raise QueryRefused(
                f"There is nothing in the parentheses at column {at + 1}.", at=at, unfinished=True
            )
        if len(set(joints)) > 1:
            self._mixed(nodes, joints, opened)
        joined = "or" in joints
        nodes = [self._with_more(node, nodes[index + 1 :], joined) for index, node in enumerate(nodes)]
        found = any_of(nodes) if joined else all_of(nodes)
        assert found is not None
        one_each(found)
        return found

    def _with_more(self, node: Node, behind: Iterable[Node], joined: bool) -> Node:
        """A condition that knows which words are right behind it, or joined to it by `or`: they may be of its value."""
        term = node.of if isinstance(node, Not) else node
        if (
            not isinstance(term, Term)
            or term.key not in (*_NAMING, *TIMES)
            or self._text[term.end - 1] in _CLOSING
        ):
            return node
        words, end = [], term.end
        joint = "or" if joined else ""
        if not joined and self._text[term.end :].lstrip().lower().startswith("and "):
            behind, joint = islice(behind, 1), "and"
        for each in behind:
            if (
                not isinstance(each, Term)
                or each.key
                or len(each.values) != 1
                or self._text[each.at] in QUOTES
                or self._text[end : each.at].strip().lower() != joint
            ):
                break
            words.append(each.values[0])
            end = each.end
        kept = {"or": "joined", "and": "along"}.get(joint, "more")
        term = msgspec.structs.replace(term, **{kept: tuple(words)})
        return Not(term) if isinstance(node, Not) else term

    def _one(self) -> Node:
        """One condition, with what negates it."""
        negates = False
        while (token := self._tokens[self._next]).kind == "not":
            self._next += 1
            self._see_negated(token)
            negates = not negates
        self._next += 1
        found = self._within(token) if token.kind == "open" else self._term(token)
        return negated(found) if negates else found

    def _term(self, token: QueryToken) -> Term:
        """The condition that a token is; a word to search for keeps its signs as they were typed."""
        values = token.values
        if not token.key and ",".join(values) == self._text[token.at : token.end]:
            values = tuple(self._typed[token.at : token.end].split(","))
        return Term(token.key, values, token.op, token.name, token.at, token.end)

    def _see_negated(self, token: QueryToken) -> None:
        """See that there is something for a sign to negate."""
        then = self._peek()
        apart = then is not None and self._text[token.at] == "-" and then.at != token.end
        if then is None or apart or then.kind in ("close", "or", "and"):
            raise QueryRefused(
                f"The {self._text[token.at : token.end]} at column {token.at + 1} negates nothing.",
                advice='Write a condition right after it, as in -tag:paid; in quotes it is text: "-".',
                at=token.at,
                unfinished=then is None,
            )

    def _within(self, opened: QueryToken) -> Node:
        """What is in the parentheses that were just opened."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryRefused(
                f"The parenthesis at column {opened.at + 1} is nested more than {_DEEPEST} deep.",
                advice="Take out those that aren't needed.",
                at=opened.at,
            )
        found = self._level(opened)
        if self._peek() is None:
            raise QueryRefused(
                f"The parenthesis at column {opened.at + 1} isn't closed.",
                advice="Close it, or put it into quotes.",
                at=opened.at,
                unfinished=True,
            )
        self._next += 1
        self._depth -= 1
        return found

    def _dangling(self, token: QueryToken) -> None:
        word = self._text[token.at : token.end]
        raise QueryRefused(
            f"The {word} at column {token.at + 1} needs a condition on both sides.",
            advice=f'In quotes it is a word: "{word}".',
            at=token.at,
            unfinished=token.end >= len(self._text.rstrip()),
        )

    def _mixed(self, nodes: list[Node], joints: list[str], opened: QueryToken | None) -> None:
        """Refuse `a b or c`, and offer both readings."""
        offers = (
            print_query(AudienceQuery(_grouped(nodes, joints, "and"))),
            print_query(AudienceQuery(_grouped(nodes, joints, "or"))),
        )
        at = next(self._at(node) for node, joint in zip(nodes[1:], joints, strict=True) if joint == "or")
        raise QueryRefused(
            f"“or” before column {at + 1} is next to other conditions, so it can mean two things.",
            advice=f"Write {offers[0]}, or {offers[1]}.",
            at=at,
            offers=offers if opened is None else (),
        )

    @staticmethod
    def _at(node: Node) -> int:
        return next(terms_of(node)).at


def _grouped(nodes: list[Node], joints: list[str], inner: str) -> Node | None:
    """One reading of a mixed line: what is joined by `inner` belongs together."""
    groups = [[nodes[0]]]
    for node, joint in zip(nodes[1:], joints, strict=True):
        if joint == inner:
            groups[-1].append(node)
        else:
            groups.append([node])
    within, across = (all_of, any_of) if inner == "and" else (any_of, all_of)
    return across(found for group in groups if (found := within(group)) is not None)


def one_each(node: Node) -> None:
    """See that nobody is asked to have two of what a person has one of.

    Args:
        node: a condition; only what it asks to hold at once is looked at.

    Raises:
        QueryRefused: when the same single key stands twice.
    """
    seen: dict[str, Term] = {}
    for each in node.of if isinstance(node, And) else ():
        if not isinstance(each, Term) or not each.key or not KEYS[each.key].single:
            continue
        first = seen.setdefault(each.key, each)
        if first is not each:
            both = Term(each.key, tuple(dict.fromkeys((*first.values, *each.values))))
            raise QueryRefused(
                f"A subscriber has {KEYS[each.key].single}, so nobody matches both {print_term(first)} and "
                f"{print_term(each)} (column {each.at + 1}).",
                advice=f"Did you mean {print_term(both)}?",
                at=each.at,
                rights=(print_term(both),),
            )
