# SPDX-License-Identifier: MIT
"""A shop in its Sunday best, for pictures: plain names, real prices, chats that end in different words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from flotui.sandbox.clock import MINUTE
from flotui.sandbox.dice import Dice
from flotui.sandbox.seed import goods
from flotui.sandbox.seed.crowd import ANA, ANA_PHONE, Crowd
from flotui.sandbox.seed.names import words
from flotui.sandbox.seed.talk import CONVERSATION, Line

PEOPLE = 40
"""How many subscribers it has, unless told otherwise."""

_FIRSTS = words(
    "Marina Lena Ana Tomás Zoë Beatriz Hugo Clara Diego Ingrid Rafael Sofía Noah Júlia Mateo Freya Caio Olívia "
    "Liam Helena Bruno Emma Andrés Larissa Theo Valentina Jonas Camila Edward Íris Pedro Nora Nicolás Paula "
    "George Renata Oscar Daniela Felix Vitória"
)
_LASTS = words(
    "Figueiredo Fischer Souza Oliveira Fletcher Almeida Duarte Novak Vargas Lindqvist Borges Pereira Pemberton "
    "Prado Ramírez Ellery Moraes Correia Whitlock Teixeira Leite Keller Núñez Castro Dalton Siqueira Weber "
    "Azevedo Ingram Vieira Salgado Hansen Díaz Barbosa Harlow Mendes Lindholm Rocha Becker Cardoso"
)
_CITIES = ("São Paulo", "Rio de Janeiro", "Curitiba", "Recife", "Lisboa", "Bogotá", "Ciudad de México")
_PRICES = {
    "Canvas sneaker": "249.90",
    "Linen shirt": "189.00",
    "Tote bag": "79.90",
    "Desk lamp": "159.00",
    "Kids raincoat": "129.90",
    "Herb pot": "39.90",
    "Hand cream": "49.90",
    "Gift card": "100.00",
    "Wool scarf": "99.00",
    "Ceramic mug": "59.90",
}
_SERIES = ("", "Classic", "Light", "Eco")
_ENDINGS = (
    "Chega até sexta?",
    "Is the linen shirt back in M?",
    "Quero dois pares, por favor",
    "¿Hacen envíos a Bogotá?",
    "Can I change the delivery address?",
    "Qual o prazo para Curitiba?",
    "Do you gift-wrap?",
    "Perfeito, obrigada!",
    "I'd like to return the lamp",
    "Tem no 38?",
)
_OPENINGS = ("Oi! Tudo bem?", "Hello! I saw the sale.", "Hola, una pregunta", "Hi there", "Boa tarde!")
_ANSWERS = (
    "Olá! Como posso ajudar?",
    "Hi! What are you looking for?",
    "¡Hola! ¿En qué puedo ayudarte?",
)


class Neighbours(Crowd):
    """Subscribers as in any shop: a name of two words, a phone with its country, an address that fits."""

    def name(self, index: int) -> str:
        """The whole name."""
        return " ".join(self.names(index))

    def folded_name(self, index: int) -> str:
        """The name as the filter compares it."""
        return self.name(index).casefold()

    def names(self, index: int) -> tuple[str, str]:
        """First and last name."""
        return names_of(index)

    def phone(self, index: int) -> str | None:
        """The phone in the one form that every country reads; none where the channel tells none."""
        if index == ANA:
            return f"+{ANA_PHONE}"
        return f"+{self.digits(index)}" if self.channel(index) == "whatsapp_cloud" else None

    def email(self, index: int) -> str | None:
        """The e-mail address, of two in three."""
        if index != ANA and index % 3 == 1:
            return None
        plain = unicodedata.normalize("NFKD", ".".join(self.names(index))).encode("ascii", "ignore").decode()
        return f"{plain.lower()}@example.com"

    def status(self, index: int) -> str:
        """What became of the conversation: those who wrote today are open."""
        return "open" if self._wrote_today(index) else super().status(index)

    def is_subscribed(self, index: int) -> bool:
        """Everybody is."""
        return True

    def interacted_at(self, index: int) -> int:
        """When the subscriber last did something (unix seconds): of every third, today."""
        if index == ANA or not self._wrote_today(index):
            return super().interacted_at(index)
        return self.start - Dice(self.seed, "wrote", index).between(3, 22 * 60) * MINUTE

    def last_message_at(self, index: int) -> int:
        """When the last message went either way (unix seconds)."""
        return self.interacted_at(index)

    @staticmethod
    def _wrote_today(index: int) -> bool:
        return index == ANA or index % 3 == 0

    def field(self, index: int, position: int) -> str | None:
        """The value in a user field; the city always has a plain one."""
        found = super().field(index, position)
        return _CITIES[index % len(_CITIES)] if position == 0 and index != ANA else found


def names_of(index: int) -> tuple[str, str]:
    """Somebody's first and last name; another last name for the same first one every forty people."""
    count = len(_FIRSTS)
    return _FIRSTS[index % count], _LASTS[(index + index // count * 7) % count]


def chat(seed: int, index: int) -> tuple[Line, ...]:
    """What somebody and the bot said to each other, of which the last word is theirs in two of three chats."""
    if index == ANA:
        return tuple(line for line in CONVERSATION if _plain(line))
    dice = Dice(seed, "window-chat", index)
    said = [
        Line(600, "in", dice.pick(_OPENINGS)),
        Line(1, "out", dice.pick(_ANSWERS)),
        Line(2, "in", _ENDINGS[index % len(_ENDINGS)]),
    ]
    if index % 3 == 2:
        said.append(Line(4, "agent", "Sim, já separei para você."))
    return tuple(said)


def orders(seed: int, people: int, variants: int, start: int) -> Iterator[dict[str, object]]:
    """The orders of sixty days, none of a status that no longer exists."""
    for order in goods.orders(seed, people, variants, start):
        status = "completed" if order["status"] == "on_hold_legacy" else order["status"]
        yield {**order, "status": status}


def products(seed: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Forty products as a shop has them: prices with two places, and stock that is counted."""
    for product, variants in goods.products(seed):
        line, series = _line_of(str(product["name"]))
        if series not in _SERIES:
            continue
        number = _SERIES.index(series)
        product |= {"name": f"{line} {series}".strip(), "status": "active", "track_stock": True}
        for place, variant in enumerate(variants):
            dice = Dice(seed, "window", number * 100 + place + len(line))
            variant |= {
                "price": _PRICES[line],
                "compare_price": None,
                "qty": dice.pick((0, 3, 8, 12, 24, 40, 18, 30)),
                "track_stock": True,
            }
        yield product, variants


def _plain(line: Line) -> bool:
    """Whether a message is in Latin letters and names no odd price."""
    return "142.800" not in line.text and all(ord(char) < 0x600 or char in "–—…“”" for char in line.text)


def _line_of(name: str) -> tuple[str, str]:
    """A product's line and its series, both as they are sold here."""
    line = next(each for each in _PRICES if name.startswith(each))
    return line, name.removeprefix(line).replace("台灯", "").strip()
