# SPDX-License-Identifier: MIT
"""The way to the host: which proxy is gone through, and whose certificates are trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flotui.api.certificates import trust
from flotui.api.errors import FlochatError
from flotui.api.proxies import way_to
from flotui.config.errors import ConfigError
from flotui.config.paths import Paths
from flotui.config.profile import DEFAULT_BASE_URL
from flotui.config.resolving import resolve
from flotui.doctor.finding import Finding


def network(paths: Paths, environ: Mapping[str, str], name: str | None) -> Iterator[Finding]:
    """What the environment says of the way to the host of the profile that would be opened.

    Args:
        paths: where things are.
        environ: the environment.
        name: the profile; the one that would be opened by default.
    """
    try:
        found = resolve(paths, environ, name)
    except ConfigError:
        found = None  # it is said where the profile is looked at
    base_url = found.profile.base_url if found is not None else DEFAULT_BASE_URL
    yield from _proxy(base_url, environ)
    yield _certificates(base_url, environ)


def _proxy(base_url: str, environ: Mapping[str, str]) -> Iterator[Finding]:
    try:
        way = way_to(base_url, environ)
    except FlochatError as error:
        yield Finding("fail", "proxy", str(error))
        return
    if way.proxy is not None:
        yield Finding("ok", "proxy", f"{way.proxy.url} ({way.proxy.variable}).")
    elif way.why:
        yield Finding("ok", "proxy", f"not used: {way.why}.")
    else:
        yield Finding("ok", "proxy", "none: neither HTTPS_PROXY nor ALL_PROXY is set.")
    if way.unread:
        entries = ", ".join(way.unread)
        yield Finding("warn", "proxy", f"{way.exempting} has invalid entries: {entries}.")


def _certificates(base_url: str, environ: Mapping[str, str]) -> Finding:
    trusted = trust(environ)
    if base_url.startswith("http:"):
        return Finding("ok", "certificates", "not needed: the base URL is plain http.")
    try:
        trusted.context()
    except FlochatError as error:
        return Finding("fail", "certificates", str(error))
    if not trusted.variable:
        return Finding("ok", "certificates", "those that come with flotui (certifi).")
    rest = ", ".join(trusted.passed_over)
    over = f" It comes before {rest}." if rest else ""
    return Finding("ok", "certificates", f"those of {trusted.value} ({trusted.variable}).{over}")
