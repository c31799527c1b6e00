# SPDX-License-Identifier: MIT
"""Judging an answer: a Reply, or the error that it stands for.

Here is all that is known of how hosts answer: when a 200 is no success, what a 404 means, what a 403
comes from. It takes plain values, so it can be told anything in a test.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import NoReturn

import msgspec

from flotui.api import exact, words
from flotui.api.body import decoded
from flotui.api.call import Call
from flotui.api.catalogue import JsonSchema, Operation, Risk, catalogue
from flotui.api.errors import (
    Blocked,
    BrokenReply,
    CutOff,
    Invalid,
    NotAuthorised,
    NotFound,
    NotOffered,
    RateLimited,
    Refused,
    ScopeMissing,
    ServerFailed,
)
from flotui.api.headers import retry_after, whole
from flotui.api.reply import Reply
from flotui.text.quoting import quoted

SCOPES = ("Manage Flow", "Manage Team", "Send Message")
"""The scopes that a token may have."""

_FAILED_WORDS = frozenset({"error", "err", "fail", "failed", "failure", "false", "ko"})
_OK_WORDS = frozenset({"ok", "success", "successful", "true"})
_ERROR_KEYS = frozenset({"message", "msg", "error", "errors", "status", "success", "code", "exception"})
# Begins with fixed characters so that searching a long answer is quick.
_LONE_SURROGATE = r"\\u[dD](?:[89abAB]..(?!\\u[dD][c-fC-F])|[c-fC-F]..(?<!\\u[dD][89abAB]..\\u[dD]...))"
_NOT_JSON = object()


def read_reply(
    call: Call,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    seconds: float,
    *,
    host: str = "the host",
) -> Reply:
    """Make a Reply of what came over the wire.

    Args:
        call: the Call that was sent.
        status: the status code.
        headers: the headers, names in any case.
        body: the body, after decompression.
        seconds: how long it took.
        host: the host's name, for sentences.

    Raises:
        FlochatError: when the answer isn't a success; which one is told in `flotui.api.errors`.
    """
    lowered = {name.lower(): value for name, value in headers.items() if name.lower() != "set-cookie"}
    answer = _AnswerAtHand(call, _operation(call), status, lowered, body, host)
    if 200 <= status < 300:
        answer.check_length(len(body))
        value = answer.success()
        return Reply(call, status, value, lowered, seconds, len(body), body, answer.garbled)
    answer.fail()


class _Documented(msgspec.Struct, frozen=True):
    """What the contract says of an operation's success."""

    keys: frozenset[str]
    """The keys that may be at the top, those of `data` included."""
    bare: bool
    """Whether the contract has a bare object, without `status` or `data`."""
    anything: bool
    """Whether the contract has no shape at all."""
    pages: bool
    """Whether it is a page of a list, with the list under `data`."""


@functools.cache
def _documented(operation_id: str, status: int) -> _Documented:
    operation = catalogue()[operation_id]
    success = [schema for code, schema in operation.responses.items() if code.startswith("2")]
    schema = operation.responses.get(str(status)) or next(iter(success), {})
    top = _properties(schema)
    inner = _properties(top["data"]) if "data" in top else {}
    keys = frozenset({*top, *inner}) - {"status", "message"}
    asked = set(operation.names("query"))
    pages = "data" in top and "limit" in asked
    return _Documented(
        keys, bare=bool(top) and not {"data", "status"} & set(top), anything=not top, pages=pages
    )


def _properties(schema: JsonSchema) -> Mapping[str, JsonSchema]:
    found: Mapping[str, JsonSchema] = catalogue().resolve(schema).get("properties") or {}
    return found


class _AnswerAtHand(msgspec.Struct, frozen=True, dict=True):
    """One answer, while it is being judged."""

    call: Call
    operation: Operation | None
    status: int
    headers: Mapping[str, str]
    body: bytes
    host: str

    @functools.cached_property
    def _decoded(self) -> tuple[str, bool]:
        return decoded(self.body, self.headers.get("content-type", ""))

    @property
    def text(self) -> str:
        """The body as text. Most answers are read without it."""
        return self._decoded[0]

    @property
    def garbled(self) -> bool:
        """Whether some of it is no text: bytes in no known encoding, or halves of surrogate pairs."""
        if "_decoded" not in self.__dict__:  # it was read without
            return False
        return self._decoded[1] or re.search(_LONE_SURROGATE, self.text) is not None

    @property
    def empty(self) -> bool:
        return not self.body or (self.body[:1] not in b"{[" and not self.text.strip())

    @property
    def reads(self) -> bool:
        return self.operation is not None and self.operation.risk is Risk.READ

    @property
    def html(self) -> bool:
        kind = self.headers.get("content-type", "").lower()
        start = self.text.lstrip()[:1]
        return start == "<" or ("html" in kind and start not in ("{", "["))

    def check_length(self, received: int) -> None:
        """Raise CutOff when fewer bytes came than were announced."""
        announced = whole(self.headers.get("content-length"))
        if announced is not None and "content-encoding" not in self.headers and received < announced:
            raise self.cut_off()

    def success(self) -> object:
        """The value of a 2xx answer.

        Raises:
            FlochatError: when it says that it is none after all, or cannot be read.
        """
        if self.empty:
            if self.status == 204 or (not self.reads and self.anything):
                return None
            if self.status == 202:
                raise self.broken(f"{self.host} took the request and didn't say what came of it.")
            raise self.broken(f"{self.host} sent an empty answer.")
        value = self.parsed()
        if value is _NOT_JSON:
            self.unreadable()
        if isinstance(value, dict):
            self.check(value)
        elif not (self.anything or (self.reads and isinstance(value, list) and not self.enveloped)):
            raise self.broken(f"{self.host}'s answer doesn't match the API contract.")
        return value

    @property
    def enveloped(self) -> bool:
        """Whether the contract puts pages into an envelope. A list without it isn't one of them: an empty one would say
        that nothing is there.
        """
        return self.operation is not None and _documented(self.operation.id, self.status).pages

    @property
    def anything(self) -> bool:
        return self.operation is None or _documented(self.operation.id, self.status).anything

    def check(self, value: dict[str, object]) -> None:
        """Raise unless the success rule holds: `status` says ok, or what the contract promises is there."""
        status = value.get("status")
        word = status.strip().lower() if isinstance(status, str) else ""
        if status is True or word in _OK_WORDS:
            return
        documented = _documented(self.operation.id, self.status) if self.operation else None
        present = {
            name
            for name in (documented.keys if documented else value.keys())
            if name in value and (self.reads or value[name] is not None)
        } - _ERROR_KEYS
        message = words.message(value)
        if not present - {"data"} and not value.get("data"):
            self.raise_by_message(message)
        failed = status is False or word in _FAILED_WORDS or value.get("success") is False
        if failed and not (documented and documented.bare and present):
            raise self.refused(message, value)
        if present or value.get("data") is not None or ("data" in value and self.reads):
            return
        if not self.reads and value.get("mid"):
            return
        if value.get("error") or value.get("errors"):
            raise self.refused(message, value)
        if self.anything and set(value) - _ERROR_KEYS:
            return
        if value.get("success") is True:
            return
        tail = f": “{message}”" if message else ""
        raise self.broken(f"{self.host}'s answer doesn't match the API contract{tail}.")

    def parsed(self) -> object:
        """The body as JSON, or `_NOT_JSON`."""
        try:
            return exact.loads_utf8(self.body)
        except ValueError:
            pass  # the slow way reads more: other encodings, NaN, halves of surrogate pairs
        try:
            value = exact.loads(self.text, parse_constant=lambda _: None)
        except ValueError:
            return _NOT_JSON
        return _mended(value) if re.search(_LONE_SURROGATE, self.text) else value

    def unreadable(self) -> NoReturn:
        """Raise for a 2xx whose body is no JSON."""
        start = self.text.lstrip()
        if start[:1] in ("{", "["):
            if len(start) > 1 and start.rstrip()[-1] == {"{": "}", "[": "]"}[start[0]]:
                raise self.broken(f"{self.host}'s answer isn't valid JSON.")
            raise self.cut_off()
        text = quoted(re.sub(r"<[^>]*>", " ", start[:4000]), 120)
        self.raise_by_message(text)
        if self.html:
            raise self.broken(
                f"{self.host} answered with a web page instead of data.",
                advice="Check that the base URL ends in /api and isn't behind a login page."
                if self.reads
                else None,
            )
        raise self.broken(f"{self.host} answered with text instead of data: “{text}”.")

    def fail(self) -> NoReturn:
        """Raise what a status outside 2xx stands for."""
        value = None if self.empty else self.parsed()
        message = words.host_text(value)
        if value is _NOT_JSON and not self.html:
            message = quoted(self.text)
        status = self.status
        if status == 429:
            raise self.limited()
        if status in (301, 302, 303, 307, 308) or (300 <= status < 400 and self.headers.get("location")):
            self.redirected()
        if status >= 500:
            raise self.server_failed(message)
        if status == 304:
            raise self.broken(f"{self.host} answered that nothing is new (status 304), without the data.")
        if status < 400:
            raise self.broken(f"{self.host} answered with an unexpected status, {status}.")
        self.raise_by_message(message)
        if status == 401:
            raise NotAuthorised(f"{self.host} doesn't accept the API key.")
        if status == 403:
            self.forbidden(value, message)
        if status in (404, 410):
            self.missing(message)
        if status == 405:
            raise self.not_offered()
        if status in (400, 422):
            raise self.refused(message, value, invalid=True)
        if status == 408:
            raise Refused(
                f"{self.host} timed out waiting for the request.", advice="Nothing was changed. Try again."
            )
        if status in (413, 414):
            raise Invalid(f"{self.host} refused the request: too large.")
        raise self.refused(message, value)

    def forbidden(self, value: object, message: str) -> NoReturn:
        """Raise for a 403: a firewall's, or a missing scope."""
        if not isinstance(value, dict) or "cloudflare_error" in value or "error_code" in value:
            code = re.search(r"(?:error(?: code)?:?\s*|\"error_code\":\s*)(1\d{3})", self.text, re.I)
            told = f" (error {code[1]})" if code else ""
            is_cloudflare = re.search(words.CLOUDFLARE, self.text[:20000])
            who = (
                f"Cloudflare, the firewall before {self.host},"
                if is_cloudflare
                else f"A firewall before {self.host}"
            )
            raise Blocked(f"{who} blocked the request{told}. It didn't reach the host.")
        plain = re.sub(r"[_\-]+", " ", message).lower()
        scope = next((each for each in SCOPES if each.lower() in plain), None)
        if scope is None and self.operation is not None:
            scope = self.operation.scope
        what = f"lacks the scope {scope}" if scope else "may not do this"
        raise ScopeMissing(
            f"The API key {what}, so {self.host} refused.",
            scope=scope,
            advice=None
            if scope
            else "Create an API key with more scopes in the dashboard, or ask the bot's administrator.",
        )

    def missing(self, message: str) -> NoReturn:
        """Raise for a 404: of the bot, of the route, or of a thing."""
        if re.match(words.NO_BOT, message):
            raise NotAuthorised(
                f"{self.host} accepts the API key, but no bot belongs to it.",
                advice="Create an API key for the right bot in the dashboard (menu at the top right, API keys).",
            )
        if self.html or re.search(words.NO_ROUTE, message) or re.search(words.WRONG_VERB, message):
            raise self.not_offered()
        named = bool(re.search(words.NO_THING, message)) and not re.match(words.BARE_NOT_FOUND, message)
        if named or words.names_a_thing(self.call):
            tail = f": “{message}”." if named else "."
            raise NotFound(f"Not found on {self.host}{tail}")
        raise self.not_offered()

    def redirected(self) -> NoReturn:
        """Raise for a redirect, which is never followed: the token is for one host."""
        where = words.whereto(self.headers.get("location", ""))
        happened = (
            f"{self.host} redirects the request to {where}. flotui sends the API key to its own host only."
        )
        advice = "If that is the right address, make it the base URL."
        if self.reads or self.status in (301, 307, 308):
            raise Refused(happened, advice=advice)
        raise BrokenReply(f"{happened} The outcome is unknown.", advice=advice)

    def raise_by_message(self, message: str) -> None:
        """Raise what the message itself tells, whatever the status."""
        if re.search(words.LIMITED, message):
            raise self.limited()
        if re.search(words.WRONG_VERB, message) or re.search(words.NO_ROUTE, message):
            raise self.not_offered()
        if re.search(words.UNAUTHENTICATED, message):
            raise NotAuthorised(f"{self.host} doesn't accept the API key.")
        if re.match(words.NO_BOT, message):
            self.missing(message)

    def limited(self) -> RateLimited:
        return RateLimited(
            f"{self.host} refuses further calls: this hour's quota is used up.",
            retry_after=retry_after(self.headers),
        )

    def not_offered(self) -> NotOffered:
        what = f" ({self.operation.method} {self.operation.path})" if self.operation else ""
        return NotOffered(f"{self.host} doesn't offer this{what}.")

    def refused(self, message: str, value: object, *, invalid: bool = False) -> Refused:
        fields = words.fields(value, message)
        shown = words.with_arguments(message, fields)
        if not invalid and not fields:
            status = f" (status {self.status})" if self.status >= 400 else ""
            return Refused(
                f"{self.host} refused" + (f": “{quoted(shown)}”." if shown else f" without a reason{status}.")
            )
        tail = f": “{quoted(shown)}”." if shown else " and doesn't say why."
        return Invalid(f"{self.host} refused what was sent{tail}", fields=fields)

    def server_failed(self, message: str) -> ServerFailed:
        tail = f": “{message}”" if message else ""
        what = "failed while processing the request"
        if self.status == 503:
            what = "is down for now"
        elif self.status in (502, 504) or 520 <= self.status <= 530:
            what = "can't be reached behind its gateway"
        if self.reads:
            return ServerFailed(
                f"{self.host} {what} (status {self.status}){tail}.",
                status=self.status,
                advice="Nothing was changed. Try again in a minute.",
            )
        return ServerFailed(
            f"{self.host} {what} (status {self.status}){tail}. The outcome is unknown.",
            status=self.status,
        )

    def cut_off(self) -> CutOff:
        return CutOff.of(self.host, reads=self.reads)

    def broken(self, happened: str, *, advice: str | None = None) -> BrokenReply:
        if self.reads:
            return BrokenReply(happened, advice=advice or "Nothing was changed. Try again.")
        return BrokenReply(f"{happened} The outcome is unknown.", advice=advice)


def _operation(call: Call) -> Operation | None:
    try:
        return call.operation
    except KeyError:
        return None


def _mended(value: object) -> object:
    """The value with halves of surrogate pairs replaced: they can be neither stored nor shown."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(each) for each in value]
    if isinstance(value, dict):
        return {_mended(name): _mended(each) for name, each in value.items()}
    return value
