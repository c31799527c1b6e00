# SPDX-License-Identifier: MIT
"""Which proxy, if any, the environment puts between this machine and a host.

The variables are curl's: `HTTPS_PROXY`, else `ALL_PROXY`, and `NO_PROXY` for hosts that are reached directly; the
lower-case name comes first, and an empty one means no proxy. A plain `http` request never goes to a proxy, which
could read the API key. What can't be understood is refused with the variable's name: it must not go another way.

What reads the system's proxies is imported when one is asked for, with the first connection.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import unquote, urlsplit

import msgspec

from flotui.api.address import host_and_port
from flotui.api.errors import Unreachable

SYSTEM = "this system's settings"
"""What stands for a variable's name where macOS or Windows has the proxy in its own settings."""

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_SAME = {"socks": "socks5", "socks5a": "socks5h"}
_LOOKS = "It looks like http://proxy.example.com:3128. Correct {0} or unset it, then start flotui again."


class Proxy(msgspec.Struct, frozen=True):
    """A proxy that the environment names."""

    variable: str
    """Where it is named: `HTTPS_PROXY`."""
    scheme: str
    """`http`, `https`, `socks5` or `socks5h`."""
    host: str
    """Its name or address, without brackets."""
    port: int
    """Its port."""
    user: str = ""
    """The name it is to be told; empty for none."""
    password: str = ""
    """The password that goes with it."""

    @property
    def url(self) -> str:
        """Its address, without name and password."""
        return f"{self.scheme}://{self.where}"

    @property
    def where(self) -> str:
        """Host and port."""
        return host_and_port(self.host, self.port)

    @property
    def socks(self) -> bool:
        """Whether it speaks SOCKS rather than HTTP."""
        return self.scheme.startswith("socks")

    def __repr__(self) -> str:
        return f"<Proxy {self.url}>"


class HostRoute(msgspec.Struct, frozen=True):
    """How a host is reached."""

    proxy: Proxy | None = None
    """Through this one; None for directly."""
    why: str = ""
    """Why it is reached directly although a variable of a proxy is set, as a sentence's end; else empty."""
    unread: tuple[str, ...] = ()
    """Entries of `NO_PROXY` that mean no host, address or network."""
    exempting: str = "NO_PROXY"
    """The variable that those are in."""


def way_to(base_url: str, environ: Mapping[str, str], *, loaded: bool = True) -> HostRoute:
    """How the environment has a host reached.

    Args:
        base_url: the base URL.
        environ: the environment.
        loaded: whether a SOCKS proxy needs its package to be here.

    Raises:
        Unreachable: when what it says can't be followed; the sentence names the variable.
    """
    variable, value, system_exempts = _named(base_url, environ)
    if not value:
        return HostRoute(why=f"{variable} is set and empty" if variable else "")
    if base_url.startswith("http:"):
        return HostRoute(why="the base URL is plain http, and a proxy could read the API key")
    exempting, exempt = _variable("no_proxy", environ)
    entry, unread = exempted(base_url, exempt)
    if entry:
        return HostRoute(why=f"{exempting} has {entry}", unread=unread, exempting=exempting)
    if system_exempts:
        return HostRoute(why=f"{SYSTEM} exempt it", unread=unread)
    proxy = _read(variable, value)
    if loaded and proxy.socks:
        _check_socks(variable)
    return HostRoute(proxy, unread=unread, exempting=exempting or "NO_PROXY")


def _named(base_url: str, environ: Mapping[str, str]) -> tuple[str, str, bool]:
    """The variable that names a proxy, its value, and whether the system exempts the host."""
    for name in ("https_proxy", "all_proxy"):
        variable, value = _variable(name, environ)
        if variable:
            return variable, value, False
    if sys.platform in ("darwin", "win32"):
        from urllib.request import getproxies, proxy_bypass

        if value := getproxies().get("https", ""):
            return SYSTEM, value, bool(proxy_bypass(urlsplit(base_url).hostname or ""))
    return "", "", False


def _variable(name: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """The spelling of a variable that is set, and its value without quotes; empty for none."""
    for each in (name, name.upper()):
        if each in environ:
            return each, environ[each].strip().strip("'\"").strip()
    return "", ""


def _read(variable: str, value: str) -> Proxy:
    """The proxy that a variable's value means.

    Raises:
        Unreachable: when it means none. The value is not repeated: it may hold a password.
    """
    scheme, mark, rest = value.partition("://") if "://" in value else ("", "", value)
    scheme = _SAME.get(scheme.lower(), scheme.lower()) if mark else "http"
    if mark and scheme not in _PORTS:
        raise Unreachable(
            f"{variable} names a proxy with the scheme {scheme or '(none)'}; flotui supports http, https, socks5 "
            "and socks5h. Nothing was sent.",
            advice=_LOOKS.format(variable),
        )
    credentials, _, place = re.split(r"[/?#](?=[^@]*$)", rest)[0].rpartition("@")
    user, _, password = credentials.partition(":")
    try:
        parts = urlsplit(f"//{place}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or port == 0 or "://" in rest or re.search(r"[^\w.:%-]", host):
        raise Unreachable(
            f"{variable} isn't the address of a proxy. Nothing was sent.", advice=_LOOKS.format(variable)
        )
    return Proxy(variable, scheme, host, port or _PORTS[scheme], unquote(user), unquote(password))


def _check_socks(variable: str) -> None:
    """Raises: Unreachable, when the package that SOCKS needs isn't here."""
    try:
        importlib.import_module("socksio")
    except ImportError:
        raise Unreachable(
            f"{variable} names a SOCKS proxy, and the package for that, socksio, isn't installed. Nothing was sent.",
            advice=f'Install it with: pip install "flotui[socks]". Or unset {variable}.',
        ) from None


# -- NO_PROXY -------------------------------------------------------------------------------------


def exempted(base_url: str, exempt: str) -> tuple[str, tuple[str, ...]]:
    """The entry of a `NO_PROXY` that a host is meant by, and the entries that mean nothing.

    Args:
        base_url: the base URL.
        exempt: the variable's value: names (with everything below them), addresses and networks, `*` for all,
            parted by commas or blanks; `host:port`, brackets, quotes and a scheme are understood.

    Returns:
        The entry, empty for none; and those that can't be understood, as they are there.
    """
    parts = urlsplit(base_url)
    host = _plain(parts.hostname or "")
    port = parts.port or 443
    found, unread = "", []
    for entry in re.split(r"[\s,;]+", exempt):
        if not entry:
            continue
        verdict = _means(entry, host, port)
        if verdict is None:
            unread.append(entry)
        elif verdict and not found:
            found = entry
    return found, tuple(unread)


def _plain(host: str) -> str:
    return host.rstrip(".").lower()


def _means(entry: str, host: str, port: int) -> bool | None:
    """Whether an entry means a host; None where it means nothing."""
    text = _plain(re.sub(r"^[a-z0-9+.-]+://", "", entry.strip("'\""), flags=re.IGNORECASE).rstrip("/"))
    if text == "*":
        return True
    if text == "<local>":
        return "." not in host and ":" not in host
    if (network := _network(text)) is not None:
        return _within(host, network)
    named = re.fullmatch(r"(?P<host>\[[^\[\]]+\]|[^:\[\]/]+)(?::(?P<port>[0-9]{1,5}))?", text)
    if named is None:
        return None
    name = named["host"]
    here = named["port"] is None or int(named["port"]) == port
    if (network := _network(name)) is not None:
        return here and _within(host, network)
    name = name.removeprefix("*").removeprefix(".")
    if not re.fullmatch(r"\w[\w.-]*", name):
        return None
    return here and (host == name or host.endswith(f".{name}"))


def _network(text: str) -> IPv4Network | IPv6Network | None:
    """The network, or the single address as one, that a text is: brackets around it or its address are left out."""
    address, slash, length = text.partition("/")
    inner = text[1:-1] if text.startswith("[") and text.endswith("]") else ""
    if not inner:
        inside = address[1:-1] if address.startswith("[") and address.endswith("]") else address
        inner = f"{inside}{slash}{length}"
    try:
        return ip_network(inner.partition("%")[0] if "/" not in inner else inner, strict=False)
    except ValueError:
        return None


def _within(host: str, network: IPv4Network | IPv6Network) -> bool:
    """Whether a host is an address of a network; IPv4 written as IPv6 is the same address."""
    try:
        address: IPv4Address | IPv6Address = ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None and network.version == 4:
        address = address.ipv4_mapped
    return address in network
