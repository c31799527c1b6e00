# SPDX-License-Identifier: MIT
"""Content: several messages in one sending, each with buttons, and quick replies below the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from flotui.api.errors import Malformed
from flotui.api.exact import Json, dumps, loads
from flotui.resources.ask import Choice, Field
from flotui.resources.text import Span, Text

_KINDS = ("text", "image", "audio", "video", "file")
_BY_HAND = "The content as JSON, instead of the fields above: messages, actions, quick_replies, goto."
_TARGET = "An address (https://…), or the name or id of a step."


def content_fields() -> tuple[Field, ...]:
    """The fields of a content's form."""
    return (
        Field("messages", "Messages", "list", "1", items=_message),
        Field("replies", "Quick replies", "list", "0", items=_reply),
        Field("json", "or JSON", "json", help=_BY_HAND),
    )


def _message(index: int) -> list[Field]:
    at = f"messages.{index}"
    kinds = [Choice(kind, kind) for kind in _KINDS]
    return [
        Field(f"{at}.type", f"Message {index + 1}", "choice", "text", choices=kinds, required=True, depth=1),
        Field(
            f"{at}.text", "Text or link", "longtext", help="The text, or the address of the file.", depth=1
        ),
        Field(f"{at}.buttons", "Buttons", "list", "0", items=partial(_button, at), depth=1),
    ]


def _button(message: str, index: int) -> list[Field]:
    at = f"{message}.buttons.{index}"
    return [
        Field(f"{at}.caption", f"Button {index + 1}", depth=2),
        Field(f"{at}.target", "Leads to", help=_TARGET, depth=2),
    ]


def _reply(index: int) -> list[Field]:
    at = f"replies.{index}"
    return [
        Field(f"{at}.caption", f"Quick reply {index + 1}", depth=1),
        Field(f"{at}.target", "Leads to", help="The name or id of a step.", depth=1),
    ]


def content_of(answer: Mapping[str, str]) -> dict[str, object]:
    """The content that was filled in, as the host takes it.

    Args:
        answer: the form's answer.

    Raises:
        Malformed: when there is none, or a part of it is missing.
    """
    if answer.get("json"):
        found = loads(answer["json"])
        if not isinstance(found, dict):
            message = "The content has to be a JSON object."
            raise Malformed(message, advice='Such as {"messages": […]}.', fields={"json": (message,)})
        return found
    messages = [_message_of(at, answer) for at in _items("messages", answer)]
    content: dict[str, object] = {"messages": messages}
    replies = [_leading(at, answer, link=False) for at in _items("replies", answer)]
    if not messages:
        raise Malformed("There is nothing to send.", advice="Add a message, or type the content as JSON.")
    return content | ({"quick_replies": replies} if replies else {})


def _items(name: str, answer: Mapping[str, str]) -> Iterator[str]:
    """The paths of a list's items, in order."""
    prefix = f"{name}."
    indexes = {int(each[len(prefix) :].partition(".")[0]) for each in answer if each.startswith(prefix)}
    return (f"{prefix}{index}" for index in sorted(indexes))


def _message_of(at: str, answer: Mapping[str, str]) -> dict[str, object]:
    kind = answer[f"{at}.type"]
    text = _needed(f"{at}.text", answer, "Type the message, or remove it with -.")
    if kind != "text" and not _is_link(text):
        raise _wrong(f"{at}.text", f"The {kind} needs an address that begins with https://.")
    buttons = [_leading(each, answer, link=True) for each in _items(f"{at}.buttons", answer)]
    return {"type": kind, "text" if kind == "text" else "url": text} | (
        {"buttons": buttons} if buttons else {}
    )


def _leading(at: str, answer: Mapping[str, str], *, link: bool) -> dict[str, str]:
    """A button or a quick reply."""
    caption = _needed(f"{at}.caption", answer, "Type what it says, or remove it with -.")
    target = _needed(f"{at}.target", answer, "Type where it leads, or remove it with -.")
    if _is_link(target):
        if not link:
            raise _wrong(f"{at}.target", "A quick reply leads to a step, not to an address.")
        return {"type": "url", "caption": caption, "url": target}
    return {"type": "node", "caption": caption, "target": target}


def _is_link(text: str) -> bool:
    return text.lower().startswith(("https://", "http://")) and len(text.split()) == 1


def _needed(name: str, answer: Mapping[str, str], message: str) -> str:
    text = answer.get(name, "").strip()
    if not text:
        raise _wrong(name, message)
    return text


def _wrong(name: str, message: str) -> Malformed:
    return Malformed(f"Not sent. {message}", fields={name: (message,)}, advice="")


def content_lines(content: Mapping[str, Json]) -> list[Text]:
    """All of a content for a confirmation: what the form makes line by line, anything else as JSON.

    Args:
        content: the content.
    """
    messages, replies = content.get("messages", []), content.get("quick_replies", [])
    if not (
        content.keys() <= {"messages", "quick_replies"}
        and _plain(messages, "text", "url", "buttons")
        and all(_plain(each.get("buttons", []), "caption", "url", "target") for each in messages)
        and _plain(replies, "caption", "target")
    ):
        return list(dumps(content, indent=2).splitlines())
    lines: list[Text] = []
    for each in messages:
        lines.append(f"{each.get('type')}: {each.get('text') or each.get('url')}")
        lines += map(_led, each.get("buttons", []))
    return [*lines, *map(_led, replies)]


def _plain(items: object, *names: str) -> bool:
    """Whether something is a list of objects with no other keys than these and a type."""
    return isinstance(items, list) and all(
        isinstance(each, dict) and each.keys() <= {"type", *names} for each in items
    )


def _led(item: Mapping[str, object]) -> Text:
    target = item.get("url") or item.get("target")
    return (Span("  [", "dim"), Span(str(item.get("caption"))), Span(f"] → {target}", "dim"))
