# SPDX-License-Identifier: MIT
"""What the columns of a file of people are called, in the languages of those who make one."""

from __future__ import annotations

import pytest

from flotui.jobs.sheet.people_words import BotThings, PeopleColumns


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
