# SPDX-License-Identifier: MIT
"""What the columns of a file of people are called, in the languages of those who make one."""

from __future__ import annotations

import pytest

from flotui.api.models.flow import Tag, UserField
from flotui.jobs.sheet.people_request import asked
from flotui.jobs.sheet.people_words import BotThings, PeopleColumns
from flotui.resources.reading import named
from tests.support.each_of import each_of


@each_of(
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
        ("N° de téléphone", "phone"),
        ("Número de WhatsApp", "phone"),
        ("E-mail 1 - Value", "email"),
        ("Phone 1 - Value", "phone"),
        ("Adresse e-mail", "email"),
        ("billing_phone", "phone"),
        ("billing_email", "email"),
        ("billing_first_name", "first_name"),
        ("billing_last_name", "last_name"),
        ("shipping_phone", ""),
        ("Nombre y apellidos", "name"),
        ("Phone 1 - Label", ""),
        ("Work phone", ""),
    ],
)
def test_usual_names_in_other_languages_and_programs_are_known(heading: str, target: str) -> None:
    columns = PeopleColumns(BotThings((), (), (), named))
    assert columns.target_of(heading) == target


@pytest.mark.parametrize("heading", ["user_fields.city", "field.city", "city"])
def test_a_user_field_is_known_by_what_the_api_command_calls_its_column(heading: str) -> None:
    city = UserField.read({"var_ns": "f1v1", "name": "city", "var_type": "text"})
    assert PeopleColumns(BotThings((city,), (), (), named)).target_of(heading) == "field:f1v1"


@pytest.mark.parametrize("name", ["mobile", "billing_email", "etiquetas"])
def test_a_field_of_the_bot_goes_before_what_only_others_call_so(name: str) -> None:
    field = UserField.read({"var_ns": "f1v1", "name": name, "var_type": "text"})
    columns = PeopleColumns(BotThings((field,), (), (), named))
    assert columns.target_of(name) == "field:f1v1" and columns.is_own(name)
    assert not PeopleColumns(BotThings((), (), (), named)).is_own(name)
    phone = UserField.read({"var_ns": "f1v2", "name": "phone", "var_type": "text"})
    assert PeopleColumns(BotThings((phone,), (), (), named)).target_of("phone") == "phone"


def test_a_name_with_a_comma_or_a_sign_is_one_where_a_tag_has_it() -> None:
    tags = [Tag(tag_ns=f"f1t{n}", name=name) for n, name in enumerate(("vip, gold", "-old", "vip", "old"))]
    words = PeopleColumns(BotThings([], tags, [], named))
    found = asked(words, {"tags": "vip, gold|-old|+vip"})
    assert [each.name for each in found.add_tags] == ["vip, gold", "-old", "vip"]
    assert asked(words, {"tags": "vip, -old"}).add_tags == [tags[2], tags[1]]
    assert asked(words, {"tags": "-vip"}).remove_tags == [tags[2]]
    assert "There is no tag called gold" in asked(words, {"tags": "gold, vip"}).bad[0]
