# SPDX-License-Identifier: MIT
"""Which keyring is good enough, with the library itself."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import NotAuthorised
from flotui.config import credentials
from flotui.doctor.bot import keyring
from tests.support.bot import Bot

# Taken before the folder's fixture puts a stand-in in its place.
CHOOSE = credentials._keyring


def library(monkeypatch: pytest.MonkeyPatch, backend: Any) -> None:
    module = ModuleType("keyring")
    module.get_keyring = lambda: backend  # type: ignore[attr-defined]
    module.errors = ModuleType("keyring.errors")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", module.errors)


def test_a_real_keyring_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = SimpleNamespace(priority=5)
    library(monkeypatch, backend)
    assert CHOOSE() is backend


@pytest.mark.parametrize("priority", [0, -1, 0.5])
def test_one_that_keeps_plain_text_or_nothing_is_not(
    monkeypatch: pytest.MonkeyPatch, priority: float
) -> None:
    library(monkeypatch, SimpleNamespace(priority=priority))
    assert CHOOSE() is None


def test_one_that_fails_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    library(monkeypatch, object())
    assert CHOOSE() is None


def test_without_the_library_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert CHOOSE() is None


@pytest.mark.parametrize("backend", [SimpleNamespace(priority=0), object()])
def test_a_library_without_a_keyring_gets_a_sentence(monkeypatch: pytest.MonkeyPatch, backend: Any) -> None:
    monkeypatch.setattr(credentials, "_keyring", CHOOSE)
    library(monkeypatch, backend)
    finding = keyring()
    assert finding.status == "warn" and "no keyring answers here" in finding.message
    assert "credentials.toml" in finding.message


def test_where_it_is_not_installed_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_keyring", CHOOSE)
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert keyring().status == "ok"
    assert credentials.keyring_trouble() == ""


async def test_a_missing_key_says_that_the_keyring_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_keyring", CHOOSE)
    library(monkeypatch, object())
    workspace = await Bot().open(token="")
    try:
        with pytest.raises(NotAuthorised, match=r"There is no API key for demo.*no keyring answers here"):
            await workspace.reader.ask(Call.of("UserInfo"))
    finally:
        await workspace.close()
