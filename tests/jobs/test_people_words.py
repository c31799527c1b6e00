# SPDX-License-Identifier: MIT
"""What the columns of a file of people are called, in the languages of those who make one."""

from __future__ import annotations

import pytest

from flotui.api.models.flow import UserField
from flotui.jobs.sheet.people_words import BotThings, PeopleColumns
from flotui.resources.reading import named


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Telefone", "phone"),
        ("Teléfono", "phone"),
        ("Телефон", "phone"),
        ("手机", "phone"),
        ("Correo electrónico", "email"),
        ("E-Mail-Adresse", "email"),
        ("Nome completo", "name"),
        ("Prénom", "first_name"),
        ("Apellidos", "last_name"),
        ("Género", "gender"),
        ("Etiquetas", "tags"),
        ("+Étiquettes", "+tags"),
        ("- etiquetas", "-tags"),
    ],
)
def test_usual_names_in_other_languages_are_known(heading: str, target: str) -> None:
    columns = PeopleColumns(BotThings((), (), (), lambda rows, name, what: None))
    assert columns.target_of(heading) == target


@pytest.mark.parametrize("heading", ["user_fields.city", "field.city", "city"])
def test_a_user_field_is_known_by_what_the_api_command_calls_its_column(heading: str) -> None:
    city = UserField.read({"var_ns": "f1v1", "name": "city", "var_type": "text"})
    assert PeopleColumns(BotThings((city,), (), (), named)).target_of(heading) == "field:f1v1"
