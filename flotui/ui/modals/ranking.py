# SPDX-License-Identifier: MIT
"""Which lines a list of choices has for what was typed, and which of them enter may take by itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from flotui.resources.ask import Choice
from flotui.text import fuzzy

SURE = fuzzy.Rank.WORDS
"""From which rank on a choice was surely meant: what was typed is in its name."""
CAREFUL = fuzzy.Rank.PREFIX
"""The same for those of which there are so many alike that it may mean another one, if it is the only one."""
UNASKED = fuzzy.Rank.EXACT
"""The same while the host may have more that fit, and can be asked for them."""


class Offer(msgspec.Struct, frozen=True):
    """A line that offers to do something with what was typed."""

    verb: str
    """The verb before what was typed: `Create tag`, `Look up`."""
    text: str
    """What was typed."""
    look: bool = False
    """Whether it asks the host for more choices, instead of being an answer."""


class RankedRow(msgspec.Struct, frozen=True):
    """A line of the list: a choice, a heading, or an offer."""

    choice: Choice | None = None
    """What it offers; None for a heading."""
    heading: str = ""
    """What the heading says."""
    offer: Offer | None = None
    """The line offers to do this; its choice then has no id, and what was typed as its label."""

    @property
    def new(self) -> bool:
        """Whether it offers something that isn't among the choices."""
        return self.offer is not None


class Ranking:
    """The choices of a list, ranked by what is typed."""

    def __init__(self, choices: Sequence[Choice] = ()) -> None:
        """
        Args:
            choices: in the order of the groups; one that comes twice is found once.
        """
        self.choices = choices
        """All of them."""
        self._index = fuzzy.FuzzyIndex(
            fuzzy.FuzzyEntry(choice.label, choice.also, choice.id, choice.names, choice.near)
            for choice in choices
        )

    @property
    def query(self) -> str:
        """What was searched last, as it is compared."""
        return self._index.query

    def search(
        self,
        query: str,
        offers: Sequence[Offer] = (),
        *,
        answers: Collection[str] = (),
        more: bool = False,
        preselect: bool = True,
    ) -> tuple[list[RankedRow], int]:
        """The lines for what was typed.

        Args:
            query: as it was typed.
            offers: what else can be done with it.
            answers: the ids of the choices that the host found for it. They are there whatever their text.
            more: whether the host may have more that fit, and wasn't asked for them.
            preselect: whether the first one is highlighted while nothing is typed.

        Returns:
            The lines, and the index of the one that was surely meant; -1 where all that fits is a guess.
        """
        found = self._index.search(query)
        if self._index.query:
            return self._ranked(found, offers, answers, more)
        rows = self._grouped()
        first = next((at for at, row in enumerate(rows) if row.choice is not None), -1)
        choice = rows[first].choice if first >= 0 else None
        return rows, first if preselect and choice is not None and not choice.careful else -1

    def _grouped(self) -> list[RankedRow]:
        """All choices under their headings."""
        rows: list[RankedRow] = []
        group = ""
        for choice in self.choices:
            if choice.group != group:
                group = choice.group
                rows.append(RankedRow(heading=group))
            rows.append(RankedRow(choice))
        return rows

    def _ranked(
        self, found: Sequence[fuzzy.FuzzyMatch], offers: Sequence[Offer], answers: Collection[str], more: bool
    ) -> tuple[list[RankedRow], int]:
        """What was surely meant first, then what the host found, then the offers, then all else.

        The choice for none of them is never surely meant by its beginning where what was typed can be taken as it is.
        """
        # A digit alone is the key of what it is bound to; typing on makes it a search again.
        bound = next((choice for choice in self.choices if choice.key and choice.key == self.query), None)
        seen: set[str] = set() if bound is None else {bound.id}
        sure: list[RankedRow] = [] if bound is None else [RankedRow(bound)]
        told: list[RankedRow] = []
        guesses: list[RankedRow] = []
        takes_typed = any(not offer.look for offer in offers)
        first = fuzzy.Rank.NAME
        likely = 0  # careful ones of whose name a word begins so
        for at, rank in found:
            choice = self.choices[at]
            if choice.id in seen:
                continue
            seen.add(choice.id)
            likely += choice.careful and fuzzy.Rank.WORD <= rank <= CAREFUL
            if takes_typed and _means_none(choice, self.query):
                guesses.append(RankedRow(choice))
            elif rank >= _least(choice, more):
                sure.append(RankedRow(choice))
                first = rank if len(sure) == 1 else first
            else:
                (told if choice.id in answers else guesses).append(RankedRow(choice))
        told += [
            RankedRow(choice) for choice in self.choices if choice.id in answers and choice.id not in seen
        ]
        # Of people whose names have a word that begins alike none is meant more than another.
        alike = bool(sure) and _is_careful(sure[0]) and first is CAREFUL
        several = alike and (likely > 1 or (len(sure) == 1 and bool(told)))
        offered = [RankedRow(Choice("", offer.text), offer=offer) for offer in offers]
        alone = len(told) == 1 or (bool(offered) and not told)
        meant = not several if sure else alone
        return [*sure, *told, *offered, *guesses], 0 if meant else -1


def _is_careful(row: RankedRow) -> bool:
    return row.choice is not None and row.choice.careful


def _means_none(choice: Choice, query: str) -> bool:
    """Whether a choice stands for none of them, and what was typed doesn't begin with the first word of its label."""
    first, typed = (text.partition(" ")[0] for text in (fuzzy.folded_query(choice.label), query))
    return not choice.id and first != typed


def _least(choice: Choice, more: bool) -> fuzzy.Rank:
    """From which rank on a choice was surely meant; told whether the host may have more that fit."""
    if not choice.careful:
        return SURE
    return CAREFUL if choice.sole or not more else UNASKED
