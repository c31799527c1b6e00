# SPDX-License-Identifier: MIT
"""Currencies as they are written beside an amount and in the name of its column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from flotui.text.clean import compact

_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD "
    "HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL "
    "LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR "
    "PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP "
    "TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
)
"""ISO 4217."""
_DOLLARS = (
    "ARS AUD BBD BMD BND BSD BZD CAD CLP COP CVE DOP FJD GYD HKD JMD KYD LRD MXN NAD NIO NZD SBD SGD SRD TTD TWD USD "
    "UYU XCD BRL"
)
_SIGNS = {
    "$": _DOLLARS,
    "US$ U$S U$ US": "USD",
    "R$": "BRL",
    "MX$ Mex$": "MXN",
    "AR$": "ARS",
    "COL$ CO$": "COP",
    "RD$": "DOP",
    "$U UY$": "UYU",
    "A$ AU$": "AUD",
    "C$": "CAD NIO",
    "CA$": "CAD",
    "HK$": "HKD",
    "NT$": "TWD",
    "NZ$": "NZD",
    "S$ SG$": "SGD",
    "J$": "JMD",
    "TT$": "TTD",
    "€": "EUR",
    "£": "GBP EGP LBP FKP GIP SHP SDG SSP SYP",
    "¥": "JPY CNY",
    "CN¥ RMB 元 圆 元人民币": "CNY",
    "JP¥ 円": "JPY",
    "₹": "INR",
    "Rs Rs.": "INR PKR LKR NPR MUR SCR",
    "₽ руб руб. р.": "RUB",
    "₩ 원": "KRW",
    "₺ TL": "TRY",
    "₴ грн грн.": "UAH",
    "₫ đ VNĐ": "VND",
    "₪": "ILS",
    "₱": "PHP CUP",
    "₦": "NGN",
    "฿ บาท": "THB",
    "₡": "CRC SVC",
    "₲ Gs Gs.": "PYG",
    "₵ GH₵": "GHS",
    "₸": "KZT",
    "₾": "GEL",
    "₼": "AZN",
    "৳": "BDT",
    "₮": "MNT",
    "₭": "LAK",
    "៛": "KHR",
    "S/ S/.": "PEN",
    "Bs Bs.": "BOB VES",
    "B/.": "PAB",
    "Q": "GTQ",
    "L": "HNL",
    "R": "ZAR",
    "RM": "MYR",
    "Rp Rp.": "IDR",
    "zł zl": "PLN",
    "kr kr.": "SEK NOK DKK ISK",
    "Kč": "CZK",
    "Ft": "HUF",
    "lei leu": "RON MDL",
    "лв лв.": "BGN",
    "дин дин. din din.": "RSD",
    "ден ден.": "MKD",
    "KM": "BAM",
    "Fr Fr. SFr SFr.": "CHF",
    "KSh Ksh. TSh USh": "KES TZS UGX",
    "FCFA CFA": "XOF XAF",
    "DH Dhs د.إ": "AED MAD",
    "ر.س ريال ریال": "SAR QAR OMR YER IRR",
    "ج.م": "EGP",
    "د.ت DT": "TND",
}
"""What else is written for them, and which it may mean."""

_MEANS = {code.casefold(): frozenset([code]) for code in _CODES.split()} | {
    sign.casefold(): frozenset(codes.split()) for signs, codes in _SIGNS.items() for sign in signs.split()
}
_ALSO_ELSE = "Q L R KM Ft ALL BOB CUP GEL MAD MOP NAD PEN RON SOS TOP TRY"
_ONLY_SO = {each.casefold(): each for each in _ALSO_ELSE.split()}
"""Letters, words and units that are a currency too, as that is written."""
_CENTS = re.compile(r"[.,][0-9]{1,2}\Z")
WORDS = frozenset(_MEANS)
"""Everything that means a currency, in lower case."""

_ONE = re.compile("|".join(map(re.escape, sorted(_MEANS, key=len, reverse=True))))
_AMOUNT = re.compile(
    r"(?P<minus>-?)(?P<before>[^0-9]*)(?P<amount>[0-9](?:[0-9.,' ]*[0-9])?)(?P<after>[^0-9]*)"
)
_LONGEST = 60
"""Characters that an amount may have."""
_PARTING = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")
"""What keeps lines and columns apart, not thousands."""


_NONE: frozenset[str] = frozenset()


class WrittenAmount(NamedTuple):
    """An amount as it is written in a cell."""

    text: str
    """The number, with blanks inside as plain ones."""
    currency: str = ""
    """What is beside it, as it is written."""
    means: frozenset[str] = _NONE
    """The currencies that this may be, by their codes."""


_NO_CENTS = re.compile(r"(?<=[0-9])(?:/-|[.,]-{1,2})(?=[^0-9]*$)")
"""What stands for no cents: `500/-`, `9,-`, `CHF 9.-`."""


def split(text: str) -> WrittenAmount:
    """An amount without its currency; the whole text where it isn't one with at most one currency.

    Args:
        text: the cell.
    """
    if not set(text.strip()).isdisjoint(_PARTING):
        return WrittenAmount(text.strip())
    shown = _NO_CENTS.sub("", compact(text).replace("\u2019", "'"))
    found = _AMOUNT.fullmatch(shown) if len(shown) <= _LONGEST else None
    if found is None:
        return WrittenAmount(shown)
    signs = [sign for sign in (found["before"].strip(), found["after"].strip()) if sign]
    if not (_stands_so(found["before"], found["amount"]) and _stands_so(found["after"])):
        return WrittenAmount(shown)
    means = _NONE if not signs else frozenset.intersection(*map(_meant, signs))
    if signs and not means:
        return WrittenAmount(shown)
    return WrittenAmount(found["minus"] + found["amount"], " ".join(signs), means)


def _stands_so(text: str, amount: str = "") -> bool:
    """Whether what is beside an amount is surely written for a currency: of a letter or a word only with a blank and in
    capitals, as a mistyped `l9` and `5km` aren't; a letter in front of cents is one too: `Q150.00`.

    Args:
        text: what is there, with its blanks.
        amount: what it is in front of; nothing behind an amount.
    """
    sign = text.strip()
    if sign.casefold() not in _ONLY_SO:
        return True
    apart = sign != text or (len(sign) == 1 and _CENTS.search(amount) is not None)
    return apart and sign == _ONLY_SO[sign.casefold()]


def _meant(sign: str) -> frozenset[str]:
    """The currencies that a sign may mean, or two beside each other; none where it isn't one."""
    sign = sign.casefold()
    if sign in _MEANS:
        return _MEANS[sign]
    parts = _ONE.findall(sign)
    if len(parts) != 2 or "".join(parts) != "".join(sign.split()):
        return _NONE
    return _MEANS[parts[0]] & _MEANS[parts[1]]


def currencies_of(amounts: Iterable[str]) -> dict[frozenset[str], str]:
    """The currencies that are beside amounts: which each may be, and how it is first written.

    Args:
        amounts: the cells.
    """
    found: dict[frozenset[str], str] = {}
    for each in map(split, amounts):
        if each.currency:
            found.setdefault(each.means, each.currency)
    return found
