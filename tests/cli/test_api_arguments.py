# SPDX-License-Identifier: MIT
"""Arguments of `flotui api`: what is sent as it was given, and nothing of it is dropped in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flotui.config.exits import Exit
from tests.cli.api_rig import ANA, VIP, asked, body
from tests.cli.conftest import Run
from tests.support.served import Served


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("/subscribers?naem=zzz",), "Did you mean name?"),
        (("/subscribers", "-f", "naem=zzz"), "Did you mean name?"),
        (("/subscribers?limit=5&amp;paeg=2",), "Did you mean page?"),
        (("/subscribers?limit=5&limit=6",), "limit is there twice"),
        (
            ("flowBotUserAddTags", "-f", f"user_ns={ANA}", "-f", "data.0.tagns=f1284t3001"),
            "Did you mean tag_ns?",
        ),
        (
            ("flowCreateTag", "--input", "BODY"),
            "naem: flowCreateTag has no argument naem. Did you mean name?",
        ),
    ],
)
def test_what_the_contract_does_not_have_is_refused_and_named(
    run: Run, host: Served, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    file = tmp_path / "body.json"
    file.write_text(json.dumps({"name": "x", "naem": "y"}))
    result = run("api", *(str(file) if word == "BODY" else word for word in words))
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "") and says in result.stderr, result.output
    assert asked(host) == []


def test_a_pasted_query_keeps_its_page(run: Run, host: Served) -> None:
    assert run("api", "/subscribers?limit=5&amp;page=2").exit_code == 0
    assert asked(host)[-1]["query"] == {"limit": "5", "page": "2"}


def test_a_whole_number_is_sent_in_digits(run: Run, host: Served) -> None:
    for given in ("5.0", " 5", "5. "):
        assert run("api", "/subscribers", "-f", f"limit={given}").exit_code == 0
        assert asked(host)[-1]["query"] == {"limit": "5"}
    assert run("api", "/subscribers", "-f", "limit=5.5").exit_code == Exit.USAGE
    run("api", "/subscribers", "-f", "limit=5.0", "--unchecked")
    assert asked(host)[-1]["query"] == {"limit": "5.0"}


def test_unchecked_sends_as_given(run: Run, host: Served, tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_text(json.dumps({"name": "x", "naem": "y", "deep": {"a": [1]}}))
    run("api", "/subscribers?naem=zzz&limit=1", "--unchecked")
    run("api", "flowTags", "-f", "limit=1", "-f", "colour=red", "--unchecked")
    run("api", "/subscribers", "-f", "tag_ns=vip", "-f", "limit=1", "--unchecked")
    assert [each["query"] for each in asked(host)] == [
        {"naem": "zzz", "limit": "1"},
        {"colour": "red", "limit": "1"},
        {"tag_ns": "vip", "limit": "1"},
    ]
    run("api", "flowCreateTag", "--input", str(file), "-f", "more.b=1", "--unchecked")
    assert body(host) == {"name": "x", "naem": "y", "deep": {"a": [1]}, "more": {"b": 1}}
    assert asked(host)[-1]["query"] == {}, "what the body takes is nowhere else"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("/subscribers", "-f", "tag_ns="), "tag_ns is empty"),
        (("/subscribers", "-f", "tag_ns= "), "tag_ns is empty"),
        (("/subscribers", "-f", 'phone=""'), "phone is empty"),
        (
            ("/subscribers", "-f", "email=ana souza@example.com"),
            "email: ana souza@example.com contains a space",
        ),
        (("/subscribers?email=a%20b@x.org",), "email: a b@x.org contains a space"),
        (("/subscribers", "-f", "phone=ana"), "phone: ana isn't a phone number."),
        (("/subscribers", "-f", "phone=4410"), "phone: 4410 isn't a phone number."),
        (("/subscribers?limit",), "limit is empty"),
        (("/subscribers?tag_ns=&limit=2",), "tag_ns is empty"),
        (("/shop/products/{productId}/variants", "-f", "productId="), "productId is empty"),
        (("flowBotUserAddTag", "-f", "user_ns=", "-f", "tag_ns=vip"), "user_ns is empty"),
        (("flowBotUserAddTag", "-f", f"user_ns={ANA}", "-f", "tag_ns=<TAG_NS>"), "the placeholder <TAG_NS>"),
        (
            ("flowBotUserAddTag", "-f", "user_ns={{user_ns}}", "-f", "tag_ns=vip"),
            "the placeholder {{user_ns}}",
        ),
        (("/shop/products/:productId/variants",), "productId is the placeholder :productId"),
        (("/subscribers?tag_ns=YOUR_TAG",), "tag_ns is the placeholder YOUR_TAG"),
        (("flowBotUserAddTags", "-f", f"user_ns={ANA}", "-f", "data.0.tag_ns="), "data.0.tag_ns is empty"),
        (("/subscribers", "-f", "tag_ns=vip", "-f", "tag_ns=lead"), "tag_ns is given twice: vip and lead"),
        (("/subscribers?limit=1", "-f", "limit=2"), "limit is there twice: 1 and 2"),
        (("/shop/products/101/variants", "-f", "productId=102"), "productId is there twice: 101 and 102"),
        (
            (
                "flowBotUserAddTags",
                "-f",
                f"user_ns={ANA}",
                "-f",
                'data=[{"tag_ns":"x"}]',
                "-f",
                "data.0.tag_ns=y",
            ),
            "-f data and -f data.0.tag_ns",
        ),
    ],
)
def test_what_is_empty_or_given_twice_is_refused(
    run: Run, host: Served, words: tuple[str, ...], says: str
) -> None:
    """A script's variable that isn't set would read, or write to, somebody else."""
    refused = run("api", *words)
    assert refused.exit_code == Exit.USAGE and refused.stdout == "", refused.output
    assert "Not sent." in refused.stderr and says in refused.stderr
    assert not asked(host)


def test_an_empty_text_is_a_value_like_any_other(run: Run, host: Served) -> None:
    words = ("flowBotUserSetUserField", "-f", f"user_ns={ANA}", "-f", "var_ns=f1284v3001", "-f", "value=")
    assert '"value":""' in run("api", *words, "--curl").stdout
    assert run("api", "/subscribers", "-f", "limit=2", "-f", "limit=2").exit_code == Exit.OK
    assert "name=" in run("api", "/subscribers", "-f", "name=", "--unchecked", "--curl").stdout


@pytest.mark.parametrize("content", ["", "  ", "\u200b", "\r"])
@pytest.mark.parametrize("operation", ["flowBotUserSendText", "flowBotUserSendSms", "flowBotUserSendEmail"])
def test_a_message_that_says_nothing_is_refused(run: Run, host: Served, operation: str, content: str) -> None:
    words = ("api", operation, "-f", f"user_ns={ANA}", "-f", f"content={content}", "--yes")
    refused = run(*words)
    assert refused.exit_code == Exit.USAGE and not asked(host)
    assert "Not sent. content is empty, and is what is sent." in refused.stderr
    nobody = run("api", operation, "-f", "user_ns=", "-f", "content=x", "--yes")
    assert nobody.exit_code == Exit.USAGE and "Not sent. user_ns is empty: give it a value" in nobody.stderr


def test_the_end_of_a_windows_line_is_no_part_of_a_value(run: Run, host: Served) -> None:
    words = (
        "flowBotUserSetUserField",
        "-f",
        f"user_ns={ANA}\r",
        "-f",
        "var_ns=f1284v5001\r",
        "-f",
        "value=Lima\r",
    )
    done = run("api", *words)
    assert done.exit_code == 0 and body(host)["value"] == "Lima", done.output
    assert "value: the carriage return at its end is left out.\n" in done.stderr
    host.fresh()
    assert (
        run("api", *(each.strip("\r") for each in words[:-1]), "value=Lima\r", "--unchecked").exit_code == 0
    )
    assert body(host)["value"] == "Lima\r"


def test_a_file_in_the_place_of_a_text_is_refused(run: Run, host: Served, tmp_path: Path) -> None:
    file = tmp_path / "hello.txt"
    file.write_text("hello")
    words = ("api", "flowBotUserSendText", "-f", f"user_ns={ANA}", "--yes", "-f")
    refused = run(*words, f"content=@{file}")
    assert refused.exit_code == Exit.USAGE and not asked(host)
    assert f'-f reads no files. Give "$(cat {file})"' in refused.stderr
    for folder in ("ana", str(tmp_path)):  # a name is no file either where a folder happens to be called so
        assert run(*words, f"content=@{folder}").exit_code == 0 and body(host)["content"] == f"@{folder}"
        host.fresh()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f'{{"user_ns": "{ANA}", "user_ns": "f1284u904", "content": "x"}}', '"user_ns" is given twice'),
        (f'{{"user_ns": "{ANA}", "content": "x", "content": "y"}}', '"content" is given twice'),
        (f'{{"user_ns": "{ANA}", "content": NaN}}', "JSON has no number NaN"),
        ('{"user_ns": "", "content": "x"}', "user_ns is empty"),
        ('{"user_ns": "<USER_NS>", "content": "x"}', "user_ns is the placeholder <USER_NS>"),
    ],
)
def test_a_body_that_says_two_things_is_refused(
    run: Run, host: Served, tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "body.json"
    file.write_text(text)
    refused = run("api", "flowBotUserSendText", "--input", str(file), "--yes")
    assert refused.exit_code == Exit.USAGE and says in refused.stderr, refused.output
    assert not asked(host)


def test_a_key_twice_deep_inside_and_a_number_that_is_none(run: Run, host: Served) -> None:
    twice = 'data=[{"tag_ns": "f1284t3005", "tag_ns": "f1284t3006"}]'
    refused = run("api", "flowBotUserAddTags", "-f", f"user_ns={ANA}", "-f", twice)
    assert refused.exit_code == Exit.USAGE and not asked(host), refused.output


@pytest.mark.parametrize(
    "path", ["/subscribers/", "subscribers", "api/subscribers", "/api/subscribers/", "//subscribers", "{url}"]
)
def test_a_path_is_taken_in_every_form(run: Run, host: Served, path: str) -> None:
    target = path.format(url=f"{host.url}/subscribers") + "?limit=2"
    for words in ((target,), ("GET", target)):
        assert len(json.loads(run("api", *words).stdout)["data"]) == 2
    elsewhere = run("api", "https://elsewhere.example/api/subscribers")
    assert elsewhere.exit_code == Exit.USAGE and "isn't below the base URL" in elsewhere.stderr


def test_options_of_paginate_go_with_it(run: Run, host: Served) -> None:
    for words in (("--reserve", "5"), ("--rows-before", "5")):
        refused = run("api", "/subscribers", *words)
        assert refused.exit_code == Exit.USAGE and "go with --paginate" in refused.stderr
    assert not asked(host)


@pytest.mark.parametrize("name", ["  ", "\u200b", "\u200d\u2060 ", ""])
def test_a_new_name_without_anything_to_see_is_refused(run: Run, host: Served, name: str) -> None:
    refused = run("api", "POST", "/flow/create-tag", "-f", f"name={name}")
    assert refused.exit_code == Exit.USAGE and "no visible characters" in refused.stderr, refused.output
    assert not asked(host)


@pytest.mark.parametrize(
    ("typed", "says"),
    [(" \n", "Nothing came on standard input."), ("{", "Standard input isn't valid JSON")],
)
def test_standard_input_is_called_so(run: Run, host: Served, typed: str, says: str) -> None:
    refused = run("api", "flowCreateTag", "--input", "-", typed=typed)
    assert refused.exit_code == Exit.USAGE and says in refused.stderr, refused.output
    assert not asked(host)


@pytest.mark.parametrize(("number", "missing"), [(2, 1), (1, 0)])
def test_a_list_with_a_gap_is_refused(run: Run, host: Served, number: int, missing: int) -> None:
    fields = ("-f", f"user_ns={ANA}", *(["-f", "data.0.tag_ns=vip"] if missing else []))
    refused = run("api", "flowBotUserAddTags", *fields, "-f", f"data.{number}.tag_ns=lead")
    assert refused.exit_code == Exit.USAGE and f"without data.{missing}" in refused.stderr, refused.output
    assert not asked(host)


@pytest.mark.parametrize(
    ("number", "sent"), [("0", True), ("1", True), ("2", False), ("300000000", False), ("9" * 5000, False)]
)
def test_a_gap_behind_the_entries_of_a_body_is_refused(
    run: Run, host: Served, number: str, sent: bool
) -> None:
    text = json.dumps({"user_ns": ANA, "data": [{"tag_ns": VIP}]})
    words = ("--input", "-", "-f", f"data.{number}.tag_ns=lead")
    done = run("api", "flowBotUserAddTags", *words, typed=text)
    assert done.exit_code == (0 if sent else Exit.USAGE), done.output[:300]
    assert sent or ("count from 0" in done.stderr and not asked(host))
