# SPDX-License-Identifier: MIT
from __future__ import annotations

import stat
import subprocess
import sys

import pytest

from flotui.config import credentials
from flotui.config.credentials import Credentials
from flotui.config.errors import ConfigError, KeyringSilent
from flotui.config.log import redact
from flotui.config.paths import Paths
from flotui.config.secret import Secret

TOKEN = "12|averysecrettoken"


class Ring:
    """A keyring as the library has them."""

    name = "test ring"
    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.broken = False

    def get_password(self, service: str, name: str) -> str | None:
        self._check()
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, token: str) -> None:
        self._check()
        self.kept[service, name] = token

    def refuse(self, service: str, name: str) -> None:
        raise RuntimeError("not now")

    def delete_password(self, service: str, name: str) -> None:
        self._check()
        del self.kept[service, name]

    def _check(self) -> None:
        if self.broken:
            raise RuntimeError("the collection is locked")


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    ring = Ring()
    monkeypatch.setattr(credentials, "_keyring", lambda: ring)
    return ring


def test_without_a_keyring_the_file_keeps_tokens(paths: Paths) -> None:
    kept = Credentials(paths)
    assert kept.get("acme") is None
    assert kept.set("acme", TOKEN) == "file"
    assert stat.S_IMODE(paths.credentials_file.stat().st_mode) == 0o600
    assert kept.get("acme") == TOKEN
    kept.set("other", "another-token")
    kept.delete("acme")
    assert (kept.get("acme"), kept.get("other")) == (None, "another-token")
    kept.delete("acme")


def test_with_a_keyring_no_file_is_written(paths: Paths, ring: Ring) -> None:
    kept = Credentials(paths)
    assert kept.set("acme", TOKEN) == "keyring"
    assert not paths.credentials_file.exists()
    assert kept.get("acme") == TOKEN
    kept.delete("acme")
    assert kept.get("acme") is None
    assert not ring.kept


def test_a_keyring_takes_over_what_the_file_had(
    paths: Paths, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(credentials, "_keyring", lambda: None)
        Credentials(paths).set("acme", "old-token-old-token")
    Credentials(paths).set("acme", TOKEN)
    assert "old-token" not in paths.credentials_file.read_text()
    assert Credentials(paths).get("acme") == TOKEN


def test_a_locked_keyring_falls_back_to_the_file(paths: Paths, ring: Ring) -> None:
    ring.broken = True
    kept = Credentials(paths)
    assert kept.set("acme", TOKEN) == "file"
    assert kept.get("acme") == TOKEN
    with pytest.raises(KeyringSilent, match=r"whether it has the API key of other: it may be locked\.$"):
        kept.get("other")
    with pytest.raises(KeyringSilent):
        kept.delete("acme")
    ring.broken = False
    assert kept.get("acme") is None


def test_a_keyring_that_deletes_nothing_is_told(
    paths: Paths, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Credentials(paths)
    kept.delete("acme")
    kept.set("acme", TOKEN)
    monkeypatch.setattr(Ring, "delete_password", Ring.refuse)
    with pytest.raises(KeyringSilent, match=r"^The keyring didn't delete the API key of acme\.$"):
        kept.delete("acme")


def test_a_keyring_that_keeps_nothing_is_not_relied_on(
    paths: Paths, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ring, "set_password", lambda *_: None)
    assert Credentials(paths).set("acme", TOKEN) == "file"
    assert Credentials(paths).get("acme") == TOKEN


def test_homes_do_not_share_a_keyrings_entries(paths: Paths, ring: Ring) -> None:
    Credentials(paths).set("acme", TOKEN)
    elsewhere = Paths.find({"FLOTUI_HOME": str(paths.config / "elsewhere")})
    assert Credentials(elsewhere).get("acme") is None


def test_a_token_in_the_file_does_not_wake_the_keyring(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    Credentials(paths).set("acme", TOKEN)

    def woken() -> None:
        raise AssertionError("the keyring was asked")

    monkeypatch.setattr(credentials, "_keyring", woken)
    assert Credentials(paths).get("acme") == TOKEN


def test_nothing_imports_keyring_before_a_token_is_needed() -> None:
    code = (
        "import sys; import flotui.config.options, flotui.config.login, flotui.cli; "
        "assert 'keyring' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_open_file_is_closed_when_it_is_read(paths: Paths) -> None:
    kept = Credentials(paths)
    kept.set("acme", TOKEN)
    assert not kept.tighten()
    paths.credentials_file.chmod(0o644)
    assert kept.get("acme") == TOKEN
    assert stat.S_IMODE(paths.credentials_file.stat().st_mode) == 0o600
    paths.credentials_file.chmod(0o640)
    assert kept.tighten()


@pytest.mark.parametrize("text", ["tokens = 1", "[tokens]\nacme = 1"])
def test_a_wrong_file_is_named_but_not_quoted(paths: Paths, text: str) -> None:
    paths.credentials_file.write_text(text)
    with pytest.raises(ConfigError, match=r"credentials\.toml: tokens must be a table"):
        Credentials(paths).get("acme")


def test_a_known_token_is_never_logged(paths: Paths) -> None:
    Credentials(paths).set("acme", "some-unusual-token-1")
    assert redact("sent some-unusual-token-1 to x") == "sent [token] to x"


def test_a_secret_hides_itself_and_is_still_a_string(paths: Paths) -> None:
    Credentials(paths).set("acme", TOKEN)
    token = Credentials(paths).get("acme")
    assert isinstance(token, Secret)
    assert TOKEN not in repr(token)
    assert TOKEN not in repr({"token": token})
    assert f"Bearer {token}" == f"Bearer {TOKEN}"
