# SPDX-License-Identifier: MIT
"""A profile: which bot on which host, what it may be called, and how its base URL is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

import msgspec

from flotui.config.errors import ConfigError
from flotui.text.clean import QUOTES, compact
from flotui.text.digests import blake2b
from flotui.text.patterns import later

DEFAULT_BASE_URL = "https://app.flochat.ai/api"
"""Flochat's own host."""

AD_HOC = "environment"
"""The name of the profile that the environment makes."""
DEMO = "demo"
"""The name of the embedded demo bot's profile."""
DEMO_TIMEZONE = "America/Sao_Paulo"
"""The time zone of the embedded demo bot's workspace."""

_AROUND = "\"'`<>()«»‹›,; "
"""What stands around an address where it is copied from, and isn't part of it."""
_LOOKS = f"It looks like {DEFAULT_BASE_URL}."

_NAME = later(r"\w[\w.-]{0,63}")
_HOST = later(r"[\w-]+(?:\.[\w-]+)*\.?|[0-9a-f:]*:[0-9a-f:.]*")
PREFIX = later(r"f[0-9]+")
"""A bot's namespace prefix."""


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
    formerly: str = ""
    """The `cache_id` that its key had before the profile was saved whose bot it is; empty for none."""

    @property
    def host(self) -> str:
        """The host's name, with the port where it isn't the usual one; `demo` for the demo bot."""
        return DEMO if self.demo else urlsplit(self.base_url).netloc

    @property
    def cache_id(self) -> str:
        """The name under which this bot's data is cached and journaled.

        It is the same for every token and profile name of a bot on a host, differs between bots and
        between hosts, and can be in a file's name.
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

    @property
    def saved_as(self) -> str:
        """The name under which it is in the file; empty where the environment, or the demo, opens it."""
        return "" if self.ad_hoc or self.demo else self.name

    @property
    def option(self) -> str:
        """What names it at a command line, with a blank before it: ` --profile acme`.

        Empty where a name wouldn't be found: the environment, or the demo, opens it.
        """
        return f" --profile {self.saved_as}" if self.saved_as else ""

    def same_bot(self, other: Profile) -> bool:
        """Whether another profile opens the same bot for certain: on the same host, with the same prefix."""
        if self.base_url != other.base_url:
            return False
        if self.prefix and other.prefix:
            return self.prefix == other.prefix
        # Where neither host said a prefix, only the same token tells.
        return bool(self.fingerprint) and self.fingerprint == other.fingerprint

    def is_other_bot(self, other: Profile) -> bool:
        """Whether another profile opens another bot for certain: on another host, or with another prefix."""
        if self.base_url != other.base_url:
            return True
        known = (self.prefix, other.prefix), (self.fingerprint, other.fingerprint)
        return any(mine and theirs and mine != theirs for mine, theirs in known)


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


def having_been(profile: Profile, token: str) -> Profile:
    """A profile that knows the `cache_id` that its key has where the environment gives it and no profile is saved.

    Args:
        profile: the profile.
        token: its token.
    """
    before = make_profile(AD_HOC, profile.base_url, token=token).cache_id
    return msgspec.structs.replace(profile, formerly=before if before != profile.cache_id else "")


def demo_profile(prefix: str = "") -> Profile:
    """The profile of the embedded demo bot. Its base URL is never connected to.

    Args:
        prefix: the namespace prefix that the sandbox's bot has.
    """
    return Profile(DEMO, "http://127.0.0.1/api", prefix=prefix, fingerprint=DEMO, demo=True)


def normalise_base_url(text: str) -> str:
    """A base URL in the one way that flotui writes it: scheme and host in lower case, no slash at the end.

    Quotes and brackets around an address, and a comma behind it, are left out. Where no scheme is given it is `https://`
    (`http://` for this machine itself), and where no path is given it is `/api`: every host that speaks this API has it
    there.

    Raises:
        ConfigError: when it is no http or https URL, or holds more than host, port and path.
    """
    given = compact(text).translate(QUOTES).strip(_AROUND)
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
    """A profile name made from a bot's name or a host, and not taken: `acme-retail`, `acme-retail-2`.

    Args:
        text: the bot's name, or the host.
        taken: the names that there are.
    """
    base = re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFC", text.lower())).strip("-._")[:60] or "bot"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def _digest(*parts: str, size: int = 8) -> str:
    """A short hash that can't be turned back into its parts, of which one may be a token."""
    text = "\n".join(parts).encode()
    return blake2b(text, digest_size=size, person=b"flotui").hexdigest()
