# SPDX-License-Identifier: MIT
"""How requests leave this machine: through which proxy, and with whose certificates trusted."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING

import msgspec

from flotui.api.certificates import Trust, trust
from flotui.api.proxies import Proxy, way_to

if TYPE_CHECKING:
    import httpx


class Network(msgspec.Struct, frozen=True):
    """What the environment says of the way to one host."""

    base_url: str = ""
    """The host's base URL."""
    proxy: Proxy | None = None
    """The proxy on the way; None for a direct connection."""
    trust: Trust = Trust()
    """Where the certificates that are trusted come from."""

    @classmethod
    def of(cls, base_url: str, environ: Mapping[str, str]) -> Network:
        """Read the environment.

        Args:
            base_url: the host's base URL.
            environ: the environment.

        Raises:
            Unreachable: when a proxy is named that can't be used.
        """
        return cls(base_url, way_to(base_url, environ).proxy, trust(environ))

    def transport(self, module: ModuleType, limits: httpx.Limits) -> httpx.AsyncHTTPTransport:
        """An httpx transport that goes this way.

        Args:
            module: httpx.
            limits: how many connections it may keep.

        Raises:
            Unreachable: when certificates are named that can't be used.
        """
        plain = self.base_url.startswith("http:")  # no certificate is needed, and reading them takes 20 ms
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else self.trust.context()
        proxy = None
        if self.proxy is not None:
            auth = (self.proxy.user, self.proxy.password) if self.proxy.user or self.proxy.password else None
            secure = context if self.proxy.scheme == "https" else None
            proxy = module.Proxy(self.proxy.url, auth=auth, ssl_context=secure)
        transport: httpx.AsyncHTTPTransport = module.AsyncHTTPTransport(
            verify=context, limits=limits, proxy=proxy, trust_env=False
        )
        return transport
