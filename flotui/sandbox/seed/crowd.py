# SPDX-License-Identifier: MIT
"""The subscribers as the seed describes them, one attribute of one person at a time.

Nothing is kept: a list of 100,000 costs what is asked of it. Every attribute depends only on the
seed and the person's index, so a filter can ask for one without making the rest of the row.
"""

from __future__ import annotations

import functools
import unicodedata

from flotui.sandbox import DEMO_PREFIX
from flotui.sandbox.clock import DAY, HOUR, MINUTE, stamp
from flotui.sandbox.dice import Dice
from flotui.sandbox.seed.bot import SEED_LABELS, SEED_TAGS
from flotui.sandbox.seed.fields import FIRST_FIELD, SEED_FIELDS, seeded_value, seeded_values
from flotui.sandbox.seed.names import name_parts, whole_name

FIRST_USER = 901
"""The number in the first subscriber's id."""

ANA = 2
"""The index of Ana Souza, whom the documentation tells of."""

ANA_PHONE = "5511900004410"

_ROWS_KEPT = 3000

_CHANNELS = (
    ("whatsapp_cloud",) * 70
    + ("facebook",) * 9
    + ("instagram",) * 9
    + ("telegram",) * 5
    + ("web",) * 5
    + ("tiktok", "line")
)
_STATUSES = ("done",) * 55 + ("open",) * 33 + ("pending",) * 10 + ("spam",) * 2
_LANGUAGES = (
    (("pt", "pt_BR"),) * 5 + (("es", "es_CO"),) * 3 + (("en", "en_US"), ("zh", "zh_CN"), ("ar", "ar_EG"))
)
_MESSAGE_TYPES = ("text",) * 8 + ("image", "audio", "file", "payload")
_OPTED = {"email": 45, "sms": 25}
"""Of a hundred, how many agreed."""
_SOURCES = ("Instagram ad", "Store QR code", "Website widget", "Referral")
_AREAS = (21, 31, 41, 51, 61, 71, 81, 85, 91, 19, 27, 48, 62, 65, 67, 79, 82, 83, 84, 86, 92, 95, 96, 98)


class Crowd:
    """The seed's subscribers, by index."""

    def __init__(self, seed: int, size: int, start: int) -> None:
        """Describe a crowd.

        Args:
            seed: makes another crowd.
            size: how many there are.
            start: when the world was made (unix seconds).
        """
        self.seed = seed
        self.size = size
        self.start = start
        self._rows: dict[int, tuple[str | None, ...]] = {}

    def ns(self, index: int) -> str:
        """The subscriber's id."""
        return f"{DEMO_PREFIX}u{FIRST_USER + index}"

    def name(self, index: int) -> str:
        """The whole name."""
        return whole_name(self.seed, index)

    def folded_name(self, index: int) -> str:
        """The name as the filter compares it."""
        return whole_name(self.seed, index).casefold()

    def names(self, index: int) -> tuple[str, str]:
        """First and last name."""
        return name_parts(self.seed, index)

    def channel(self, index: int) -> str:
        """The channel that the subscriber came by."""
        return "whatsapp_cloud" if index == ANA else Dice(self.seed, "channel", index).pick(_CHANNELS)

    def digits(self, index: int) -> str:
        """The phone's digits with the country code. No such line can be rung: all are invented."""
        if index == ANA:
            return ANA_PHONE
        country = Dice(self.seed, "country", index).below(10)
        if country < 6:
            area = _AREAS[index // 10_000 % len(_AREAS)]
            return f"55{area}90000{index % 10_000:04d}"
        if country < 8:
            return f"57000{index:07d}"
        return f"{(52, 351)[country - 8]}000{index:06d}"

    def phone(self, index: int) -> str | None:
        """The phone as it is stored, which is not the same for everybody."""
        if index == ANA:
            return ANA_PHONE
        dice = Dice(self.seed, "phone", index)
        if self.channel(index) != "whatsapp_cloud" and dice.chance(60):
            return None if dice.chance(60) else ""
        digits = self.digits(index)
        form = dice.below(10)
        if form < 4:
            return digits
        if form < 8:
            return f"+{digits}"
        return digits[2:]

    def user_id(self, index: int) -> str:
        """The channel's own id: on WhatsApp the phone's digits."""
        channel = self.channel(index)
        if channel == "whatsapp_cloud":
            return self.digits(index)
        return str(10**14 + Dice(self.seed, "user_id", index).below(9 * 10**14))

    def email(self, index: int) -> str | None:
        """The e-mail address, always at example.com."""
        if index == ANA:
            return "ana.souza@example.com"
        dice = Dice(self.seed, "email", index)
        if not dice.chance(55):
            return None if dice.chance(60) else ""
        first, last = self.names(index)
        plain = unicodedata.normalize("NFKD", f"{first}.{last}").encode("ascii", "ignore").decode()
        kept = "".join(each for each in plain.lower() if each.isalnum() or each == ".").strip(".")
        return f"{kept or 'cliente'}.{index}@example.com"

    def gender(self, index: int) -> str | None:
        """The gender, which few channels tell."""
        return Dice(self.seed, "gender", index).pick(("male", "female", "female", "", None, None))

    def language(self, index: int) -> tuple[str, str]:
        """Language and locale."""
        return Dice(self.seed, "language", index).pick(_LANGUAGES)

    def status(self, index: int) -> str:
        """What became of the conversation."""
        return "open" if index == ANA else Dice(self.seed, "status", index).pick(_STATUSES)

    def subscribed_at(self, index: int) -> int:
        """When the subscriber came (unix seconds)."""
        return self.start - Dice(self.seed, "subscribed", index).between(2 * DAY, 700 * DAY)

    def is_subscribed(self, index: int) -> bool:
        """Whether the subscriber still gets messages."""
        return index == ANA or not Dice(self.seed, "unsubscribed", index).chance(3)

    def interacted_at(self, index: int) -> int:
        """When the subscriber last did something (unix seconds)."""
        if index == ANA:
            return self.start - 7 * MINUTE
        dice = Dice(self.seed, "interacted", index)
        if dice.chance(9):
            return self.start - dice.between(MINUTE, 23 * HOUR)
        age = dice.between(1, 400) * dice.between(1, 400) * DAY // 400 + dice.below(DAY)
        return max(self.subscribed_at(index), self.start - age)

    def last_message_at(self, index: int) -> int:
        """When the last message went either way (unix seconds)."""
        return min(
            self.start, self.interacted_at(index) + Dice(self.seed, "answered", index).below(20 * MINUTE)
        )

    def last_message_type(self, index: int) -> str:
        """What kind of message that was."""
        return Dice(self.seed, "message", index).pick(_MESSAGE_TYPES)

    def opted_in_email(self, index: int) -> str | None:
        """When the subscriber agreed to e-mail."""
        return self._stamped(self.opted_at(index, "email"))

    def opted_in_sms(self, index: int) -> str | None:
        """When the subscriber agreed to SMS."""
        return self._stamped(self.opted_at(index, "sms"))

    def agent_id(self, index: int) -> int | None:
        """The agent that the conversation is assigned to."""
        dice = Dice(self.seed, "agent", index)
        return dice.between(21, 28) if dice.chance(30) else None

    def lead_source(self, index: int) -> str | None:
        """Where the subscriber came from."""
        dice = Dice(self.seed, "lead", index)
        return dice.pick(_SOURCES) if dice.chance(35) else dice.pick((None, ""))

    def tags(self, index: int) -> tuple[str, ...]:
        """The ids of the subscriber's tags."""
        if index == ANA:
            return _ids("t", 3001, tuple(SEED_TAGS.index(name) for name in ("vip", "cart", "newsletter")))
        dice = Dice(self.seed, "tags", index)
        # The square makes the first tags the common ones.
        count = dice.below(6)
        picked = {dice.below(1600) ** 2 * len(SEED_TAGS) // 1600**2 for _ in range(count)}
        return _ids("t", 3001, tuple(sorted(picked)))

    def labels(self, index: int) -> tuple[str, ...]:
        """The ids of the subscriber's team labels, as text."""
        dice = Dice(self.seed, "labels", index)
        return (str(dice.between(61, 60 + len(SEED_LABELS))),) if dice.chance(18) else ()

    def field(self, index: int, position: int) -> str | None:
        """The value in a user field, by the field's place in the seed."""
        if index == ANA and SEED_FIELDS[position].name in _ANA_FIELDS:
            return _ANA_FIELDS[SEED_FIELDS[position].name]
        return seeded_value(self.seed, index, position, self.start)

    def fields(self, index: int) -> tuple[str | None, ...]:
        """The values in all user fields; those of the pages last looked at are kept."""
        if index not in self._rows:
            if len(self._rows) >= _ROWS_KEPT:
                self._rows.clear()
            self._rows[index] = (
                tuple(self.field(index, place) for place in range(len(SEED_FIELDS)))
                if index == ANA
                else seeded_values(self.seed, index, self.start)
            )
        return self._rows[index]

    def opted_at(self, index: int, by: str) -> int | str | None:
        """When the subscriber agreed to be written to (unix seconds); one of two forms of nothing for who didn't.

        Args:
            index: the subscriber.
            by: `email` or `sms`.
        """
        dice = Dice(self.seed, f"opt-{by}", index)
        if dice.chance(_OPTED[by]):
            return self.start - dice.between(DAY, 500 * DAY)
        return None if dice.chance(70) else ""

    @staticmethod
    def _stamped(found: int | str | None) -> str | None:
        return stamp(found) if isinstance(found, int) else found


_ANA_FIELDS: dict[str, str | None] = {
    "city": "São Paulo",
    "country": "BR",
    "loyalty_points": "1240",
    "orders_count": "7",
    "cart_value": "142.800",
    "is_vip": "1",
    "wants_newsletter": "true",
    "birthday": "1990-04-12",
    "wishlist": '["Tote bag","Desk lamp"]',
    "last_product": "Canvas sneaker",
    "conversation_summary": "Prefers pickup in the centre. Asked twice for the white sneaker in 38.",
}

FIELD_POSITIONS = {f"{DEMO_PREFIX}v{FIRST_FIELD + place}": place for place in range(len(SEED_FIELDS))}
"""The place of each seeded user field, by id."""


@functools.cache
def _ids(kind: str, first: int, picked: tuple[int, ...]) -> tuple[str, ...]:
    """One tuple for each combination, so that a hundred thousand people share them."""
    return tuple(f"{DEMO_PREFIX}{kind}{first + each}" for each in picked)
