# SPDX-License-Identifier: MIT
"""What the contract says of a value in words alone holds too, and an id that isn't there is sent by nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from flotui.api.catalogue import catalogue
from flotui.api.described import choices
from flotui.config.exits import Exit
from flotui.config.paths import Paths
from tests.cli.conftest import Run
from tests.support.served import Served

ANA = "f1284u903"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(quota=100_000, subscribers=150) as host:
        yield host


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("/subscribers", "-f", "is_opt_in_email=true"), "must be one of yes, no, and is “true”. Did you mean yes?"),
        (("/subscribers?is_opt_in_email=off",), "Did you mean no?"),
        (("/subscribers", "-f", "is_opt_in_sms=YES"), "Did you mean yes?"),
        (("/subscribers", "-f", "is_interacted_in_last_24h=maybe"), "must be one of yes, no, and is “maybe”."),
        (("/subscribers", "-f", "is_channel=whatsap"), "Did you mean whatsapp"),
        (("/team-bot-users", "-f", "is_channel=Web"), "Did you mean web"),
        (("flowAgents", "-f", "role=admins"), "Did you mean admin?"),
        (("flowEventsSummary", "-f", "event_ns=f1284e1", "-f", "range=last_7_day"), "Did you mean last_7_days"),
        (("flowCreateBotUser", "-f", "first_name=A", "-f", "gender=femal"), "Did you mean female"),
        (("flowBotUserChatMessages", "-f", f"user_ns={ANA}", "-f", "include_bot=2"), "must be one of 1, 0"),
        (("teamCreateAgentGroup", "-f", "name=A", "-f", "assign_method=random_one"), "Did you mean random"),
    ],
)  # fmt: skip
def test_a_value_that_the_description_does_not_name_is_refused(
    run: Run, host: Served, words: tuple[str, ...], says: str
) -> None:
    result = run("api", *words, "--yes")
    assert result.exit_code == Exit.USAGE and says in result.stderr, result.output
    assert host.received() == [] and not host.host.log.rows()


def test_unchecked_sends_a_value_that_the_contract_does_not_name(run: Run, host: Served) -> None:
    result = run("api", "/subscribers", "-f", "is_channel=carrier_pigeon", "--unchecked")
    assert result.exit_code == 0 and json.loads(result.stdout)["data"] == []


def test_the_values_that_the_description_names_are_taken(run: Run, host: Served) -> None:
    for value in choices("opted in to email: yes or no"):
        assert run("api", "/subscribers", "-f", f"is_opt_in_email={value}").exit_code == 0


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("last message (user, agent or bot) under 24 hours old: yes/no", ("yes", "no")),
        ("bot interacted: 'yes' or 'no'", ("yes", "no")),
        ("One of a_b (default), c; absent: every type", ("a_b", "c")),
        ("default, pin or hidden", ("default", "pin", "hidden")),
        ("0 default, 1 online first, 2 online only", ("0", "1", "2")),
        ("1 adds agent notes; default 0", ("1", "0")),
        ("access token, or client secret", ()),
        ("how many items to return, 1-100", ()),
        ("cap per minute, 60 by default", ()),
        ("the address of an image, audio, video or file", ()),
        ("user ns split by commas, 200 at most", ()),
        ("optional; 1 sends as agent, default sends as bot", ()),
    ],
)
def test_a_description_is_read_for_the_values_that_it_names(text: str, known: tuple[str, ...]) -> None:
    assert choices(text) == known


def test_no_description_that_names_its_values_is_missed() -> None:
    """Those of the contract that say `yes or no` or `one of`: whoever words one anew sees it here."""
    about = [
        (operation.id, each.name, each.description)
        for operation in catalogue().operations
        for each in operation.parameters
    ]
    telling = [each for each in about if "yes" in each[2] or "one of" in each[2].lower()]
    assert telling and [each for each in telling if len(choices(each[2])) < 2] == []


@pytest.mark.parametrize("nothing", ["null", "None", "NULL", " nil "])
@pytest.mark.parametrize(
    "words",
    [
        ("/subscribers?tag_ns={}",),
        ("/subscribers", "-f", "tag_ns={}"),
        ("/subscribers", "-f", "label_id={}"),
        ("flowBotUserAddTag", "-f", "user_ns={}", "-f", "tag_ns=f1284t3005"),
        ("flowBotUserAddTags", "-f", f"user_ns={ANA}", "-f", "data.0.tag_ns={}"),
        ("POST", "/subscriber/broadcast", "-f", f"user_ns_list={ANA},{{}}", "-f", "sub_flow_ns=f1284s2003"),
        ("POST", "/subscriber/broadcast-by-tag", "-f", "tags={}", "-f", "sub_flow_ns=f1284s2003"),
        ("flowErrorLogData", "-f", "node_ns={}"),
    ],
)
def test_null_where_an_id_is_meant_is_refused(
    run: Run, host: Served, words: tuple[str, ...], nothing: str
) -> None:
    result = run("api", *(word.format(nothing) for word in words), "--yes")
    assert result.exit_code == Exit.USAGE, result.output
    assert "Not sent." in result.stderr and host.received() == []


def test_null_in_a_body_is_no_id_either(run: Run, host: Served) -> None:
    body = json.dumps({"user_ns": ANA, "data": [{"tag_ns": None}]})
    result = run("api", "flowBotUserAddTags", "--input", "-", typed=body)
    assert result.exit_code == Exit.USAGE and host.received() == [], result.output


def test_a_text_may_be_null(run: Run, host: Served) -> None:
    words = ("flowBotUserSendText", "-f", f"user_ns={ANA}", "-f", "content=null", "--curl")
    result = run("api", *words)
    assert result.exit_code == 0, result.output


def test_the_plus_of_an_address_and_of_a_phone_in_a_path_is_one(run: Run, host: Served) -> None:
    for address in ("ana+vip@example.com", "ana%2Bvip@example.com", "ana+vip%40example.com"):
        shown = run("api", f"/subscribers?email={address}&limit=5", "--curl")
        assert "email=ana%2Bvip%40example.com" in shown.stdout and "limit=5" in shown.stdout, shown.output
    shown = run("api", "/subscribers?phone=+15550001&name=Ana+Souza", "--unchecked", "--curl")
    assert "phone=%2B15550001" in shown.stdout, shown.output
    assert "name=Ana%20Souza" in shown.stdout or "name=Ana+Souza" in shown.stdout


def test_scheme_and_host_may_be_in_capitals(run: Run, host: Served) -> None:
    url = host.url.replace("http://", "HTTP://").replace("localhost", "LOCALHOST")
    result = run("api", f"{url}/flow/tags")
    assert result.exit_code == 0, result.output


def test_all_that_are_called_alike_are_named_whatever_the_host_finds(run: Run, host: Served) -> None:
    names = ["Qcaf\u00e9", "Qcafe", "QCAF\u00c9", "QCafe\u0301"]
    for name in names:
        made = run("api", "flowCreateTag", "--yes", "--input", "-", typed=json.dumps({"name": name}))
        assert made.exit_code == 0, made.output
    refused = run("api", "/subscribers", "-f", "tag_ns=qcafe")
    assert refused.exit_code == Exit.USAGE and "4 tags are called qcafe" in refused.stderr, refused.output
    assert run("api", "/subscribers", "-f", "tag_ns=Qcafe").exit_code == 0


@pytest.mark.parametrize("words", ["api flowTags", "people --count", "jobs list", "watch errors --once"])
def test_an_unknown_setting_is_said_by_every_command(
    run: Run, host: Served, paths: Paths, words: str
) -> None:
    paths.make().preferences_file.write_text("resere = 900")
    done = run(*words.split())
    assert done.exit_code == 0 and "unknown setting resere; did you mean reserve?" in done.stderr
