# SPDX-License-Identifier: MIT
"""What a time zone is looked for by, besides its name: its country, and cities that have no zone of their own.

What reads the zone database's tables is imported when a zone is looked for.
"""

from __future__ import annotations

import functools

from flotui.text.fold import fold
from flotui.text.zones import zone_names

_CITIES = {
    "Africa/Casablanca": "Rabat Marrakesh",
    "Africa/Johannesburg": "Cape Town, Pretoria, Durban",
    "Africa/Lagos": "Abuja",
    "America/Argentina/Buenos_Aires": "La Plata",
    "America/Bogota": "Medellín, Cali, Barranquilla, Cartagena",
    "America/Chicago": "Houston, Dallas, Austin, Central Time",
    "America/Denver": "Salt Lake City, Mountain Time",
    "America/Fortaleza": "Natal, João Pessoa, São Luís, Teresina",
    "America/Guayaquil": "Quito",
    "America/La_Paz": "Santa Cruz de la Sierra, Sucre, Cochabamba",
    "America/Los_Angeles": "San Francisco, San Diego, Seattle, Las Vegas, Pacific Time",
    "America/Mexico_City": "Guadalajara, Puebla",
    "America/New_York": "Washington, Boston, Miami, Atlanta, Philadelphia, Eastern Time",
    "America/Sao_Paulo": "Brasília, Rio de Janeiro, Belo Horizonte, Curitiba, Porto Alegre, Goiânia, "
    "Florianópolis, Vitória",
    "America/Toronto": "Ottawa, Montreal, Quebec",
    "Asia/Dubai": "Abu Dhabi",
    "Asia/Ho_Chi_Minh": "Hanoi, Saigon",
    "Asia/Jerusalem": "Tel Aviv",
    "Asia/Karachi": "Islamabad, Lahore",
    "Asia/Kolkata": "New Delhi, Mumbai, Bangalore, Bengaluru, Chennai, Hyderabad, Calcutta",
    "Asia/Riyadh": "Mecca, Jeddah",
    "Asia/Shanghai": "Beijing, Shenzhen, Guangzhou",
    "Asia/Tokyo": "Osaka, Kyoto",
    "Australia/Sydney": "Canberra",
    "Europe/Berlin": "Munich, Hamburg, Frankfurt, Cologne",
    "Europe/Istanbul": "Ankara, Izmir",
    "Europe/Lisbon": "Porto",
    "Europe/London": "Manchester, Birmingham, Edinburgh",
    "Europe/Madrid": "Barcelona, Valencia, Seville",
    "Europe/Rome": "Milan, Naples, Turin",
    "Europe/Zurich": "Bern, Geneva, Basel",
    "Pacific/Auckland": "Wellington, Christchurch",
}
"""Cities that people name who live by the clocks of another one."""


def places(name: str) -> str:
    """What a zone is found by: its name as words, its countries, cities of it.

    Args:
        name: the zone's name: `America/Sao_Paulo`.
    """
    words = name.replace("/", " ").replace("_", " ")
    return " · ".join(filter(None, (words, _countries().get(name, ""), _CITIES.get(name, ""))))


def zones_by(text: str) -> list[str]:
    """The zones that a text may mean: the one that is called so, else all in which every word of it is found.

    Args:
        text: as a person typed it: `bogota`, `America/Bogota`, `brasilia`.
    """
    wanted = fold(text.replace("/", " ").replace("_", " ")).split()
    if not wanted:
        return []
    found = []
    for name in zone_names():
        parts = [fold(part.replace("_", " ")) for part in name.split("/")]
        phrase = " ".join(wanted)
        if phrase in (" ".join(parts), parts[-1]):
            return [name]
        if all(word in fold(places(name)) for word in wanted):
            found.append(name)
    return found


@functools.cache
def _countries() -> dict[str, str]:
    """The country of each zone that has one, as the zone database says; empty where that can't be read."""
    from importlib.resources import files

    try:
        folder = files("tzdata") / "zoneinfo"
        names = {row[0]: row[-1] for row in _table((folder / "iso3166.tab").read_text("utf-8"))}
        rows = _table((folder / "zone.tab").read_text("utf-8"))
        return {row[2]: names.get(row[0], "") for row in rows if len(row) > 2}
    except (ImportError, OSError, ValueError):
        return {}


def _table(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
