# SPDX-License-Identifier: MIT
"""Addresses of hosts: which ones a token may be sent to."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flotui.api.errors import InsecureHost, Malformed


def check_base_url(base_url: str, *, allow_insecure: bool = False) -> str:
    """The base URL as it will be used: trimmed, without a slash at its end.

    Args:
        base_url: what a person or a file gave.
        allow_insecure: whether plain `http` may go to another machine.

    Raises:
        Malformed: when it is no address of a host.
        InsecureHost: when it is plain `http` to another machine.
    """
    text = base_url.strip().rstrip("/")
    advice = "It looks like https://app.flochat.ai/api."
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise Malformed("The base URL isn't a web address.", advice=advice) from None
    if parts.scheme not in ("http", "https") or not host:
        raise Malformed("The base URL must begin with https:// and name a host.", advice=advice)
    if parts.username is not None or parts.password is not None:
        raise Malformed("The base URL must not contain a user name or password.", advice=advice)
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise Malformed("The base URL must not contain “?” or “#”.", advice=advice)
    if not text.isprintable() or any(each.isspace() or each in '\\"<>{}' for each in text):
        raise Malformed("The base URL contains characters that aren't allowed in one.", advice=advice)
    if ".." in parts.path.split("/"):
        raise Malformed("The base URL must not contain “..”.", advice=advice)
    if parts.scheme == "http" and not allow_insecure and not is_loopback(host):
        raise InsecureHost(
            f"Not sent: plain http would show the API key to anyone on the way to {host}.",
            advice="Use https:// in the base URL.",
        )
    return text


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself.

    Args:
        host: the name, or the address without brackets.
    """
    if host.lower() == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def host_and_port(host: str, port: int | None) -> str:
    """A host as a sentence has it: an IPv6 address in brackets, with its port where one is given.

    Args:
        host: the name, or the address without brackets.
        port: the port; None where it is the usual one.
    """
    name = f"[{host}]" if ":" in host else host
    return f"{name}:{port}" if port else name


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a URL: what a token belongs to."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
