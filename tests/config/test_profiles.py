# SPDX-License-Identifier: MIT
from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from flotui.config import credentials
from flotui.config.credentials import Credentials
from flotui.config.errors import ConfigError, ProfileReplaced
from flotui.config.login import forget, remember
from flotui.config.paths import Paths, locked
from flotui.config.profile import (
    AD_HOC,
    DEFAULT_BASE_URL,
    Profile,
    demo_profile,
    make_profile,
    normalise_base_url,
    suggest_name,
)
from flotui.config.profiles import Profiles
from flotui.config.resolving import BASE_URL_VARIABLE, TOKEN_VARIABLE, resolve, token_of

ACME = make_profile("acme", DEFAULT_BASE_URL, prefix="f1284", bot="Acme Retail", workspace="Agency")
OTHER = make_profile("other", "https://chat.example/api", prefix="f7")


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("https://app.flochat.ai/api", "https://app.flochat.ai/api"),
        ("  HTTPS://App.Flochat.AI:443/api// ", "https://app.flochat.ai/api"),
        ("app.flochat.ai", "https://app.flochat.ai/api"),
        ("chat.example/v2/API", "https://chat.example/v2/API"),
        ("http://127.0.0.1:8600/api", "http://127.0.0.1:8600/api"),
        ("localhost:8600", "http://localhost:8600/api"),
        ("http://localhost:80", "http://localhost/api"),
        ("http://[::1]:8600/api", "http://[::1]:8600/api"),
        ("\ufeffhttps://app.flo\u200bchat.ai/api\xa0", "https://app.flochat.ai/api"),
        ("\u2068app.flochat.ai\u2069", "https://app.flochat.ai/api"),
        ("“https://app.flochat.ai/api”", "https://app.flochat.ai/api"),
        ("<https://app.flochat.ai/api/>,", "https://app.flochat.ai/api"),
        ("'localhost:8600';", "http://localhost:8600/api"),
    ],
)
def test_base_urls_are_written_in_one_way(given: str, normal: str) -> None:
    assert normalise_base_url(given) == normal
    assert normalise_base_url(normal) == normal


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "has no host"),
        ("https://", "has no host"),
        ("https://a b/api", "has no host"),
        ("ftp://chat.example/api", "must begin with https://"),
        ("https://me:pw@chat.example/api", "must not contain a user name or password"),
        ("https://chat.example/api?x=1", "without \\? or #"),
        ("https://chat.example:99999/api", "no valid host or port"),
        ("app.flochat.ai:api", "It looks like https://app"),
    ],
)
def test_what_is_no_base_url_is_refused(given: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        normalise_base_url(given)


@pytest.mark.parametrize(
    "token", ["12|aVerySecretToken0123", "aVerySecretToken0123", "https://x:aVerySecretToken0123@h"]
)
def test_a_token_pasted_as_base_url_is_not_repeated(token: str) -> None:
    with pytest.raises(ConfigError) as caught:
        normalise_base_url(token)
    assert "secret" not in str(caught.value).lower()


def test_hosts() -> None:
    assert ACME.host == "app.flochat.ai"
    assert make_profile("x", "http://127.0.0.1:8600/api", prefix="f1").host == "127.0.0.1:8600"
    assert demo_profile().host == "demo"
    assert (ACME.title, OTHER.title) == ("Acme Retail", "other")


def test_cache_ids_tell_bots_and_hosts_apart_and_nothing_else() -> None:
    renamed = make_profile("new-name", DEFAULT_BASE_URL, prefix="f1284", token="another token")
    assert renamed.cache_id == ACME.cache_id
    ids = {
        ACME.cache_id,
        make_profile("acme", DEFAULT_BASE_URL, prefix="f1285").cache_id,
        make_profile("acme", "https://app.flochat.ai/api2", prefix="f1284").cache_id,
        make_profile("acme", "https://chat.example/api", prefix="f1284").cache_id,
        make_profile("acme", DEFAULT_BASE_URL, token="one-token").cache_id,
        make_profile("acme", DEFAULT_BASE_URL, token="two-token").cache_id,
        demo_profile().cache_id,
    }
    assert len(ids) == 7
    assert all("token" not in each and "/" not in each and ":" not in each for each in ids)


def test_a_cache_id_is_the_same_in_every_run() -> None:
    ad_hoc = make_profile("x", DEFAULT_BASE_URL, token="t0ken-t0ken")
    # Recorded: a change of it would orphan everybody's cache and journal.
    assert (ACME.cache_id, ad_hoc.fingerprint) == ("app.flochat.ai-f1284-cf9a33cc", "14b659f67d29e385")


def test_profiles_survive_a_round_trip(paths: Paths) -> None:
    remember(paths, ACME, "token")
    remember(paths, OTHER, "token")
    loaded = Profiles.load(paths)
    assert list(loaded.items.values()) == [ACME, OTHER]
    assert loaded.default == "acme"
    assert stat.S_IMODE(paths.profiles_file.stat().st_mode) == 0o600


def test_defaults_follow_use_and_remove(paths: Paths) -> None:
    for profile in (ACME, OTHER):
        remember(paths, profile, "token")
    assert Profiles.use(paths, "other").default == "other"
    left = Profiles.remove(paths, "other")
    assert (left.default, list(left.items)) == ("acme", ["acme"])
    assert Profiles.remove(paths, "acme").default is None
    assert Profiles.load(paths) == Profiles()


@pytest.mark.parametrize("change", [Profiles.use, Profiles.remove])
def test_changing_an_unknown_profile_says_which_there_are(paths: Paths, change: object) -> None:
    remember(paths, ACME, "token")
    with pytest.raises(ConfigError, match=r"no profile 'nope' in .*profiles\.toml\. There are: acme\."):
        change(paths, "nope")  # type: ignore[operator]
    assert list(Profiles.load(paths).items) == ["acme"]


def test_a_profile_of_another_bot_is_replaced_only_where_that_was_agreed_to(paths: Paths) -> None:
    remember(paths, ACME, "first")
    usurper = make_profile("acme", "https://chat.example/api", prefix="f1284")
    for agreed in (None, OTHER, make_profile("acme", DEFAULT_BASE_URL, prefix="f3")):
        with pytest.raises(
            ConfigError, match=r"opens another bot, Acme Retail \(f1284 on app\.flochat\.ai\)"
        ):
            remember(paths, usurper, "second", replace=agreed)
    assert Credentials(paths).get("acme") == "first" and Profiles.load(paths).items["acme"] == ACME
    remember(paths, ACME, "third")
    remember(paths, usurper, "fourth", replace=ACME)
    assert Credentials(paths).get("acme") == "fourth" and Profiles.load(paths).items["acme"] == usurper


def test_a_key_stays_with_its_bot_where_the_profiles_cannot_be_written(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(paths, ACME, "first")
    usurper = make_profile("acme", "https://chat.example/api", prefix="f1284")

    def full(_: Profiles, __: Paths) -> None:
        raise ConfigError("The disk is full.")

    monkeypatch.setattr(Profiles, "save", full)
    for profile in (usurper, OTHER):
        with pytest.raises(ConfigError, match="disk is full"):
            remember(paths, profile, "second", replace=ACME)
    assert Profiles.load(paths).items == {"acme": ACME}
    assert Credentials(paths).get("acme") == "first", "its host must not get the key of another"
    assert Credentials(paths).get(OTHER.name) is None
    with pytest.raises(ConfigError, match="disk is full"):
        remember(paths, ACME, "third")
    assert Credentials(paths).get("acme") == "third", (
        "a new key of the same bot may be the only one that works"
    )


@pytest.mark.parametrize("base_url", [DEFAULT_BASE_URL, "https://chat.example/api"])
def test_the_key_of_a_bot_that_has_taken_the_name_of_an_open_one_is_not_given(
    paths: Paths, base_url: str
) -> None:
    remember(paths, ACME, "first")
    opened = resolve(paths, {}, "acme")
    assert opened is not None and opened.token() == "first"
    renamed = make_profile("acme", DEFAULT_BASE_URL, prefix="f1284", bot="Acme Outlet")
    remember(paths, renamed, "second")
    assert opened.token() == "second", "the same bot"
    remember(paths, make_profile("acme", base_url, prefix="f3", bot="Other"), "third", replace=renamed)
    with pytest.raises(ProfileReplaced, match=r"^Profile acme opens another bot now, Other \(f3 on "):
        opened.token()
    forget(paths, "acme")
    assert opened.token() is None


def test_a_key_of_the_environment_that_is_saved_too_has_the_journal_of_its_profile(paths: Paths) -> None:
    """What cron sends with the key in its environment is seen by whoever opens the profile, and the other way round."""

    def opened(token: str, base_url: str = DEFAULT_BASE_URL) -> Profile:
        found = resolve(paths, {TOKEN_VARIABLE: token, BASE_URL_VARIABLE: base_url})
        assert found is not None and found.token() == token
        assert found.profile.ad_hoc and found.profile.name == AD_HOC and not found.profile.saved_as
        return found.profile

    alone = opened("first-token")
    assert alone.prefix == "" and not paths.credentials_file.exists()
    remember(paths, OTHER, "other-token")
    assert opened("first-token") == alone
    remember(paths, ACME, "first-token")
    shared = opened("first-token")
    assert (shared.cache_id, shared.formerly) == (ACME.cache_id, alone.cache_id)
    assert opened("second-token").cache_id not in (ACME.cache_id, OTHER.cache_id)
    assert opened("first-token", "https://chat.example/api").prefix == ""
    paths.credentials_file.write_text("tokens = 3")
    assert opened("first-token") == alone


def test_what_lives_only_as_long_as_the_program_is_not_saved(paths: Paths) -> None:
    with pytest.raises(ConfigError, match="can't be saved"):
        remember(paths, demo_profile(), "token")
    assert not paths.profiles_file.exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("profiles = 3", "profiles must be a table"),
        ("[profiles]\nacme = 3", r"profiles\.acme must be a table"),
        ("[profiles.acme]\nprefix = 'f1'", r"profiles\.acme\.base_url is missing"),
        ("[profiles.acme]\nbase_url = 7", r"profiles\.acme\.base_url must be a text"),
        ("[profiles.acme]\nbase_url = 'ftp://x'", r"profiles\.acme: The base URL must begin"),
        (
            "[profiles.acme]\nbase_url = 'https://x.y/api'\nprefix = '1284'",
            r"profiles\.acme\.prefix must look like f123",
        ),
        ("default = 1", "default must be the name"),
        ("[profiles", "isn't valid TOML"),
    ],
)
def test_a_wrong_file_is_said_by_file_and_key(paths: Paths, text: str, says: str) -> None:
    paths.profiles_file.write_text(text)
    with pytest.raises(ConfigError, match=says) as caught:
        Profiles.load(paths)
    assert str(paths.profiles_file) in str(caught.value)


def test_names(paths: Paths) -> None:
    assert suggest_name("Acme Retail (MX)", {}) == "acme-retail-mx"
    assert suggest_name("Acme Retail", {"acme-retail": 1, "acme-retail-2": 1}) == "acme-retail-3"
    assert suggest_name("🛒", {}) == "bot"
    assert suggest_name("قهوة", {}) == "قهوة"
    assert suggest_name("Cafe\u0301 2", {}) == "café-2"
    for bad in ("", "a b", "-x", "a/b", "x" * 65):
        with pytest.raises(ConfigError, match="Invalid profile name"):
            make_profile(bad, DEFAULT_BASE_URL)


KEY = {"FLOTUI_API_KEY": "environment-token"}


class TestResolve:
    @pytest.fixture(autouse=True)
    def saved(self, paths: Paths) -> None:
        remember(paths, ACME, "acme-token")
        remember(paths, OTHER, "other-token")

    def test_the_default(self, paths: Paths) -> None:
        found = resolve(paths, {})
        assert found is not None
        assert (found.profile, found.token(), found.source) == (ACME, "acme-token", "the default profile")

    def test_the_variable_goes_before_the_default(self, paths: Paths) -> None:
        found = resolve(paths, {"FLOTUI_PROFILE": "other"})
        assert found is not None
        assert (found.profile, found.token()) == (OTHER, "other-token")

    def test_a_key_goes_before_the_variable(self, paths: Paths) -> None:
        found = resolve(
            paths, {**KEY, "FLOTUI_PROFILE": "other", "FLOTUI_BASE_URL": "http://127.0.0.1:8600/api"}
        )
        assert found is not None
        assert found.profile.ad_hoc
        assert (found.profile.base_url, found.token()) == ("http://127.0.0.1:8600/api", "environment-token")

    def test_a_key_alone_means_flochats_own_host(self, paths: Paths) -> None:
        found = resolve(paths, KEY)
        assert found is not None
        assert found.profile.base_url == DEFAULT_BASE_URL
        assert "environment-token" not in repr(found.profile)

    def test_a_name_goes_before_everything(self, paths: Paths) -> None:
        found = resolve(paths, {**KEY, "FLOTUI_PROFILE": "acme"}, "other")
        assert found is not None
        assert (found.profile, found.source) == (OTHER, "--profile")

    def test_unknown_names_are_errors(self, paths: Paths) -> None:
        with pytest.raises(ConfigError, match="no profile 'nope'"):
            resolve(paths, {}, "nope")
        with pytest.raises(ConfigError, match="no profile 'nope'"):
            resolve(paths, {"FLOTUI_PROFILE": "nope"})

    def test_half_an_environment_is_an_error(self, paths: Paths) -> None:
        with pytest.raises(ConfigError, match="FLOTUI_BASE_URL is set but FLOTUI_API_KEY is not"):
            resolve(paths, {"FLOTUI_BASE_URL": "https://chat.example/api"})

    def test_a_wrong_base_url_names_its_variable(self, paths: Paths) -> None:
        with pytest.raises(ConfigError, match="FLOTUI_BASE_URL: The base URL must begin"):
            resolve(paths, {**KEY, "FLOTUI_BASE_URL": "ftp://x"})

    def test_several_without_a_default_are_an_error(self, paths: Paths) -> None:
        Profiles(Profiles.load(paths).items).save(paths)
        with pytest.raises(ConfigError, match=r"several profiles \(acme, other\)"):
            resolve(paths, {})

    def test_the_only_one_needs_no_default(self, paths: Paths) -> None:
        Profiles({"other": OTHER}).save(paths)
        found = resolve(paths, {})
        assert found is not None
        assert (found.profile, found.source) == (OTHER, "the only profile")

    def test_a_forgotten_profile_takes_its_token_along(self, paths: Paths) -> None:
        forget(paths, "acme")
        found = resolve(paths, {})
        assert found is not None
        assert found.profile == OTHER
        assert "acme-token" not in paths.credentials_file.read_text()
        assert "other-token" in paths.credentials_file.read_text()

    def test_a_profile_whose_token_cannot_be_removed_is_left_to_forget_again(
        self, paths: Paths, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object, **__: object) -> None:
            raise ConfigError("no space left")

        with monkeypatch.context() as patched, pytest.raises(ConfigError, match="no space"):
            patched.setattr(credentials, "write_toml", full)
            forget(paths, "acme")
        assert "acme" in Profiles.load(paths).items
        forget(paths, "acme")
        assert "acme-token" not in paths.credentials_file.read_text()


def test_a_first_run_has_none(paths: Paths) -> None:
    assert resolve(paths, {}) is None


def test_a_profile_is_a_value() -> None:
    assert Profile("a", "https://x.y/api") == Profile("a", "https://x.y/api")
    with pytest.raises(AttributeError):
        ACME.name = "b"  # type: ignore[misc]


def test_what_came_along_with_a_variable(paths: Paths) -> None:
    environ = {
        "FLOTUI_API_KEY": "\ufeffBearer abc.DEF-123\u200b",
        "FLOTUI_BASE_URL": "\u202ahttps://chat.example/api\u202c",
    }
    found = resolve(paths, environ, None)
    assert found is not None
    assert (str(found.token()), found.profile.base_url) == ("abc.DEF-123", "https://chat.example/api")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            '[profile.acme]\nbase_url = "https://a.example/api"',
            "unknown setting profile. Did you mean profiles?",
        ),
        ('defualt = "acme"', "unknown setting defualt. Did you mean default?"),
        (
            '[profiles.acme]\nbase_url = "https://a.example/api"\nprefxi = "f7"',
            "profiles.acme: unknown setting prefxi.",
        ),
    ],
)
def test_what_is_unknown_is_refused_as_the_next_change_would_drop_it(
    paths: Paths, text: str, named: str
) -> None:
    paths.make().profiles_file.write_text(text)
    with pytest.raises(ConfigError) as refused:
        Profiles.load(paths)
    assert named in str(refused.value)


@pytest.mark.parametrize("below", ["", "further/down"])
def test_a_file_in_the_place_of_the_home_is_named(tmp_path: Path, below: str) -> None:
    file = tmp_path / "notes.txt"
    file.touch()
    paths = Paths.find({"FLOTUI_HOME": str(file / below)})
    for ask in (lambda: Profiles.load(paths), lambda: resolve(paths, {})):
        with pytest.raises(ConfigError) as refused:
            ask()
        assert str(refused.value) == (
            f"{file} isn't a folder, so profiles can't be read or saved. Set FLOTUI_HOME to a folder."
        )
    assert resolve(paths, {"FLOTUI_API_KEY": "f1|key"}) is not None, "it needs no file"


def test_a_key_that_is_just_being_kept_goes_to_no_other_bot(paths: Paths) -> None:
    """It is kept a moment before the profile that says whose it is."""
    mine = make_profile("acme", "https://app.flochat.ai/api", prefix="f1")
    theirs = make_profile("acme", "https://app.flochat.ai/api", prefix="f3")
    remember(paths, mine, "k" * 50)
    with ThreadPoolExecutor(1) as beside:
        with locked(paths.profiles_file):
            Credentials(paths).set("acme", "z" * 50)
            fetched = beside.submit(token_of(paths, mine))
            wait([fetched], timeout=0.05)
            profiles = Profiles.load(paths)
            profiles.put(theirs, default=True)
            profiles.save(paths)
        with pytest.raises(ProfileReplaced):
            fetched.result()
