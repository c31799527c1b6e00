# SPDX-License-Identifier: MIT
"""What was said: a conversation that the seeded chats are cut from."""

from __future__ import annotations

from dataclasses import dataclass, field

from flotui.sandbox.dice import Dice
from flotui.sandbox.seed.crowd import ANA

FILES = "https://files.example.com"


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the conversation."""

    minutes: int
    """How long after the one before."""
    kind: str
    """`in`, `out`, `agent`, `note` or `system`."""
    text: str = ""
    media: str = "text"
    """The message's `msg_type`."""
    payload: dict[str, object] = field(default_factory=dict)


def _media(minutes: int, kind: str, media: str, name: str, text: str = "") -> Line:
    return Line(minutes, kind, text, media, {"url": f"{FILES}/{name}"})


CONVERSATION: tuple[Line, ...] = (
    Line(900, "in", "Oi! Vocês têm o tênis branco no 38? 👟"),
    Line(
        1,
        "out",
        "Olá! Como posso ajudar?",
        "text",
        {
            "text": "Olá! Como posso ajudar?",
            "buttons": [
                {"title": "Ver catálogo", "type": "node", "target": "f1284n11"},
                {"title": "Falar com alguém", "type": "node", "target": "f1284n12"},
                {"title": "Site", "type": "url", "url": "https://shop.example.com"},
            ],
        },
    ),
    Line(1, "in", "Ver catálogo", "payload", {"title": "Ver catálogo", "payload": "f1284n11"}),
    _media(0, "out", "image", "catalog/sneaker-white.jpg", "Canvas sneaker, R$ 142.800"),
    Line(
        0,
        "out",
        "",
        "cards",
        {
            "cards": [
                {"title": "Canvas sneaker", "body": "36–42", "url": "https://shop.example.com/p/1"},
                {"title": "Tote bag", "body": "one size", "url": "https://shop.example.com/p/4"},
            ]
        },
    ),
    Line(4, "in", "esse mesmo! chega até sexta?"),
    _media(1, "in", "audio", "in/voice-0001.ogg"),
    Line(0, "system", "Conversation opened by keyword “humano”"),
    Line(0, "system", "Conversation assigned to Lívia (Support)"),
    Line(2, "agent", "Oi Ana, aqui é a Lívia. Para o centro, chega na quinta."),
    Line(0, "note", "Customer since 2021, always picks up at Acme Centro. Be quick."),
    _media(3, "in", "image", "in/photo-0001.jpg", "é esse aqui"),
    Line(1, "agent", "Perfeito, reservei um par para você.\n\n*Reserva:* 48 h\n_Loja:_ Acme Centro"),
    _media(0, "agent", "file", "out/reserva-38.pdf", "reserva-38.pdf"),
    Line(2, "in", "Obrigada!! 💛"),
    Line(0, "in", "👍", "reaction", {"text": "👍"}),
    Line(1, "system", "Conversation closed by Lívia (Support)"),
    Line(700, "out", "Seu pedido #10234 saiu para entrega 🚚"),
    _media(60, "out", "video", "out/unboxing.mp4", "Veja como guardar seu tênis"),
    Line(5, "in", "", "location", {"lat": -23.55052, "lng": -46.633308, "title": "Casa"}),
    Line(1, "in", "pode deixar na portaria, apto 32 [bloco B]"),
    Line(1, "note", "Deliver to the porter's lodge"),
    Line(
        30,
        "out",
        "WhatsApp Error 131047: Re-engagement message. More than 24 hours have passed since the reply.",
    ),
    Line(
        1400,
        "out",
        "Template: order_followup (pt_BR)",
        "template",
        {"name": "order_followup", "lang": "pt_BR"},
    ),
    Line(12, "in", "recebi, adorei!"),
    Line(1, "out", "De 0 a 10, quanto você recomenda a Acme?"),
    Line(1, "in", "10"),
    Line(2200, "in", "مرحبا، هل يوجد توصيل إلى لشبونة؟"),
    Line(2, "out", "We deliver to Lisbon in 3–5 days. / 我们三到五天送达。"),
    Line(3, "in", "e esse tote bag, ainda tem? https://shop.example.com/p/4"),
    Line(1, "out", "Tem sim! Quer que eu coloque no carrinho?"),
    Line(1, "in", "quero 🛍️"),
)
"""In this order; it is repeated for those who talk a lot."""


def chat(seed: int, index: int) -> list[Line]:
    """What was said in a subscriber's chat, oldest first.

    Args:
        seed: the world's seed.
        index: whose chat it is.
    """
    if index == ANA:
        return list(CONVERSATION * 4)
    return _cut(seed, index)


def talkative(seed: int, index: int) -> list[Line]:
    """The same, but everybody has said something: the demo's inbox has words in every row.

    Args:
        seed: the world's seed.
        index: whose chat it is.
    """
    return chat(seed, index) or _cut(seed, index, least=3)


def _cut(seed: int, index: int, least: int = 0) -> list[Line]:
    """A part of the conversation, of so many lines at least."""
    dice = Dice(seed, "chat", index)
    length = max(least, dice.below(4) * dice.below(20))
    # It has to end where the conversation pauses, or the last line would hang in the air.
    first = (dice.pick((17, 25, 27)) - length) % len(CONVERSATION)
    return [CONVERSATION[(first + place) % len(CONVERSATION)] for place in range(length)]
