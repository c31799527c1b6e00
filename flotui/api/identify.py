# SPDX-License-Identifier: MIT
"""Who a key is, at an address that a person typed: what isn't the API's address is said to be none."""

from __future__ import annotations

from urllib.parse import urlsplit

from flotui.api.client import Client
from flotui.api.errors import (
    BrokenReply,
    CutOff,
    Dropped,
    FlochatError,
    InsecureHost,
    Malformed,
    NotAuthorised,
    NotFound,
    NotOffered,
    NotTheApi,
    Received,
    Refused,
    TimedOut,
    Unreachable,
)
from flotui.api.probe import TokenIdentity, probe
from flotui.api.words import whereto

EXAMPLE = "An API's address looks like https://app.flochat.ai/api."


async def identify(base_url: str, token: str, transport: object = None) -> TokenIdentity:
    """Ask the host at an address who a key is.

    Args:
        base_url: the address, as `normalise_base_url` writes it.
        token: the key.
        transport: an httpx transport, in place of the network.

    Raises:
        NotTheApi: when something else is there.
        FlochatError: as `probe` does, with what to check of the address.
    """
    client = Client(base_url, token, transport=transport)
    try:
        return await probe(client)
    except FlochatError as error:
        raise _of_the_address(error, base_url) from error
    finally:
        await client.aclose()


def _of_the_address(error: FlochatError, base_url: str) -> FlochatError:
    """An error as it is said where the address may be wrong, and no list can be refreshed."""
    what = _what_is_there(error)
    if what:
        return NotTheApi(f"{base_url} isn't the API's address: {what}.", advice=looks_like(base_url))
    if isinstance(error, Unreachable | InsecureHost | TimedOut | Dropped):
        if error.advice != type(error).advice and isinstance(error, Unreachable | InsecureHost):
            return error  # it knows better: the proxy, plain http
        return type(error)(error.happened, advice=f"Check the address. {looks_like(base_url)}")
    return error


def looks_like(base_url: str) -> str:
    """What an address should look like: the likely one of the same host, or an example."""
    parts = urlsplit(base_url)
    likely = f"{parts.scheme}://{parts.netloc}/api"
    return EXAMPLE if likely == base_url else f"The API of this host may be at {likely}."


def _what_is_there(error: FlochatError) -> str:
    """What an answer shows to be at an address that isn't the API's; empty where it may be the API."""
    received = error.received
    if received is None or isinstance(error, CutOff | Malformed):
        return ""
    if 300 <= received.status < 400:
        location = next((each for name, each in received.headers.items() if name.lower() == "location"), "")
        return f"it redirects to {whereto(location)}"
    page = _is_page(received)
    if isinstance(error, NotAuthorised):
        return "it asks for a login of its own" if page else ""
    if isinstance(error, NotFound | NotOffered | BrokenReply):
        return "a web page is there" if page else "it doesn't have what the API has"
    if type(error) is Refused:
        return "a web page is there" if page else ""
    return ""


def _is_page(received: Received) -> bool:
    return received.text.lstrip()[:1] == "<"
