# SPDX-License-Identifier: MIT
"""An operation on one screen."""

from __future__ import annotations

import time

import pytest

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.resources.cards import CardLine
from flotui.resources.explorer.card import OPERATION_CARD
from flotui.resources.explorer.session import OperationRow, session
from flotui.resources.explorer.tree import Tree
from flotui.resources.text import cells_of, plain
from flotui.workspace import Workspace
from flotui.workspace.calling import Answer

WIDTHS = (30, 62, 74, 110)


def drawn(workspace: Workspace, operation_id: str, width: int = 62) -> list[CardLine]:
    row = OperationRow(catalogue()[operation_id], "authorised")
    return list(OPERATION_CARD.draw(workspace, row, {}, width))


def said(workspace: Workspace, operation_id: str, width: int = 62) -> str:
    return "\n".join(plain(line.text).rstrip() for line in drawn(workspace, operation_id, width))


def test_what_it_takes_its_command_and_its_answers_are_on_one_screen(workspace: Workspace) -> None:
    shown = said(workspace, "flowBotUserSendText").splitlines()
    assert shown[0].startswith("POST /subscriber/send-text") and shown[0].endswith("sends: reaches a person")
    assert any(each.startswith("content *  text") for each in shown), "as wide as the names are"
    assert any(each.startswith("curl -X POST") for each in shown)
    assert any(each.split() == ["400", "message"] for each in shown)
    assert not any("Response" in each for each in shown), "nothing came of it yet"
    assert len(shown) <= 24


def test_the_answers_first_lines_are_on_it_without_credentials(workspace: Workspace) -> None:
    text = '{"data": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], "token": "secret-of-ana"}'
    call = Call.of("flowTags", query={"limit": 2})
    session(workspace).keep(Answer(call, time.time(), 200, 0.042, 248, {}, text, None))
    shown = said(workspace, "flowTags")
    assert "200 · now · 42 ms · 248 bytes" in shown and "data: [13 items]" in shown and "4 more" in shown
    assert "limit=2" in shown and "as last executed" in shown
    session(workspace).revealed.add("flowTags")
    session(workspace).trees["flowTags"] = Tree({"token": "secret-of-ana"})
    assert not any("secret" in f"{plain(each.text)}{each.values}" for each in drawn(workspace, "flowTags"))


@pytest.mark.parametrize("width", WIDTHS)
def test_no_operations_card_is_wider_than_it_may_be(workspace: Workspace, width: int) -> None:
    for operation in catalogue().operations:
        lines = drawn(workspace, operation.id, width)
        assert max(cells_of(line.text) for line in lines) <= width, operation.id
        assert len({line.id for line in lines}) == len(lines), operation.id


def test_operations_are_called_what_they_do_without_what_they_list(workspace: Workspace) -> None:
    titles = {each.id: each.title for each in catalogue().operations}
    assert titles["workspaceSettingsLiveChatSidebarUpdate"] == "Set the live chat sidebar settings"
    assert titles["flowSetAudioTranscription"] == "Choose the audio transcription model"
    assert "Read default AI provider and model" in titles.values()
    assert max(map(len, titles.values())) <= 80, "a name is one line"
    shown = " ".join(said(workspace, "flowSetDefaultStartFlow").split())
    assert "; 'main' resets to main flow" in shown, "the card has all of it"


def test_what_has_to_be_there_is_seen_first(workspace: Workspace) -> None:
    shown = said(workspace, "CreateProduct").splitlines()
    at = next(at for at, line in enumerate(shown) if "Arguments" in line)
    assert shown[at + 1].startswith("name *") and shown[at + 2].startswith("allow_no_stock_sell")
    assert shown[at + 13] == "18 more"
