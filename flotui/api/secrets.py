# SPDX-License-Identifier: MIT
"""Which values are credentials, and how they are struck out wherever something is shown or kept."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection

from flotui.api.call import Call, canonical
from flotui.api.exact import Json
from flotui.text.patterns import later

MASK = "••••••••"
"""What is in a credential's place."""

_WHOLLY = "/integration/"
"""The paths whose answers hold other companies' credentials in plain text (behaviour.md, Secrets)."""
_NAME = later(
    r"(^|[_\-. ])(api[_\-. ]?keys?|(access|secret|private|auth|refresh)[_\-. ]?(key|token)|token|secret"
    r"|passw(or)?d|passwd|credentials?|bearer|authori[sz]ation)([_\-. ]|$)"
)
_LOOKS = later(
    r"(sk|pk|rk|tok|whsec|gh[a-z]|github_pat|xox[a-z]|glpat)[-_](?=[\w\-]*\d)[\w\-]{8,}"
    r"|eaa(?=\w*\d)\w{17,}|akia\w{12,}|eyj\w+\.eyj",
    re.I,
)
"""Values that look like credentials whatever they are called: a maker's prefix, and a digit in what follows."""
_CAMEL = later(r"(?<=[a-z0-9])(?=[A-Z])")
_LONG = 6
"""The characters that a credential has at least, so that it is looked for within words."""
_KEPT = frozenset({"status", "message"})


@functools.lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether a value under this key is a credential: `api_key`, `accessToken`, `current_password`."""
    return _NAME.search(_CAMEL.sub("_", name).lower()) is not None


def looks_secret(value: str) -> bool:
    """Whether a value looks like a credential, whatever it is called: `sk-…`, `eyJ….eyJ…`."""
    return _LOOKS.match(value) is not None


def is_credential(name: str, value: object) -> bool:
    """Whether a named value is a credential: by its name, by how it looks, or because it was struck out before.

    Args:
        name: what it is called.
        value: the value, as JSON; an empty one is none.
    """
    if value is None or value == "":
        return False
    return is_secret(name) or (isinstance(value, str) and (value == MASK or looks_secret(value)))


def holds_secrets(path: str) -> bool:
    """Whether all that an operation's path answers is to be taken for credentials."""
    return path.startswith(_WHOLLY)


def masked(value: object, *, wholly: bool = False) -> Json:
    """A JSON value with its credentials struck out: the very same value where it has none.

    Args:
        value: the value.
        wholly: whether everything in it is one, but `status` and `message` at its top.
    """
    if wholly:
        if isinstance(value, dict):
            return {key: each if key in _KEPT else _struck(each) for key, each in value.items()}
        return _struck(value)
    if isinstance(value, dict):
        return _masked_object(value)
    if isinstance(value, list):
        changed = [(at, new) for at, each in enumerate(value) if (new := _inside(each)) is not each]
        if not changed:
            return value
        found = list(value)
        for at, new in changed:
            found[at] = new
        return found
    return value


def _inside(value: Json) -> Json:
    kind = type(value)
    return _masked_object(value) if kind is dict else masked(value) if kind is list else value


def _masked_object(value: dict[str, object]) -> dict[str, Json]:
    """An object without its credentials. Nearly none has any, so nothing is built anew before one is found."""
    changed: dict[str, Json] = {}
    for key in _secret_keys(tuple(value)):
        changed[key] = _struck(value[key])
    # A row such as {"name": "openai_key", "value": "sk-…"}: its name says what its value is.
    named = value.get("value")
    if named is not None and isinstance(name := value.get("name"), str) and is_credential(name, named):
        changed["value"] = _struck(named)
    for key, each in value.items():
        kind = type(each)
        if (kind is dict or kind is list) and key not in changed and (new := _inside(each)) is not each:
            changed[key] = new
    return {**value, **changed} if changed else value


@functools.lru_cache(maxsize=1024)
def _secret_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Which of an object's keys are a credential's: rows of a list all have the same keys."""
    return tuple(key for key in keys if is_secret(key))


def credentials_in(value: object) -> set[str]:
    """The texts in a JSON value that are credentials: what `masked` strikes out, and what looks like one."""
    found: set[str] = set()
    _gather(value, masked(value), found)
    return found


def _gather(value: Json, struck: Json, found: set[str]) -> None:
    if isinstance(value, dict):
        for key, each in value.items():
            _gather(each, struck[key], found)
    elif isinstance(value, list):
        for each, other in zip(value, struck, strict=True):
            _gather(each, other, found)
    elif value != MASK and (struck == MASK or (isinstance(value, str) and looks_secret(value))):
        found.add(str(value))


def without(value: object, credentials: Collection[str]) -> Json:
    """A JSON value in which texts that are known to be credentials are struck out, wherever they stand.

    Args:
        value: the value.
        credentials: the texts.
    """
    if isinstance(value, dict):
        return {key: without(each, credentials) for key, each in value.items()}
    if isinstance(value, list):
        return [without(each, credentials) for each in value]
    if isinstance(value, bool) or value is None or not credentials:
        return value
    if str(value) in credentials:
        return MASK
    return _cut_out(value, credentials) if isinstance(value, str) else value


def _cut_out(text: str, credentials: Collection[str]) -> str:
    for each in sorted(credentials, key=len, reverse=True):
        # A short one may be part of any word.
        pattern = re.escape(each) if len(each) >= _LONG else rf"(?<!\w){re.escape(each)}(?!\w)"
        text = re.sub(pattern, MASK, text)
    return text


def _struck(value: object) -> Json:
    if isinstance(value, dict):
        return {key: _struck(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_struck(each) for each in value]
    return value if value is None or value == "" or isinstance(value, bool) else MASK


def redacted(call: Call) -> Call:
    """The call with the credentials among its arguments struck out: what may be kept on disk."""
    query = tuple((name, MASK if is_secret(name) and value else value) for name, value in call.query)
    body = call.body
    if body is not None:
        struck = masked(call.json)
        body = canonical(struck) if struck != call.json else body
    return Call(call.operation_id, call.path, query, body)


def is_redacted(call: Call) -> bool:
    """Whether something was struck out of a call, so that it can't be sent as it stands."""
    return MASK in (call.body or "") or any(value == MASK for _, value in call.query)
