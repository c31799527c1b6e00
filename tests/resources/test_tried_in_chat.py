# SPDX-License-Identifier: MIT
"""A send of unknown outcome that is begun anew: the chat is read first, and what it shows is in the question."""

from __future__ import annotations

from functools import partial

import pytest

from flotui.api.errors import FlochatError
from flotui.jobs.sends import edit_of
from flotui.repositories.edit import Edit
from flotui.repositories.filling import FilledTemplate
from flotui.repositories.sending import send_text
from flotui.resources.ask import Cancelled, Confirm
from flotui.resources.reading import read_all
from flotui.resources.templating import sending_of
from flotui.resources.text import plain
from flotui.resources.tried_in_chat import look_and_ask_again
from flotui.store.entry import Outcome
from flotui.workspace import Workspace
from flotui.workspace.comparing import NothingToDo
from tests.support.ask import NO, Answers
from tests.support.bot import Bot
from tests.support.people import ana

CHAT = "/subscriber/chat-messages"


async def lost(workspace: Workspace, bot: Bot, what: str, kind: str = "drop") -> Edit:
    """Send a text or a template of which nobody knows whether it arrived."""
    person = await ana(workspace)
    if what == "text":
        edit = send_text(person, "Hello again")
    else:
        template = (await read_all(workspace.sending.whatsapp_templates()))[0]
        edit = edit_of(sending_of(FilledTemplate(template, {}, {}, "WhatsApp", ())), person)
    await bot.fault(kind=kind, path="/subscriber/send-*", times=1)
    with pytest.raises(FlochatError):
        await workspace.apply(edit)
    return edit


def asked(ask: Answers) -> list[str]:
    question = ask.asked[-1]
    assert isinstance(question, Confirm) and question.title == "Send it again?"
    return [plain(line) for line in question.lines]


async def again(workspace: Workspace, edit: Edit, *answers: object) -> Answers:
    ask = Answers(*answers)
    workspace.decides(None, again=partial(look_and_ask_again, ask, workspace))
    await workspace.apply(edit)
    return ask


async def test_the_bots_messages_since_are_shown_of_a_template_and_settle_nothing(
    workspace: Workspace, bot: Bot
) -> None:
    edit = await lost(workspace, bot, "template")
    ask = await again(workspace, edit, True)
    lines = asked(ask)
    assert "Their chat, read just now, shows since then:" in lines
    assert "Look in the chat first." not in lines
    outcomes = [each.outcome for each in await workspace.journal.written(5, edit.subject)]
    assert outcomes == [Outcome.DONE, Outcome.RESENT]


async def test_a_chat_that_shows_nothing_since_says_so(workspace: Workspace, bot: Bot) -> None:
    edit = await lost(workspace, bot, "template", "500-before")
    ask = await again(workspace, edit, True)
    assert "Their chat, read just now, shows no message to them since." in asked(ask)


async def test_what_whatsapp_refused_is_no_message_to_them(workspace: Workspace, bot: Bot) -> None:
    edit = await lost(workspace, bot, "template", "500-before")
    await bot.door(
        "POST",
        "/arrivals",
        {"who": edit.subject, "kind": "out", "text": "WhatsApp Error 131047: Re-engagement"},
    )
    ask = await again(workspace, edit, True)
    assert "Their chat, read just now, shows no message to them since." in asked(ask)


async def test_a_text_that_the_chat_shows_is_not_sent_again(workspace: Workspace, bot: Bot) -> None:
    edit = await lost(workspace, bot, "text")
    before = await bot.accepted()
    with pytest.raises(NothingToDo, match="the chat shows it"):
        await again(workspace, edit)
    assert await bot.accepted() == before
    assert await workspace.journal.unknown() == []


async def test_a_chat_that_cannot_be_read_is_said_to_be_so(workspace: Workspace, bot: Bot) -> None:
    edit = await lost(workspace, bot, "template")
    await bot.fault(kind="500", path=CHAT, times=0)
    before = await bot.accepted()
    ask = Answers(NO)
    workspace.decides(None, again=partial(look_and_ask_again, ask, workspace))
    with pytest.raises(Cancelled):
        await workspace.apply(edit)
    assert any(line.startswith("Couldn't read the chat.") for line in asked(ask))
    assert "Look in the chat first." in asked(ask)
    assert await bot.accepted() == before
