# SPDX-License-Identifier: MIT
"""The profile that would be opened, its key, and its host."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from flotui.api.call import Call
from flotui.api.client import Client
from flotui.api.errors import FlochatError, NotAuthorised, RateLimited
from flotui.config.credentials import keyring_name, keyring_trouble
from flotui.config.paths import Paths
from flotui.config.profiles import Profiles
from flotui.config.resolving import Resolved, resolve
from flotui.doctor.finding import Finding, careful
from flotui.text.plural import count


def keyring() -> Finding:
    """Where keys are kept."""
    if name := keyring_name():
        return Finding("ok", "keyring", f"{name}: new API keys are kept there.")
    kept = "API keys are kept in credentials.toml (0600)."
    if trouble := keyring_trouble():
        return Finding("warn", "keyring", f"{trouble} {kept} Those kept in a keyring before can't be read.")
    return Finding("ok", "keyring", f"none: {kept}")


def profile(paths: Paths, environ: Mapping[str, str], name: str | None, offline: bool) -> Iterator[Finding]:
    """The profile that would be opened, its key, and whether its host takes it."""
    found = careful("profile", lambda: resolve(paths, environ, name))
    if isinstance(found, Finding):
        yield found
        return
    if found is None:
        saved = careful("profile", lambda: Profiles.load(paths).items)
        yield (
            saved
            if isinstance(saved, Finding)
            else Finding("warn", "profile", "none yet. Add a bot with flotui login.")
        )
        return
    profile = found.profile
    yield Finding("ok", "profile", f"{profile.name} ({found.source}), {profile.base_url}")
    token = careful("token", found.token)
    if isinstance(token, Finding):
        yield token
    elif not token:
        yield Finding("fail", "token", f"none for {profile.name}. Add it with flotui login.")
    elif offline:
        yield Finding("ok", "token", "saved; not checked with the host (--offline).")
    else:
        yield asyncio.run(_ask_host(found, token))


async def _ask_host(found: Resolved, token: str) -> Finding:
    """One request: does the host answer, and does it take the token?"""
    try:
        client = Client(found.profile.base_url, token)
        try:
            await client.send(Call.of("UserInfo"))
        finally:
            await client.aclose()
    except NotAuthorised as error:
        return Finding("fail", "token", str(error))
    except RateLimited as error:
        return Finding("warn", "host", str(error))
    except FlochatError as error:
        return Finding("fail", "host", str(error))
    quota = client.pacer.quota
    left = ""
    if quota is not None and quota.remaining is not None:
        of = f" of {count(quota.limit)}" if quota.limit else ""
        left = f"; {count(quota.remaining)}{of} calls are left this hour"
    return Finding("ok", "host", f"{found.profile.host} answers and accepts the API key{left}.")
