# SPDX-License-Identifier: MIT
"""A Reply: what a host answered to a Call that it carried out."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from flotui.api.body import decoded
from flotui.api.call import Call
from flotui.api.headers import whole


class Reply(msgspec.Struct, frozen=True):
    """What a host answered to a Call that it carried out."""

    call: Call
    """The Call."""
    status: int
    """The status code, 2xx."""
    value: object
    """The parsed JSON; None where there was no body."""
    headers: Mapping[str, str]
    """The headers, names in lower case, without cookies."""
    seconds: float
    """How long it took."""
    size: int
    """The body's length in bytes, after decompression."""
    body: bytes
    """The body as it came, after decompression."""
    garbled: bool = False
    """Whether some of it is no text; � stands for that."""
    existing: bool = False
    """Whether what it seems to have created was there before: set by `workspace`, which knows what was read."""
    repeated: bool = False
    """Whether the Call had been sent before, and that answer was lost: it may have been carried out twice."""

    @property
    def text(self) -> str:
        """The body as text."""
        return decoded(self.body, self.headers.get("content-type", ""))[0]

    @property
    def data(self) -> object:
        """What the envelope holds under `data`; the whole value where there is no envelope."""
        return payload(self.value)

    @property
    def total(self) -> int | None:
        """How many rows there are in all, where the host says so."""
        return self._number("total")

    @property
    def page(self) -> int | None:
        """Which page this is, from 1, where the host says so."""
        return self._number("current_page")

    @property
    def last_page(self) -> int | None:
        """The last page's number, where the host says so."""
        return self._number("last_page")

    @property
    def has_next(self) -> bool | None:
        """Whether another page follows; None where the host doesn't say."""
        if self.page is not None and self.last_page is not None:
            return self.page < self.last_page
        for place, name in ((self._part("links"), "next"), (self._top, "next_page_url")):
            if name in place:
                return bool(place[name])
        each = self._number("per_page")
        if self.total is not None and self.page is not None and each:
            return self.page * each < self.total
        return None

    @property
    def _top(self) -> Mapping[str, object]:
        return self.value if isinstance(self.value, dict) else {}

    def _part(self, name: str) -> Mapping[str, object]:
        part = self._top.get(name)
        return part if isinstance(part, dict) else {}

    def _number(self, name: str) -> int | None:
        """A paging number from `meta`, or from the top, where some hosts put it beside a list."""
        found = whole(self._part("meta").get(name))
        if found is None and isinstance(self._top.get("data"), list):
            found = whole(self._top.get(name))
        return found


def payload(value: object) -> object:
    """What an answer's envelope holds under `data`; the whole answer where there is no envelope.

    PHP writes the rows of a list as an object, by their numbers, where some were taken out of it: those of a page are a
    list.

    Args:
        value: the answer.
    """
    if not isinstance(value, dict) or "data" not in value:
        return value
    found = value["data"]
    if isinstance(found, dict) and found and not value.keys().isdisjoint(("meta", "links")):
        return [*found.values()] if all(map(str.isdecimal, found)) else found
    return found
