# SPDX-License-Identifier: MIT
"""The bot's ninety user fields: how often each has a value, and which."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import NamedTuple

from flotui.sandbox.clock import DAY, day, iso
from flotui.sandbox.dice import Dice

FIRST_FIELD = 5001
"""The number in the first user field's id."""

_TABLE = """
city text 80 São Paulo|Rio de Janeiro|Bogotá|Ciudad de México|Lisboa|上海|القاهرة|Recife|Curitiba
state text 40 SP|RJ|PR|PE|BA|MG
country text 60 BR|CO|MX|PT|CN|EG|US
postcode text 30 #01000-%03d
address_line text 25 Rua das Amostras, 12|Av. Exemplo, 100 – ap. 3|Calle Ficticia 45|见本路 8 号
company text 12 Exemplo Ltda|Sample & Sons|Muestra S.A.S.
job_title text 8 Buyer|Owner|Designer|Student
preferred_language text 55 pt|es|en|zh|ar
favourite_category text 50 shoes|bags|home|kids|garden|beauty
favourite_brand text 25 Acme|Northwind|Contoso|Globex
favourite_colour text 20 blue|black|verde|rosa|金色
shoe_size text 30 36|37|38|39|40|41|42|9½
clothing_size text 30 XS|S|M|L|XL|XXL
last_product text 55 Canvas sneaker|Linen shirt|Desk lamp|Tote bag|Ceramic mug
last_product_sku text 55 #SKU-%04d
last_search text 30 tênis branco|black bag|regalo mamá|台灯
last_coupon text 22 WELCOME10|FRETE0|VERANO15|VIP25
coupon_source text 15 newsletter|instagram|cashier
referred_by text 10 #f1284u%d
referral_code text 35 #ACME-%05d
utm_source text 45 google|instagram|facebook|tiktok|qr
utm_medium text 45 cpc|social|email|print
utm_campaign text 40 winter-sale|dia-das-maes|black-friday|launch
landing_page text 30 https://shop.example.com/sale|https://shop.example.com/new
crm_id text 60 #CRM%06d
erp_customer text 40 #%07d
tax_id text 10 #000.000.%03d-00
payment_preference text 35 pix|card|cash|boleto
delivery_preference text 30 pickup|delivery|locker
store_nearest text 40 Acme Centro|Acme Norte|Acme Lisboa
agent_notes text 12 calls back after 18h|prefers audio|asked for invoice
complaint_reason text 6 late|damaged|wrong size|"não chegou"
nps_comment text 9 Ótimo atendimento!|Could be faster|muy bueno 👍
survey_answer_1 text 14 yes|no|maybe
survey_answer_2 text 11 1|2|3|4|5
ab_variant text 70 A|B
bot_step text 65 menu|catalog|checkout|support
last_intent text 50 track_order|ask_price|talk_to_human|store_hours
last_keyword text 30 oi|menu|promo|pedido
lead_temperature text 35 cold|warm|hot
first_order_id text 30 #%d
last_order_id text 30 #%d
last_order_status text 30 paid|processing|shipped|completed|refunded
tracking_code text 20 #BR%09dXX
gift_message text 3 Feliz aniversário, mãe!|With love ❤️
orders_count number 60 0-24
orders_total number 45 0-9800
average_ticket number 40 12-900
cart_value number 25 0-1500
loyalty_points number 70 0-12000
loyalty_level number 40 1-5
nps_score number 22 0-10
messages_count number 65 1-800
days_inactive number 30 0-365
store_visits number 18 0-40
returns_count number 12 0-5
discount_percent number 15 0-30
credit_limit number 7 100-5000
lead_score number 45 0-100
is_customer boolean 75
is_vip boolean 30
wants_newsletter boolean 60
accepts_terms boolean 80
has_app boolean 35
is_wholesale boolean 10
wants_callback boolean 8
gift_buyer boolean 14
email_verified boolean 40
birthday date 35 -22000--6500
customer_since date 55 -1500--2
last_visit date 30 -90-0
next_delivery date 10 0-21
contract_until date 4 30-700
wedding_anniversary date 2 -9000--30
last_order_at datetime 40 -300-0
last_cart_at datetime 25 -60-0
callback_at datetime 5 0-7
consent_at datetime 60 -900--1
trial_ends_at datetime 3 -10-30
survey_sent_at datetime 14 -120-0
wishlist array 18
recent_products array 40
interests array 30
sizes_by_category array 9
quiz_answers array 4
address_book array 6
conversation_summary longtext 22
ai_memory longtext 12
support_history longtext 5
raw_webhook longtext 2
"""

_ARRAYS = (
    '["Tote bag","Desk lamp"]',
    '["shoes"]',
    "[]",
    '[{"sku":"SKU-0042","qty":1},{"sku":"SKU-0107","qty":2}]',
    '{"shoes":"38","shirts":"M"}',
    '["presente","natal","família"]',
)
_SENTENCES = (
    "Asked whether the linen shirt comes in blue.",
    "Quer saber o prazo de entrega para o Recife.",
    "Prefiere recoger en la tienda del centro.",
    "Was told the parcel left on Monday.",
    "A troca do tênis foi combinada para sábado.",
    "顾客询问台灯是否有货。",
)
_BOOLEANS = ("1", "0", "true", "false")
LONGEST = {"text": 20_000, "array": 20_000, "longtext": 500_000}
"""How many characters a value may have, by type. What is longer is cut without a word."""


@dataclass(frozen=True, slots=True)
class SeedField:
    """A user field as the seed describes it."""

    name: str
    kind: str
    filled: float
    values: str = ""


SEED_FIELDS = tuple(
    SeedField(name, kind, float(filled), "".join(rest))
    for name, kind, filled, *rest in (line.split(" ", 3) for line in _TABLE.strip().splitlines())
)
"""The ninety, in the order of the host's list."""


def seeded_value(seed: int, index: int, position: int, start: int) -> str | None:
    """The value that a subscriber has in a field, before anybody changed it.

    Args:
        seed: the world's seed.
        index: the subscriber.
        position: the field's place in `SEED_FIELDS`.
        start: when the world was made (unix seconds).
    """
    found = _steady_or_dated(seed, index, position)
    return _moment(found, SEED_FIELDS[position], start) if isinstance(found, Dated) else found


def seeded_values(seed: int, index: int, start: int) -> tuple[str | None, ...]:
    """The values that a subscriber has in all fields; what doesn't depend on the day is worked out once.

    Args:
        seed: as in `seeded_value`.
        index: as in `seeded_value`.
        start: as in `seeded_value`.
    """
    lasting, dated = _row(seed, index)
    values = list(lasting)
    for position, found in dated:
        values[position] = _moment(found, SEED_FIELDS[position], start)
    return tuple(values)


class Dated(NamedTuple):
    """A value that counts from the moment at which the world was made."""

    days: int
    seconds: int


@functools.lru_cache(maxsize=4096)
def _row(seed: int, index: int) -> tuple[tuple[str | None, ...], tuple[tuple[int, Dated], ...]]:
    """The values that last, in the order of the fields, and those that count from the start, with their places."""
    found = [_steady_or_dated(seed, index, position) for position in range(len(SEED_FIELDS))]
    lasting = tuple(None if isinstance(each, Dated) else each for each in found)
    return lasting, tuple((place, each) for place, each in enumerate(found) if isinstance(each, Dated))


def _steady_or_dated(seed: int, index: int, position: int) -> str | Dated | None:
    field = SEED_FIELDS[position]
    dice = Dice(seed, field.name, index)
    share = dice.below(10_000)
    if share >= field.filled * 100:
        return None if share % 8 else ""
    if field.kind == "boolean":
        return dice.pick(_BOOLEANS)
    if field.kind == "array":
        return dice.pick(_ARRAYS)
    if field.kind == "longtext":
        return " ".join(dice.pick(_SENTENCES) for _ in range(dice.between(2, 14)))
    if field.kind == "number":
        low, _, high = field.values.partition("-")
        return _number(dice, int(low), int(high))
    if field.kind in ("date", "datetime"):
        return Dated(dice.between(*_days(field.values)), dice.below(DAY))
    if field.values.startswith("#"):
        return field.values[1:] % (index % 900 + 101)
    return dice.pick(field.values.split("|"))


def _number(dice: Dice, low: int, high: int) -> str:
    whole = dice.between(low, high)
    # The host keeps numbers as they were written: `3`, `3.50`, `3.0`.
    return f"{whole}.{dice.below(100):02d}" if high > 500 and dice.chance(40) else str(whole)


def _moment(found: Dated, field: SeedField, start: int) -> str:
    then = start + found.days * DAY + found.seconds
    return day(then) if field.kind == "date" else iso(then)


def _days(values: str) -> tuple[int, int]:
    """Two whole numbers with a dash between them, either of which may be negative."""
    split = values.index("-", 1)
    return int(values[:split]), int(values[split + 1 :])


def cut(kind: str, value: str) -> str:
    """A value as the host keeps it: what is over the limit is gone, and nobody is told."""
    return value[: LONGEST.get(kind, 20_000)]
