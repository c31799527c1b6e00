# SPDX-License-Identifier: MIT
"""`flotui jobs plan` of what reaches subscribers by another way than a text: templates, e-mails, SMS."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.support.served import Served

NAMED = ("--send-template", "order_followup", "--quiet", "off", "--no-trial", "--json")
VALUES = (
    "--template-value", "1={{first_name}}", "--template-value", "body 2={{city}}",
    "--template-value", "Sim leads to=Main menu",
)  # fmt: skip
SENDS = "flowBotUserSendWhatsappTemplate"


@pytest.fixture
def jobs(run: Run, host: Served) -> Any:
    """Runs `flotui jobs …` against the sandbox."""

    def jobs(*words: str, code: int = 0) -> Any:
        ended = run("jobs", *words)
        assert ended.exit_code == code, ended.output
        return json.loads(ended.stdout) if ended.stdout.startswith(("{", "[")) else ended

    return jobs


def _params(host: Served) -> dict[str, Any]:
    """What each was sent, by their id."""
    rows = [each["body"] for each in host.received() if each["operation"] == SENDS and each["accepted"]]
    assert len({each["user_ns"] for each in rows}) == len(rows), "nobody got it twice"
    return {each["user_ns"]: each["content"].get("params") for each in rows}


def test_it_goes_to_each_once_with_their_own_values(jobs: Any, host: Served, run: Run) -> None:
    seen = jobs("plan", "--all", *NAMED, *VALUES)
    assert seen["title"] == f"Send template order_followup (pt_BR): {seen['rows']} subscribers"
    assert set(seen["left_out"]) == {"Not on WhatsApp.", "No city."}
    assert seen["rows"] + sum(seen["left_out"].values()) == 60
    assert seen["messages"] == seen["calls"] == seen["rows"] == seen["waiting"]
    assert sum(seen["reach"].values()) == seen["rows"] and "shut" not in seen["reach"]
    assert _params(host) == {}
    left = ", ".join(f"{number} ({why[:1].lower()}{why[1:-1]})" for why, number in seen["left_out"].items())
    assert f"Left out: {left}." in jobs("show", str(seen["id"])).stdout
    jobs("plan", "--all", *NAMED, *VALUES, "--yes", "60", code=3)
    host.fault("drop", "/subscriber/send-whatsapp-template", skip=3, times=1)
    ended = jobs("run", str(seen["id"]), "--yes", str(seen["rows"]), "--json", code=1)
    assert (ended["done"], ended["unknown"]) == (seen["rows"] - 1, 1)
    sent = _params(host)
    assert len(sent) == seen["rows"]
    assert all(
        set(each) == {"BODY_{{1}}", "BODY_{{2}}", "QUICK_REPLY_1"} and all(each.values())
        for each in sent.values()
    )
    assert sent["f1284u903"] == {
        "BODY_{{1}}": "Ana", "BODY_{{2}}": "São Paulo", "QUICK_REPLY_1": "f1284s2001"
    }  # fmt: skip
    spared = jobs("plan", "--all", *NAMED, *VALUES, "--skip-repeats")
    assert (spared["rows"], spared["left_out"]["Was sent the same within the last day."]) == (0, seen["rows"])
    assert run("sync", "--yes").exit_code == 0
    copied = jobs("plan", "--all", *NAMED, *VALUES, "--offline")
    assert (copied["rows"], copied["left_out"]) == (seen["rows"], seen["left_out"])


def test_the_same_for_all_needs_nothing_of_anybody(jobs: Any, host: Served) -> None:
    words = (*NAMED, "--template-value", "1=you", "--template-value", "2=#7")
    seen = jobs("plan", "tag:vip", "--add-tag", "newsletter", *words)
    assert seen["first"][-1]["change"] == "Send template order_followup: you, #7"
    jobs("run", str(seen["id"]), "--yes", str(seen["rows"]), "--json")
    assert list(_params(host).values()) == [{"BODY_{{1}}": "you", "BODY_{{2}}": "#7"}] * seen["rows"]
    tagged = {each["body"]["user_ns"] for each in host.received() if "AddTag" in each["operation"]}
    assert tagged <= set(_params(host)), "nothing is done to who is left out"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--send-template", "nope"), "There is no template called nope. "),
        (("--send-template", "sale"), "There is no template called sale. There are: winter_sale."),
        (("--send-template", "login_code", "--template-value", "1=7"), "login_code isn't approved: pending."),
        (("--send-template", "order_followup"), "needs Body 1, Body 2. Add --template-value 'Body 1=…'."),
        ((*NAMED[:2], *VALUES, "--template-value", "3=7"), "has no variable 3. Its variables: Body 1, Body 2, "),
        ((*NAMED[:2], "--template-value", "7"), "--template-value wants VARIABLE=VALUE, not 7."),
        ((*NAMED[:2], "--template-value", "1={{citty}}", "--template-value", "2=7"), "user field called citty."),
        ((*NAMED[:2], *VALUES[:4], "--template-value", "Sim leads to=no"), "There is no sub-flow called no. "),
        (("--add-tag", "vip", "--template-value", "1=7"), "--template-value is for --send-template and "),
        (("--send-template", "order_followup", "--send-facebook-template", "appointment"), "Choose one."),
        (("--send-facebook-template", "order_followup"), "There is no template called order_followup. "),
        (("--send-facebook-template", "appointment"), "appointment isn't approved: pending."),
        (("--send-facebook-template", "parcel_on_its_way"), "needs Header 1, Body 1, Body 2, Link of Track."),
    ],
)  # fmt: skip
def test_what_does_not_make_one_is_said(jobs: Any, words: tuple[str, ...], says: str) -> None:
    assert says in jobs("plan", "--all", *words, code=2).stderr


def test_facebooks_goes_to_those_on_facebook_alone(jobs: Any, host: Served) -> None:
    values = {"header 1": "#7", "body 1": "{{first_name}}", "body 2": "today", "link of Track": "7"}
    words = [word for pair in values.items() for word in ("--template-value", "=".join(pair))]
    named = ("--send-facebook-template", "parcel_on_its_way")
    seen = jobs("plan", "--all", *named, *words, *NAMED[2:])
    assert set(seen["left_out"]) == {"Not on Facebook."}
    assert seen["rows"] > 0 and seen["rows"] + sum(seen["left_out"].values()) == 60
    jobs("run", str(seen["id"]), "--yes", str(seen["rows"]), "--json")
    operation = "flowBotUserSendFacebookUtilityMessageTemplate"
    sent = [each["body"] for each in host.received() if each["operation"] == operation]
    assert len({each["user_ns"] for each in sent}) == len(sent) == seen["rows"]
    people = host.host.world.people
    assert {people.get(each["user_ns"]).channel for each in sent} == {"facebook"}
    params = sent[0]["content"]["params"]
    assert params["BODY_{{1}}"] == people.get(sent[0]["user_ns"]).first_name
    assert (params["HEADER_{{1}}"], params["BODY_{{2}}"], params["URL_1"]) == ("#7", "today", "7")


def test_of_two_of_a_name_one_is_named_by_its_language(jobs: Any, host: Served) -> None:
    row = {**host.host.world.whatsapp_templates.rows()[0], "language": "en"}
    host.host.world.whatsapp_templates.add({key: row[key] for key in row if key != "id"})
    words = ("--template-value", "1=a", "--template-value", "2=b", "--json")
    refused = jobs("plan", "--all", "--send-template", "order_followup", *words, code=2)
    assert (
        "more than one template called order_followup. Choose order_followup:pt_BR, order_followup:en."
        in (refused.stderr)
    )
    seen = jobs("plan", "--all", "--send-template", "order_followup:en", *words)
    assert seen["title"].startswith("Send template order_followup (en): ")


@pytest.mark.parametrize(
    ("words", "operation", "lack", "text"),
    [
        (("--send-sms", "Open until 8"), "flowBotUserSendSms", "No phone number.", "Open until 8"),
        (
            ("--send-email", "Winter", "--email-text", "Open until 8"),
            "flowBotUserSendEmail",
            "No e-mail address.",
            "Winter\n\nOpen until 8",
        ),
    ],
)
def test_an_email_or_sms_goes_once_to_each_who_can_get_it(
    jobs: Any, host: Served, words: tuple[str, ...], operation: str, lack: str, text: str
) -> None:
    seen = jobs("plan", "--all", *words, "--add-tag", "newsletter", *NAMED[2:])
    assert list(seen["left_out"]) == [lack] and seen["rows"] + seen["left_out"][lack] == 60
    assert (
        seen["texts"] == [text]
        and sum(seen["reach"].values()) == seen["rows"]
        and "shut" not in seen["reach"]
    )
    host.fault("drop", "/subscriber/send-*", skip=3, times=1)
    ended = jobs("run", str(seen["id"]), "--yes", str(seen["rows"]), "--json", code=1)
    assert ended["unknown"] == 1 and ended["refused"] == ended["waiting"] == 0
    sent = [each["body"]["user_ns"] for each in host.received() if each["operation"] == operation]
    assert len(sent) == len(set(sent)) == seen["rows"]
    out = {
        each["subject"]
        for each in jobs("show", str(seen["id"]), "--outcome", "left-alone", "--json")["steps"]
    }
    assert out and not out & {str(each["body"].get("user_ns")) for each in host.received() if each["body"]}
    again = jobs("plan", "--all", *words, *NAMED[2:-1])
    assert f"within the last day by job {seen['id']}" in again.stdout


def test_who_has_not_opted_in_to_it_is_counted(jobs: Any, host: Served, run: Run) -> None:
    words = ("--all", "--send-email", "Winter", "--email-text", "Open until 8")
    without = int(run("people", "has:email -optin:email", "--count").stdout)
    seen = jobs("plan", *words, "--json")
    assert 1 < without < seen["rows"] and seen["not_opted_in"] == {"e-mail": without}
    assert f"{without} haven't opted in to e-mail." in jobs("show", str(seen["id"])).stdout
    assert jobs("plan", *words, "--opt-in", "email", "--json")["not_opted_in"] == {}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--send-email", "Winter"), "An e-mail takes both --send-email SUBJECT and --email-text TEXT."),
        (("--email-text", "Open"), "An e-mail takes both"),
        (("--send-email", " ", "--email-text", "Open"), "--send-email is empty."),
        (("--send-email", "Hi {{name}}", "--email-text", "Open"), "{{name}} isn't filled in."),
        (("--send-sms", "x" * 1601), "SMS: 1,601 characters; a message may have 1,600."),
    ],
)
def test_an_email_or_sms_that_is_not_whole_is_not_planned(
    jobs: Any, words: tuple[str, ...], says: str
) -> None:
    assert says in jobs("plan", "--all", *words, code=2).stderr


def test_of_two_ways_each_is_told_apart_and_the_window_matters_to_one(jobs: Any, host: Served) -> None:
    alone = jobs("plan", "has:phone", "--send-text", "Open", *NAMED[2:])["reach"]
    seen = jobs("plan", "has:phone", "--send-text", "Open", "--send-sms", "until 8", *NAMED[2:])
    assert seen["texts"] == ["Open", "until 8"] and seen["reach"]["shut"] > 0 < alone["shut"]
    told = jobs("show", str(seen["id"])).stdout
    assert "  > Message: Open\n  > SMS: until 8\n" in told
    assert f"Apart from the SMS, it doesn't arrive at {seen['reach']['shut']} (window shut)." in told
    off = seen["reach"].get("off", 0)
    assert f" · arrives at {seen['rows'] - off} · " in told and f"It doesn't arrive at {off} (not " in told
    assert "  > Open\n" in jobs("plan", "has:phone", "--send-text", "Open", *NAMED[2:-1]).stdout


def _rejected(host: Served) -> None:
    host.host.world.whatsapp_templates.called("order_followup")["status"] = "REJECTED"


def _deleted(host: Served) -> None:
    templates = host.host.world.whatsapp_templates
    templates.remove(templates.called("order_followup")["id"])


def _rewritten(host: Served) -> None:
    components = [{"type": "BODY", "text": "Oi {{1}}, {{2}} de {{3}}"}]
    host.host.world.whatsapp_templates.called("order_followup")["components"] = components


@pytest.mark.parametrize(
    ("becomes", "said"),
    [
        (_rejected, "isn't approved any more: rejected."),
        (_deleted, "no longer exists."),
        (_rewritten, "was changed: its variables are different now."),
    ],
)
def test_a_template_that_cannot_be_sent_as_it_was_planned_is_sent_to_nobody(
    jobs: Any, host: Served, monkeypatch: pytest.MonkeyPatch, becomes: Callable[[Served], None], said: str
) -> None:
    words = (*NAMED, "--template-value", "1=you", "--template-value", "2=#7")
    seen = jobs("plan", "tag:vip", *words)
    number, count = str(seen["id"]), str(seen["rows"])
    kept = host.host.world.whatsapp_templates.called("order_followup")
    before = dict(kept)
    becomes(host)
    later = time.time() + 100
    monkeypatch.setattr(time, "time", lambda: later)
    stopped = jobs("run", number, "--yes", count, code=1)
    assert f"Not sent: template order_followup (pt_BR) {said} Plan a new job." in stopped.stderr
    assert _params(host) == {}
    if becomes is not _deleted:
        kept.update(before)
        assert jobs("run", number, "--yes", count, "--json")["done"] == seen["rows"]
