"""Profiles: which bot on which host, and which of them to open."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from flotui.config.apikey import bare
from flotui.config.credentials import Credentials
from flotui.config.errors import ConfigError
from flotui.config.paths import Paths, locked
from flotui.config.secret import Secret
from flotui.config.toml import read_toml, write_toml
from flotui.text.clean import compact

DEFAULT_BASE_URL = "https://app.flochat.ai/api"
"""Flochat's own host."""

BASE_URL_VARIABLE = "FLOTUI_BASE_URL"
"""The environment variable with the base URL of an ad-hoc profile."""
TOKEN_VARIABLE = "FLOTUI_API_KEY"
"""The environment variable with the token of an ad-hoc profile."""
PROFILE_VARIABLE = "FLOTUI_PROFILE"
"""The environment variable that picks a saved profile."""

AD_HOC = "environment"
"""The name of the profile that the environment makes."""
DEMO = "demo"
"""The name of the embedded demo bot's profile."""
DEMO_TIMEZONE = "America/Sao_Paulo"
"""The time zone of the embedded demo bot's workspace."""

_LOOKS = f"It looks like {DEFAULT_BASE_URL}."

_NAME = re.compile(r"\w[\w.-]{0,63}")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|[0-9a-f:]*:[0-9a-f:.]*")
_PREFIX = re.compile(r"f[0-9]+")


class Profile(msgspec.Struct, frozen=True):
    """One bot on one host. It never holds the token."""

    name: str
    """What the person calls it."""
    base_url: str
    """The API's base URL, normalised (see `normalise_base_url`)."""
    prefix: str = ""
    """The bot's namespace prefix, `f123`; empty where it isn't known."""
    bot: str = ""
    """The bot's name; empty where it isn't known."""
    workspace: str = ""
    """The name of the workspace that the bot belongs to; empty where it isn't known."""
    fingerprint: str = ""
    """Stands for the bot in `cache_id` where the profile was made without knowing the prefix."""
    ad_hoc: bool = False
    """Whether the environment made it, so that it isn't in the file."""
    demo: bool = False
    """Whether it is the embedded demo bot."""

    @property
    def host(self) -> str:
        """The host's name, with the port where it isn't the usual one; `demo` for the demo bot."""
        return DEMO if self.demo else urlsplit(self.base_url).netloc

    @property
    def cache_id(self) -> str:
        """The name under which this bot's data is cached and journaled.

        It is the same for every token and profile name of a bot on a host, differs between bots and
        between hosts, and can stand in a file's name.
        """
        which = self.fingerprint or self.prefix
        host = re.sub(r"[^\w.-]", "-", self.host)
        return f"{host}-{which or 'unknown'}-{_digest(self.base_url, which, size=4)}"

    @property
    def title(self) -> str:
        """What to call it in a heading: the bot's name where it is known, else the profile's."""
        return self.bot or self.name

    @property
    def about(self) -> str:
        """Which bot it is, for a question: `Acme Retail (f1284 on app.flochat.ai)`."""
        where = f"{self.prefix} on {self.host}" if self.prefix else self.host
        return f"{self.title} ({where})"

    def same_bot(self, other: Profile) -> bool:
        """Whether another profile opens the same bot for certain: on the same host, with the same prefix."""
        if self.base_url != other.base_url:
            return False
        if self.prefix and other.prefix:
            return self.prefix == other.prefix
        # Where neither host said a prefix, only the same token tells.
        return bool(self.fingerprint) and self.fingerprint == other.fingerprint


def make_profile(
    name: str,
    base_url: str,
    *,
    token: str = "",
    prefix: str = "",
    bot: str = "",
    workspace: str = "",
    ad_hoc: bool = False,
) -> Profile:
    """A checked profile.

    Args:
        name: what to call it.
        base_url: the API's base URL as a person types it.
        token: its token, needed where the prefix isn't known: its fingerprint then tells bots apart.
        prefix: the bot's prefix, where it is known.
        bot: the bot's name.
        workspace: the workspace's name.
        ad_hoc: whether the environment made it.

    Raises:
        ConfigError: when the name or the base URL won't do.
    """
    url = normalise_base_url(base_url)
    return Profile(
        name=check_name(name),
        base_url=url,
        prefix=prefix,
        bot=bot,
        workspace=workspace,
        fingerprint="" if prefix else _digest(url, token),
        ad_hoc=ad_hoc,
    )


def demo_profile(prefix: str = "") -> Profile:
    """The profile of the embedded demo bot. Its base URL is never connected to.

    Args:
        prefix: the namespace prefix that the sandbox's bot has.
    """
    return Profile(DEMO, "http://127.0.0.1/api", prefix=prefix, fingerprint=DEMO, demo=True)


def normalise_base_url(text: str) -> str:
    """A base URL in the one way that flotui writes it: scheme and host in lower case, no slash at the end.

    Where no scheme is given it is `https://` (`http://` for this machine itself), and where no path is
    given it is `/api`: every host that speaks this API has it there.

    Raises:
        ConfigError: when it is no http or https URL, or holds more than host, port and path.
    """
    given = compact(text)
    schemeless = "://" not in given
    try:
        parts = urlsplit(f"https://{given}" if schemeless else given)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ConfigError(f"The base URL has no valid host or port. {_LOOKS}") from error
    if parts.scheme not in ("http", "https"):
        raise ConfigError(f"The base URL must begin with https://, not {parts.scheme}://. {_LOOKS}")
    if parts.username is not None or parts.password is not None:
        raise ConfigError(
            f"The base URL must not contain a user name or password; the API key is asked for separately. {_LOOKS}"
        )
    # What is refused is not repeated: it may be a token that was pasted into the wrong place.
    lone = schemeless and port is None and "." not in host and host != "localhost"
    if lone or not _HOST.fullmatch(host) or re.search(r"\s", given):
        raise ConfigError(f"The base URL has no host. {_LOOKS}")
    if parts.query or parts.fragment:
        raise ConfigError(f"The base URL must end with its path, without ? or #. {_LOOKS}")
    if ":" in host:
        host = f"[{host}]"
    usual = {"http": 80, "https": 443}[parts.scheme]
    where = host if port in (None, usual) else f"{host}:{port}"
    scheme = "http" if schemeless and host in ("localhost", "127.0.0.1", "[::1]") else parts.scheme
    return f"{scheme}://{where}{parts.path.rstrip('/') or '/api'}"


def check_name(name: str) -> str:
    """The name itself, when a profile may have it.

    Raises:
        ConfigError: when it won't do.
    """
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"Invalid profile name {name!r}: use up to 64 letters, digits, dots, hyphens or underscores."
        )
    return name


def suggest_name(text: str, taken: Collection[str]) -> str:
    """A profile name made from a bot's name or a host, and not taken: `acme-retail`, `acme-retail-2`."""
    base = re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFC", text.lower())).strip("-._")[:60] or "bot"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


class Profiles(msgspec.Struct):
    """The saved profiles and which of them is the default."""

    items: dict[str, Profile] = msgspec.field(default_factory=dict)
    """The profiles by name, in the file's order."""
    default: str | None = None
    """The name of the one to open when none is asked for."""

    @classmethod
    def load(cls, paths: Paths) -> Profiles:
        """Read `profiles.toml`.

        Raises:
            ConfigError: when it can't be understood; the sentence names the file and the key.
        """
        path = paths.profiles_file
        document = read_toml(path)
        tables = document.get("profiles", {})
        if not isinstance(tables, dict):
            raise ConfigError(f"{path}: profiles must be a table of profiles.")
        items = {name: _from_table(f"{path}: profiles.{name}", name, table) for name, table in tables.items()}
        default = document.get("default")
        if default is not None and not isinstance(default, str):
            raise ConfigError(f"{path}: default must be the name of a profile.")
        return cls(items, default if default in items else None)

    def save(self, paths: Paths) -> None:
        """Write `profiles.toml`.

        Raises:
            ConfigError: when it can't be written.
        """
        document: dict[str, Any] = {"default": self.default} if self.default else {}
        document["profiles"] = {name: _to_table(profile) for name, profile in self.items.items()}
        write_toml(paths.profiles_file, document, heading="Written by flotui login and flotui profiles.")

    def put(self, profile: Profile, *, default: bool | None = None) -> None:
        """Take a profile in, in place of one that has its name; `save` writes it.

        Args:
            profile: the profile.
            default: whether it becomes the default; by default only when there is no default yet.

        Raises:
            ConfigError: when its name won't do.
        """
        self.items[check_name(profile.name)] = profile
        if default or (default is None and self.default is None):
            self.default = profile.name

    @classmethod
    def remove(cls, paths: Paths, name: str) -> Profiles:
        """Forget a profile (its token stays until `Credentials.delete`).

        Raises:
            ConfigError: when there is none of that name, or the file can't be read or written.
        """
        with locked(paths.profiles_file):
            profiles = cls.load(paths)
            profiles.get(name, paths)
            del profiles.items[name]
            if profiles.default == name:
                profiles.default = next(iter(profiles.items), None)
            profiles.save(paths)
        return profiles

    @classmethod
    def use(cls, paths: Paths, name: str) -> Profiles:
        """Make a profile the default.

        Raises:
            ConfigError: when there is none of that name, or the file can't be read or written.
        """
        with locked(paths.profiles_file):
            profiles = cls.load(paths)
            profiles.get(name, paths)
            profiles.default = name
            profiles.save(paths)
        return profiles

    def get(self, name: str, paths: Paths) -> Profile:
        """The profile of that name.

        Raises:
            ConfigError: when there is none; the sentence says which there are.
        """
        try:
            return self.items[name]
        except KeyError:
            known = ", ".join(self.items)
            hint = f"There are: {known}." if known else "There are none yet. Add a bot with flotui login."
            raise ConfigError(f"There is no profile {name!r} in {paths.profiles_file}. {hint}") from None


def other_bots(paths: Paths, name: str) -> tuple[str, ...]:
    """What the bots of all other profiles are called; none where the file can't be read.

    Args:
        paths: where the profiles are.
        name: the profile that is left out.
    """
    try:
        items = Profiles.load(paths).items
    except ConfigError:
        return ()
    return tuple(each.title for each in items.values() if each.name != name)


class Resolved(msgspec.Struct, frozen=True):
    """The profile to open, and how to get at its token."""

    profile: Profile
    """The profile."""
    token: Callable[[], str | None]
    """Fetches the token; only then a keyring is asked. None where there is none."""
    source: str
    """How it came to be this one, for `flotui doctor`: `the default profile`."""


def resolve(paths: Paths, environ: Mapping[str, str], name: str | None = None) -> Resolved | None:
    """The profile to open.

    In this order: the one asked for by name; `FLOTUI_API_KEY` (with `FLOTUI_BASE_URL`, else Flochat's
    own host); the one that `FLOTUI_PROFILE` names; the default; the only one.

    Args:
        paths: where the profiles are.
        environ: the environment.
        name: the value of `--profile`, where it was given.

    Returns:
        None on a first run: nothing is given and nothing saved.

    Raises:
        ConfigError: when what is asked for does not exist or can't be understood, or when there are
            several profiles and nothing says which.
    """
    if name is not None:
        return _saved(paths, Profiles.load(paths).get(name, paths), "--profile")
    if ad_hoc := _ad_hoc(environ):
        return ad_hoc
    profiles = Profiles.load(paths)
    if wanted := environ.get(PROFILE_VARIABLE, "").strip():
        return _saved(paths, profiles.get(wanted, paths), PROFILE_VARIABLE)
    if profiles.default is not None:
        return _saved(paths, profiles.items[profiles.default], "the default profile")
    if len(profiles.items) == 1:
        return _saved(paths, next(iter(profiles.items.values())), "the only profile")
    if profiles.items:
        raise ConfigError(
            f"There are several profiles ({', '.join(profiles.items)}) and none is the default: "
            "name one with --profile, or choose one with: flotui profiles use NAME."
        )
    return None


def _saved(paths: Paths, profile: Profile, source: str) -> Resolved:
    return Resolved(profile, lambda: Credentials(paths).get(profile.name), source)


def _ad_hoc(environ: Mapping[str, str]) -> Resolved | None:
    token = Secret(bare(environ.get(TOKEN_VARIABLE, "")))
    base_url = compact(environ.get(BASE_URL_VARIABLE, ""))
    if not token:
        if base_url:
            raise ConfigError(
                f"{BASE_URL_VARIABLE} is set but {TOKEN_VARIABLE} is not: "
                "set both, or neither to use a saved profile."
            )
        return None
    try:
        profile = make_profile(AD_HOC, base_url or DEFAULT_BASE_URL, token=token, ad_hoc=True)
    except ConfigError as error:
        raise ConfigError(f"{BASE_URL_VARIABLE}: {error}") from error
    return Resolved(profile, lambda: token, TOKEN_VARIABLE)


def _digest(*parts: str, size: int = 8) -> str:
    """A short hash that can't be turned back into its parts, of which one may be a token."""
    text = "\n".join(parts).encode()
    return hashlib.blake2b(text, digest_size=size, person=b"flotui").hexdigest()


_TEXTS = ("base_url", "prefix", "bot", "workspace", "fingerprint")


def _from_table(where: str, name: str, table: object) -> Profile:
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table with a base_url.")
    for key in _TEXTS:
        if not isinstance(table.get(key, ""), str):
            raise ConfigError(f"{where}.{key} must be a text in quotes.")
    prefix = table.get("prefix", "")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise ConfigError(f"{where}.prefix must look like f123, or be left out; it is {prefix!r}.")
    if not table.get("base_url"):
        raise ConfigError(f"{where}.base_url is missing; it looks like {DEFAULT_BASE_URL}.")
    try:
        check_name(name)
        base_url = normalise_base_url(table["base_url"])
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error
    return Profile(
        name=name,
        base_url=base_url,
        prefix=prefix,
        bot=table.get("bot", ""),
        workspace=table.get("workspace", ""),
        fingerprint=table.get("fingerprint", ""),
    )


def _to_table(profile: Profile) -> dict[str, str]:
    return {key: value for key in _TEXTS if (value := getattr(profile, key))}
