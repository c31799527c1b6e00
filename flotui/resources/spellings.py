# SPDX-License-Identifier: MIT
"""In which forms the host may hold a name: with and without accents, composed and not, its words turned round.

The host compares parts of names, and perhaps not as we do (behaviour.md, Filters): `João` may be kept in letters
that are composed or not, and is typed `Joao` by whoever has no tilde at hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice, product
from typing import NamedTuple

from flotui.text.clean import QUOTES
from flotui.text.fold import fold, without_accents

MOST = 4
"""Further forms that are asked for; each costs a call."""
_EACH = 3
"""Forms of one word that are thought of."""

_ACCENTED = """
João José André Luís Luísa Inês Inés César Ângela Débora Bárbara Érica Íris Tainá Cauã Simões Magalhães Guimarães
Gonçalves Lourenço França Araújo Conceição Assunção Falcão Leitão Galvão Brandão Sebastião Eugênio Eugênia Natã
Joaquín Simón Martín Ramón Jesús Ángel Raúl María Sofía Lucía García Belén Rocío Andrés Nicolás Tomás Óscar Iván
Adrián Julián Fabián Sebastián Benjamín Germán Efraín Agustín Joaquim Muñoz Núñez Peña Zúñiga Ibáñez Ordóñez Peñalosa
Chloé Zoé Zoë Noé Renée René Hélène Jérôme François Françoise Stéphane Léa Müller Jörg Jürgen Günther Björn Schröder
Köhler Schäfer Søren Łukasz Michał Paweł Nguyễn Trần Phạm Đặng
"""
"""Names that are often typed without their accents, and that follow no rule below."""
_ACUTE = str.maketrans("aeiou", "áéíóú")
_STRESSED = (
    re.compile(r"([aeiou])([^aeiou\W]+i[ao]s?)$", re.I),  # Olívia, Sérgio
    re.compile(r"([aeiou])([^aeiou\W]+u?ez)$", re.I),  # López, Domínguez
)
"""Endings before which a vowel has the accent that is left out."""


@cache
def _often() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in _ACCENTED.split():
        found.setdefault(fold(name), []).append(name)
    return {plain: tuple(dict.fromkeys(names)) for plain, names in found.items()}


class Spelled(NamedTuple):
    """A form of a name."""

    text: str
    loose: bool = False
    """Whether it is only a part, so that what the host finds has to be looked through for the rest."""
    in_vain: bool = False
    """Whether it is worth a call only where the form that was typed found nobody at the host."""


def further(words: Sequence[str], known: Iterable[str]) -> list[Spelled]:
    """The forms besides the one that was typed, the likeliest first.

    Args:
        words: what was typed, as words.
        known: names that are here: how the host spells a word is seen from them.
    """
    typed = unicodedata.normalize("NFC", " ".join(words))
    spelled = _spellings(known)
    plain = typed.translate(QUOTES)
    each = [_of(word, spelled) for word in plain.split()]
    forms: list[Spelled] = []
    if plain != typed:  # as a document writes the apostrophe of O'Dell
        forms += [Spelled(plain)]
    if not typed.isascii():
        forms += [Spelled(unicodedata.normalize("NFD", typed)), Spelled(without_accents(typed))]
    forms += [Spelled(" ".join(combined)) for combined in islice(product(*each), 1, 1 + MOST)]
    if len(each) > 1:
        # Any order, and other names between: by the word that nobody spells otherwise, or by its longest part that
        # has no apostrophe, which may be of either kind at the host.
        certain = [word for word, *others in each if word.isascii() and not others]
        longest = max(certain or plain.split(), key=len)
        forms[2:2] = [Spelled(" ".join(reversed(typed.split())), in_vain=True)]
        forms[3:3] = [Spelled(max(longest.split("'"), key=len), loose=True, in_vain=True)]
    forms += [
        Spelled(unicodedata.normalize("NFD", form.text))
        for form in forms
        if not form.in_vain and not form.text.isascii()
    ]
    different = {form.text.casefold(): form for form in reversed(forms)}
    different.pop(typed.casefold(), None)
    return sorted(different.values(), key=forms.index)[:MOST]


def _spellings(known: Iterable[str]) -> dict[str, list[str]]:
    """How the words of names are spelled, by what they are without accents."""
    found: dict[str, list[str]] = {}
    for name in known:
        for word in name.split():
            found.setdefault(fold(word), []).append(word)
    return found


def _of(word: str, spelled: dict[str, list[str]]) -> list[str]:
    """A word, then other forms of it."""
    plain = fold(word)
    others = [each for each in spelled.get(plain, ()) if each.casefold() != word.casefold()]
    if plain not in spelled and word.isascii():
        others += [*_often().get(plain, ()), *_by_rule(word)]
    return [word, *dict.fromkeys(others)][: 1 + _EACH]


def _by_rule(word: str) -> list[str]:
    """A word with the accent that its ending asks for."""
    if word.lower().endswith("ao"):
        return [f"{word[:-2]}ão"]
    if word.lower().endswith("oes"):
        return [f"{word[:-3]}ões"]
    found = next((found for ending in _STRESSED if (found := ending.search(word))), None)
    if found is None:
        return []
    vowel = found[1].lower()
    accented = [vowel.translate(_ACUTE), *(["ô"] if vowel == "o" and "i" in found[2] else [])]
    return [f"{word[: found.start()]}{each}{found[2]}" for each in accented]
