# SPDX-License-Identifier: MIT
"""What the columns of a file of people can hold: who is meant, and what of them is changed.

A user field's column has its name or id, `field.city` where that is something else's too. A tag's is `+vip`, `-vip`
or `tag:vip`, with yes in the cells of those who get it; `tags` has the names in its cells: `vip`, `+vip -paid`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from flotui.api.errors import Malformed
from flotui.api.models.flow import Tag, UserField
from flotui.api.models.team import TeamLabel
from flotui.jobs.sheet.lines import SheetTable
from flotui.jobs.sheet.names import plain

N = TypeVar("N", UserField, Tag, TeamLabel)


class FindByName(Protocol):
    """Finds the one of some rows that has a name or an id."""

    def __call__(self, rows: Sequence[N], name: str, noun: str, /) -> N:
        """The row; `noun` is what such a row is called.

        Raises:
            Malformed: where it isn't exactly one.
        """


OWN = ("user_ns", "user_id", "phone", "email")
"""What names a subscriber beside a user field."""
PROFILE = {
    "name": "name",
    "first_name": "first_name",
    "last_name": "last_name",
    "gender": "gender",
    "new_phone": "phone",
    "new_email": "email",
}
"""What changes the profile, and what the host calls it."""
CONSENTS = {"optin_email": "email", "optin_sms": "sms", "subscribed": "bot"}
"""What changes an opt-in, by the name that edits have for it."""
MARKS = ("tags", "+tags", "-tags", "labels", "+labels", "-labels")
"""Columns whose cells name tags and labels."""
READ_TYPES = frozenset({"number", "boolean", "date", "datetime", "array"})
"""The types of user fields whose values are read; those of any other are text."""
NO = "-"
"""What a column holds that is passed over, where somebody says so."""

TITLES = {
    "user_ns": "Id",
    "user_id": "Channel's id",
    "phone": "Phone",
    "email": "E-mail",
    "name": "Name",
    "first_name": "First name",
    "last_name": "Last name",
    "gender": "Gender",
    "new_phone": "New phone",
    "new_email": "New e-mail",
    "optin_email": "E-mail opt-in",
    "optin_sms": "SMS opt-in",
    "subscribed": "Subscribed",
    "tags": "Tags",
    "+tags": "Add tags",
    "-tags": "Remove tags",
    "labels": "Labels",
    "+labels": "Add labels",
    "-labels": "Remove labels",
}
"""What each is called on screen."""
_CALLED = {
    "user_ns": ("id", "user ns", "subscriber id"),
    "user_id": ("user id", "channel id", "whatsapp id"),
    "phone": ("phone", "phone number"),
    "email": ("email", "e mail", "email address", "e mail address"),
    "name": ("name", "full name"),
    "first_name": ("first name",),
    "last_name": ("last name",),
    "gender": ("gender",),
    "new_phone": ("new phone",),
    "new_email": ("new email", "new e mail"),
    "optin_email": ("optin email", "email opt in", "e mail opt in", "opted in email"),
    "optin_sms": ("optin sms", "sms opt in", "opted in sms"),
    "subscribed": ("subscribed", "subscribed to bot"),
    "tags": ("tags", "tag"),
    "+tags": ("add tags", "add tag"),
    "-tags": ("remove tags", "remove tag"),
    "labels": ("labels", "label"),
    "+labels": ("add labels", "add label"),
    "-labels": ("remove labels", "remove label"),
}
"""What flotui and the host call them, the surest first."""
_ELSEWHERE = {
    "phone": (
        "mobile", "mobile phone", "mobile number", "mobile phone number", "cell", "cell phone", "primary phone",
        "billing phone",
        "phone 1 value", "tel", "telephone", "telephone number", "whatsapp", "whatsapp number", "whatsapp phone number",
        "telefone", "telefone celular", "numero de telefone", "n de telefone", "celular", "numero de celular", "fone",
        "numero de whatsapp", "telefono", "telefono movil", "movil", "numero de telefono", "n de telefono",
        "telephone portable", "numero de telephone", "n de telephone", "portable", "handy", "handynummer", "telefon",
        "telefonnummer", "rufnummer", "mobil", "mobiltelefon", "mobilnummer", "cellulare", "numero di telefono",
        "telefoon", "telefoonnummer", "mobiel", "numer telefonu", "телефон", "номер телефона", "电话", "电话号码", "手机",
        "手机号", "電話番号",
    ),
    "email": (
        "mail", "primary email", "billing email", "e mail 1 value", "email 1 value", "correo", "correo electronico",
        "direccion de correo electronico", "courriel", "adresse e mail", "adresse email", "endereco de e mail",
        "endereco de email", "e mail adresse", "posta elettronica", "indirizzo e mail", "indirizzo email", "e mailadres",
        "adres e mail", "почта", "электронная почта", "邮箱", "电子邮件", "メールアドレス",
    ),
    "name": (
        "contact name", "customer name", "nome", "nome completo", "nombre completo", "nombre y apellidos", "nom complet",
        "vollstandiger name", "naam", "volledige naam", "имя", "姓名",
    ),
    "first_name": (
        "given name", "firstname", "billing first name", "primeiro nome", "nombre", "prenom", "vorname", "voornaam",
    ),
    "last_name": (
        "family name", "surname", "lastname", "sobrenome", "apellido", "apellidos", "nom", "nom de famille", "nachname",
        "familienname", "billing last name", "cognome", "achternaam", "фамилия",
    ),
    "gender": ("sex", "genero", "sexo", "geschlecht", "sesso", "geslacht"),
    "tags": ("etiquetas", "etiquettes", "etichette", "schlagworte", "теги", "标签"),
}  # fmt: skip
"""What other programs and other languages call them."""
_TARGETS = {
    name: target for names in (_ELSEWHERE, _CALLED) for target, found in names.items() for name in found
}


class BotThings(NamedTuple):
    """What a bot has that columns and cells may name."""

    fields: Sequence[UserField]
    tags: Sequence[Tag]
    labels: Sequence[TeamLabel]
    find: FindByName


class ByName(Generic[N]):
    """The rows of a list by their names and ids. Each name is looked up once: a file has a hundred thousand cells."""

    def __init__(self, find: FindByName, rows: Sequence[N], noun: str) -> None:
        """
        Args:
            find: looks a name up.
            rows: all of the list.
            noun: what one of them is called.
        """
        self._find = find
        self._rows: Sequence[N] = rows
        self._noun = noun
        self._known: dict[str, N | Malformed] = {}

    def __getitem__(self, name: str) -> N:
        """The row of a name or an id.

        Raises:
            Malformed: when that isn't exactly one.
        """
        if name not in self._known:
            try:
                self._known[name] = self._find(self._rows, name, self._noun)
            except Malformed as error:
                self._known[name] = error
        found = self._known[name]
        if isinstance(found, Malformed):
            raise found
        return found

    def __contains__(self, name: str) -> bool:
        try:
            self[name]
        except Malformed:
            return False
        return True


class PeopleColumns:
    """The columns of a file of people."""

    noun = "subscriber"
    example = "phone, name, city, tags"
    identifiers = "id, phone or email"
    changes = "name, tags, labels, a user field"

    def __init__(self, things: BotThings) -> None:
        """
        Args:
            things: what the bot has.
        """
        self.things = things
        self.fields = {each.var_ns: each for each in things.fields}
        """The user fields by id."""
        self.tags = {each.tag_ns: each for each in things.tags}
        """The tags by id."""
        self._found: dict[str, str] = {}
        self.fields_by_name = ByName(things.find, things.fields, "user field")
        self.tags_by_name = ByName(things.find, things.tags, "tag")
        self.labels_by_name = ByName(things.find, things.labels, "label")
        self.identity = (*OWN, *(f"by:{each}" for each in self.fields))
        self.naming = self.identity
        self.changing = (
            *PROFILE,
            *CONSENTS,
            *MARKS,
            *(f"field:{each}" for each in self.fields),
            *(f"{sign}tag:{each}" for sign in ("", "+", "-") for each in self.tags),
        )

    def title(self, target: str) -> str:
        """What a target is called on screen."""
        if target in TITLES:
            return TITLES[target]
        kind, _, row_id = target.partition(":")
        if kind == "by":
            return f"Found by {self.fields[row_id].name}"
        if kind == "field":
            return self.fields[row_id].name
        verb = {"+tag": "Add tag ", "-tag": "Remove tag "}.get(kind, "Tag ")
        return f"{verb}{self.tags[row_id].name}"

    def is_text(self, target: str) -> bool:
        """Whether a column sets a text: of the profile, or of a user field whose type is text."""
        kind, _, row_id = target.partition(":")
        return target in PROFILE or (kind == "field" and self.fields[row_id].var_type not in READ_TYPES)

    def target_of(self, name: str) -> str:
        """What a column called so holds; empty for nothing that is read.

        Args:
            name: as it is written in the file.
        """
        if name not in self._found:
            self._found[name] = self._target(name.strip())
        return self._found[name]

    def _target(self, name: str) -> str:
        if name[:1] in ("+", "-") and (rest := name[1:].strip()):
            listed = _TARGETS.get(plain(rest), "")
            return f"{name[0]}{listed}" if listed in ("tags", "labels") else self._tag(name[0], rest)
        own = _TARGETS.get(plain(name), "")
        if own and (plain(name) in _CALLED[own] or not self._thing("field", name)):
            return own  # what only others call so may be a field of this bot
        for begins, what in (
            ("field", "field"),
            ("user_fields", "field"),
            ("by", "by"),
            ("tag", "tag"),
            ("add tag", "+"),
            ("remove tag", "-"),
        ):
            if (rest := _after(name, begins)) and (found := self._thing(what, rest)):
                return found
        return self._thing("field", name)

    def _thing(self, what: str, name: str) -> str:
        if what in ("field", "by"):
            try:
                return f"{what}:{self.fields_by_name[name].var_ns}"
            except Malformed:
                return ""
        return self._tag("" if what == "tag" else what, name)

    def _tag(self, sign: str, name: str) -> str:
        try:
            return f"{sign}tag:{self.tags_by_name[name].tag_ns}"
        except Malformed:
            return ""

    def rank(self, name: str, target: str) -> int:
        """How sure a column's name is for what it holds: 0 for our own, more for others."""
        own, found = _CALLED.get(target, ()), plain(name)
        return own.index(found) if found in own else len(own)

    def is_own(self, name: str) -> bool:
        """Whether a column has one of flotui's own names, or a thing's of the bot."""
        found = plain(name)
        return found not in _TARGETS or found in _CALLED.get(self.target_of(name), (found,))

    def correct(self, table: SheetTable, found: dict[str, list[int]]) -> None:
        """A field by which people are found is changed by no other column."""
        for target in [each for each in found if each.startswith("by:")]:
            found.pop(f"field:{target[3:]}", None)

    def refuses(self, table: SheetTable, target: str, index: int, found: Mapping[str, object]) -> bool:
        """Nothing of a column's cells tells that it is something else's."""
        return False

    def own_names(self, target: str) -> Sequence[str]:
        """Names of a target's columns that need no word about what they are taken for."""
        kind, _, row_id = target.partition(":")
        if kind in ("field", "by"):
            name = self.fields[row_id].name
            return name, f"{kind} {name}", row_id
        if target in TITLES:
            return _CALLED[target][0], TITLES[target]
        return self.tags[row_id].name, f"tag {self.tags[row_id].name}", self.title(target)


def _after(name: str, begins: str) -> str:
    """What follows a word and a colon, a dot or a blank at the beginning of a name; empty for nothing."""
    head, rest = name[: len(begins)], name[len(begins) :]
    return rest[1:].strip() if head.lower() == begins and rest[:1] in (":", ".", " ") else ""
