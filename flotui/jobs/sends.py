# SPDX-License-Identifier: MIT
"""What can be sent to each of several subscribers, and who of them is left out.

A sort of send is a function here that makes a `Send`. One dialog sends it to one, to the marked ones, and to a crowd of
whom only the ids are known; a job sends it to an audience.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

from flotui.api.errors import Malformed
from flotui.api.models.flow import SubFlow
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.edit import Edit
from flotui.repositories.sending import (
    SEND_CONTENT,
    SEND_EMAIL,
    SEND_NODE,
    SEND_SMS,
    SEND_SUB_FLOW,
    send_edit,
)
from flotui.repositories.shown import SEND_TEXT
from flotui.text import mail
from flotui.text.captions import caption
from flotui.text.phone_numbers import digits_of
from flotui.text.quoting import quoted
from flotui.text.sendable import LONGEST_MAIL, LONGEST_SMS, problem

_SHOWN = 40
"""Characters of a text that a title shows."""


class Fitted(NamedTuple):
    """What one subscriber is sent."""

    body: Mapping[str, object]
    """The body without who gets it."""
    summary: str
    left_out: str
    """Why they aren't, as a sentence; empty where they are."""


class Send(NamedTuple):
    """Something that is sent to each."""

    summary: str
    """What, as a sentence without a full stop: `Send sub-flow Main menu`."""
    noun: str
    """The same in a sentence about one of them: `sub-flow Main menu`, `an e-mail`."""
    operation: str
    body: Mapping[str, object]
    """The body without who gets it."""
    fit: Callable[[Subscriber], Fitted] | None = None
    """What each gets, where that isn't the same for all."""
    reads: frozenset[str] = frozenset()
    """The ids of the user fields that it looks at then."""
    late_matters: bool = True
    """Whether WhatsApp's window keeps it from arriving."""
    needs: str = ""
    """The key of a row without which it doesn't reach somebody, who is left out then: `email`; empty for none."""
    asks: Literal["", "email", "sms"] = ""
    """What somebody opts in to who wants it; empty where nobody is asked."""


def texting(text: str) -> Send:
    """That each is sent a text, the same to all: nothing in it is filled in.

    Raises:
        Malformed: when it can't be sent as it is.
    """
    if why := problem(text):
        raise Malformed(why)
    return Send(f'Send "{quoted(text, _SHOWN)}"', "a message", SEND_TEXT, {"content": text})


_LACKS = {"email": "No e-mail address.", "phone": "No phone number."}
"""Why somebody is left out who lacks what a send needs."""
_SHARES = {"email": "Same e-mail address as another.", "phone": "Same phone number as another."}
"""Why somebody is left out at whose address another gets it."""
_KEYS: Mapping[str, Callable[[str], str]] = {"email": mail.key, "phone": digits_of}
"""What an address is compared by."""


class Recipients:
    """Who of many gets something that goes to an address: each address once, as two subscribers may be one person."""

    def __init__(self) -> None:
        self._whose: dict[tuple[str, str], str] = {}

    def left_out(self, sends: Iterable[Send], row: Mapping[str, object]) -> str:
        """Why a subscriber isn't sent some things, as a sentence; empty where they are, and then nobody else is there.

        Args:
            sends: what is sent, all of it or nothing.
            row: the subscriber's row.
        """
        taken = []
        user_ns = str(row.get("user_ns") or "")
        for need in (each.needs for each in sends if each.needs):
            address = _KEYS[need](str(row.get(need) or ""))
            if not address:
                return _LACKS[need]
            if self._whose.get((need, address), user_ns) != user_ns:
                return _SHARES[need]
            taken.append((need, address))
        self._whose.update(dict.fromkeys(taken, user_ns))
        return ""


def not_opted_in(sends: Iterable[Send], person: Subscriber) -> set[str]:
    """What a subscriber is sent without having opted in to it, in words: `e-mail`, `SMS`.

    Args:
        sends: what they are sent.
        person: who.
    """
    return {caption(each.asks) for each in sends if each.asks and not person.has_opted_in(each.asks)}


def mailing(subject: str, text: str) -> Send:
    """That each with an address is sent an e-mail, the same to all.

    Raises:
        Malformed: when it can't be sent as it is.
    """
    for each in (subject, text):
        if why := problem(each, LONGEST_MAIL):
            raise Malformed(f"E-mail: {why}")
    body = {"subject": subject, "content": text}
    summary = f'Send e-mail "{quoted(subject, _SHOWN)}"'
    return Send(summary, "an e-mail", SEND_EMAIL, body, late_matters=False, needs="email", asks="email")


def texting_by_sms(text: str) -> Send:
    """That each with a phone number is sent an SMS, the same to all.

    Raises:
        Malformed: when it can't be sent as it is.
    """
    if why := problem(text, LONGEST_SMS):
        raise Malformed(f"SMS: {why}")
    summary = f'Send SMS "{quoted(text, _SHOWN)}"'
    body = {"content": text}
    return Send(summary, "an SMS", SEND_SMS, body, late_matters=False, needs="phone", asks="sms")


def starting(sub_flow: SubFlow) -> Send:
    """That a sub-flow is started for each."""
    noun = f"sub-flow {sub_flow.name}"
    return Send(f"Send {noun}", noun, SEND_SUB_FLOW, {"sub_flow_ns": sub_flow.sub_flow_ns})


def going_on(node_ns: str) -> Send:
    """That each goes on from a step, by its node id."""
    noun = f"step {node_ns}"
    return Send(f"Send {noun}", noun, SEND_NODE, {"node_ns": node_ns})


def with_content(content: Mapping[str, object]) -> Send:
    """That each is sent content, the same to all: messages of several kinds, and what the bot shall do with them.

    Args:
        content: as the contract describes it: `messages`, `actions`, `quick_replies`, `goto`.
    """
    return Send(
        "Send content", "content", SEND_CONTENT, {"data": {"version": "v1", "content": dict(content)}}
    )


def edit_of(send: Send, person: Subscriber) -> Edit:
    """What one subscriber is sent, as an edit; whether they are to get it is for `Recipients` and `Fitted` to say.

    Args:
        send: what is sent.
        person: to whom.
    """
    body = send.body if send.fit is None else send.fit(person).body
    return send_edit(person, send.operation, send.noun, body)
