# SPDX-License-Identifier: MIT
"""What can go wrong between a Call and its Reply, as sentences for a person.

    FlochatError
    ├── NotSent              nothing left this machine
    │   ├── Unreachable          no connection: refused, no such host, no route
    │   ├── InsecureHost         the TLS handshake failed
    │   ├── Malformed            the call does not fit the contract, or names another bot's ids
    │   └── Stopped              read-only mode, dry run
    │       └── Reserved             only the quota's reserve is left
    ├── Refused              the host answered, and nothing was done
    │   ├── NotAuthorised        401: the token is wrong or revoked
    │   ├── ScopeMissing         403: the token may not do this
    │   ├── Blocked              403 with HTML: a firewall before the host, not the host
    │   ├── NotFound             404 for a thing
    │   ├── NotOffered           404 for a route: this host has no such section
    │   ├── NotTheApi            what is at an address that was typed isn't the API
    │   ├── Invalid              400 and 422: the arguments, field by field
    │   └── RateLimited          429, or a 200 that says so
    └── Unknown              sent, but what came of it is not known
        ├── TimedOut             no answer in time
        ├── Dropped              the connection broke after the request had left
        ├── ServerFailed         5xx
        └── BrokenReply          an answer that cannot be read: HTML, another shape
            ├── AnotherRow           one about another thing than was asked for
            └── CutOff               one that broke off in the middle

The three branches are what matters to a write: after `NotSent` and `Refused` a draft may simply be
sent again, after `Unknown` a person has to look first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Self

import msgspec


class Received(msgspec.Struct, frozen=True):
    """An answer as it came, for showing it."""

    status: int
    """The status code."""
    headers: Mapping[str, str]
    """The headers."""
    text: str
    """The body."""
    seconds: float
    """How long it took."""
    size: int
    """The body's length in bytes."""


class FlochatError(Exception):
    """Anything that kept a Call from its Reply.

    `str(error)` is the whole sentence for a person; the parts are beside it.
    """

    advice = "Try again. If it keeps failing, see the log (flotui locate shows where)."
    """What to try, where an instance says nothing better."""

    command_advice: str | None = None
    """What to try where there is no screen, at the command line; None where the advice holds there too."""

    received: Received | None = None
    """What the host answered, where it did."""

    entry: int | None = None
    """The journal's entry of the write that it is about, where that was noted."""
    job: int | None = None
    """The job that waits as a whole because of it, where it is one that a dialog began."""

    unsettled: bool = False
    """Whether it left open what became of something that was to be changed."""

    def __init__(self, happened: str, *, advice: str | None = None) -> None:
        """
        Args:
            happened: what happened, as one or two sentences that end with a full stop.
            advice: what to try, likewise; the class's own by default.
        """
        self.happened = happened
        if advice is not None:
            self.advice = advice
        super().__init__(_together(happened, self.advice))

    @property
    def at_command_line(self) -> str:
        """The whole sentence for a person who has no screen of flotui's before them."""
        advice = self.advice if self.command_advice is None else self.command_advice
        return _together(self.happened, advice)


def _together(happened: str, advice: str) -> str:
    """What happened and what to try, as sentences: what is also said in a cell has no full stop of its own."""
    stop = "." if advice and happened and happened[-1] not in ".!?…" else ""
    return f"{happened}{stop} {advice}".strip()


class NotSent(FlochatError):
    """Nothing left this machine."""


NEVER_LEFT = "The request had not left."
"""The argument of a `CancelledError` that ended a request, and all earlier ones of its call, before it could leave."""


def never_left(error: BaseException) -> bool:
    """Whether a call was cancelled before anything of it could leave this machine.

    Args:
        error: what the sending of it ended with.
    """
    return isinstance(error, asyncio.CancelledError) and error.args == (NEVER_LEFT,)


class Unreachable(NotSent):
    """No connection to the host could be created."""

    advice = "Check the network and the base URL, then try again."


class InsecureHost(NotSent):
    """The host's certificate could not be verified, so nothing was sent to it."""

    advice = "Check the base URL and this machine's clock; a company proxy needs its certificate installed."


class Malformed(NotSent):
    """The call does not fit the contract, so the host was not asked."""

    advice = "Correct it and try again."

    def __init__(
        self,
        happened: str,
        *,
        fields: Mapping[str, Sequence[str]] | None = None,
        advice: str | None = None,
        typed_at: int | None = None,
    ) -> None:
        super().__init__(happened, advice=advice)
        self.typed_at = typed_at
        """Where in a line that was typed the fault is, from 0; None where it is no such line's."""
        self.fields: dict[str, tuple[str, ...]] = {
            name: tuple(texts) for name, texts in (fields or {}).items()
        }
        """What is wrong with each argument, by its dotted path."""


class Stopped(NotSent):
    """The program itself held the call back: read-only mode, a dry run, or the quota's reserve."""

    advice = ""


class Reserved(Stopped):
    """Only the quota's reserve is left, which is kept for what a person does on screen."""

    def __init__(self, happened: str, *, advice: str, reserve: int, always: bool = False) -> None:
        """
        Args:
            happened: what that comes to on screen.
            advice: what can be done there.
            reserve: how many calls are reserved.
            always: whether these are all that an hour has, so that waiting is of no use.
        """
        super().__init__(happened, advice=advice)
        self.reserve = reserve
        self.always = always

    @property
    def at_command_line(self) -> str:
        """That nothing more is asked for, and when it can be."""
        if self.always:
            return f"{self}"
        return f"Only the {self.reserve} reserved calls of this hour are left; the others are back within an hour."


class Refused(FlochatError):
    """The host answered, and says that it did nothing."""

    advice = "Nothing was changed."


class NotAuthorised(Refused):
    """401: the token is wrong, revoked or missing."""

    advice = "Log in again with an API key from the dashboard (menu at the top right, API keys)."


class ScopeMissing(Refused):
    """403: the token lacks a scope."""

    def __init__(self, happened: str, *, scope: str | None = None, advice: str | None = None) -> None:
        super().__init__(
            happened,
            advice=advice
            or "Create an API key with that scope in the dashboard, or ask the bot's administrator.",
        )
        self.scope = scope
        """The scope that is missing, such as `Manage Team`, where it is known."""


class Blocked(Refused):
    """403 with an HTML page: a firewall before the host refused, not the host."""

    advice = "Wait a minute and try again. If it persists, ask the host's support to allow flotui's requests."


class NotFound(Refused):
    """404: the host knows the route, but not the thing."""

    advice = "It may have been deleted."


class NotOffered(Refused):
    """404 for the route itself: this host is older and has no such section."""

    advice = "Everything else goes on working."
    command_advice = ""


class NotTheApi(Refused):
    """What answers at the address that a person gave is something else than the API."""

    advice = "An API's address looks like https://app.flochat.ai/api."


class Invalid(Refused):
    """400 or 422: the host does not take the arguments."""

    def __init__(
        self,
        happened: str,
        *,
        fields: Mapping[str, Sequence[str]] | None = None,
        advice: str | None = None,
    ) -> None:
        super().__init__(happened, advice=advice or "Nothing was changed. Correct it and send it again.")
        self.fields: dict[str, tuple[str, ...]] = {
            name: tuple(texts) for name, texts in (fields or {}).items()
        }
        """What the host says of each argument, by its dotted path: `data.0.tag_ns`."""

    def not_typed(self) -> None:
        """Advise nobody to correct it: the program made what was sent, such as an undo."""
        self.advice = Refused.advice
        self.args = (_together(self.happened, self.advice),)


class RateLimited(Refused):
    """429, or a 200 whose message says the same: the hour's requests are used up."""

    def __init__(self, happened: str, *, retry_after: float | None = None, advice: str | None = None) -> None:
        super().__init__(happened, advice=advice)
        self.retry_after = retry_after
        """Seconds to wait, where the host says so."""


class Unknown(FlochatError):
    """The request left, and what came of it is not known."""

    advice = "Check whether it arrived before you send it again."
    unsettled = True


class TimedOut(Unknown):
    """No answer came in time."""


class Dropped(Unknown):
    """The connection broke after the request had left."""

    def __init__(self, happened: str, *, reads: bool = False, advice: str | None = None) -> None:
        super().__init__(happened, advice=advice)
        self.reads = reads
        """Whether the Call changes nothing, so that nothing is in doubt."""


class ServerFailed(Unknown):
    """5xx: the host failed while processing the request."""

    def __init__(self, happened: str, *, status: int, advice: str | None = None) -> None:
        super().__init__(happened, advice=advice)
        self.status = status
        """The status code."""


class BrokenReply(Unknown):
    """An answer that cannot be read: HTML, cut off in the middle, or of a shape that means nothing."""

    @classmethod
    def to_a_read(cls, happened: str) -> Self:
        """The error for an answer to a Call that changes nothing, so that nothing is in doubt.

        Args:
            happened: what happened, as a sentence.
        """
        return cls(happened, advice="Nothing was changed. Try again.")


class AnotherRow(BrokenReply):
    """An answer to a read that is about another thing than was asked for, or doesn't say about which."""

    @classmethod
    def of(cls, kind: str, row_id: str) -> Self:
        """The error for such an answer.

        Args:
            kind: what such a thing is called: `subscriber`.
            row_id: the id in the answer; empty where it has none.
        """
        if not row_id:
            return cls.to_a_read(f"The host's answer doesn't say which {kind} it is about.")
        return cls.to_a_read(f"The host answered with another {kind} than was asked for.")


class CutOff(BrokenReply):
    """An answer that broke off in the middle."""

    @classmethod
    def of(cls, host: str, *, reads: bool) -> CutOff:
        """The error for a host's answer.

        Args:
            host: the host's name.
            reads: whether the Call changes nothing.
        """
        happened = f"{host}'s answer was cut short, so it was discarded."
        if reads:
            return cls(happened, advice="Try again, or ask for fewer rows at once.")
        return cls(f"{happened} The outcome is unknown.")
