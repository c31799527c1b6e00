# SPDX-License-Identifier: MIT
"""What a script gives as arguments: names in place of ids, and nothing unknown dropped in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flotui.config.exits import Exit
from tests.cli.conftest import Run
from tests.support.served import Served

ANA = "f1284u903"
VIP = "f1284t3005"


def asked(host: Served) -> list[dict[str, Any]]:
    return list(host.host.log.rows())


def body(host: Served) -> Any:
    (write,) = host.received()
    return write["body"]


def test_a_tags_name_finds_whom_its_id_finds(run: Run, host: Served) -> None:
    by_id = run("api", "/subscribers", "-f", f"tag_ns={VIP}").stdout
    assert json.loads(by_id)["data"]
    for words, says in (
        (("/subscribers", "-f", "tag_ns=vip"), f"vip is {VIP}"),
        (("/subscribers?tag_ns=ViP",), f"ViP is {VIP} (vip)"),
    ):
        named = run("api", *words)
        assert named.stdout == by_id, named.output
        assert named.stderr == f"tag_ns: {says}.\n"


def first(host: Served, operation: str, run: Run, *words: str) -> dict[str, Any]:
    rows = json.loads(run("api", operation, *words).stdout)["data"]
    assert rows
    return dict(rows[-1])


@pytest.mark.parametrize(
    ("operation", "words", "path", "lister", "key"),
    [
        ("flowBotUserAddTag", ("-f", f"user_ns={ANA}"), "tag_ns", "flowTags", "tag_ns"),
        (
            "flowBotUserSetUserField",
            ("-f", f"user_ns={ANA}", "-f", "value=1"),
            "var_ns",
            "flowUserFields",
            "var_ns",
        ),
        ("flowUpdateBotField", ("-f", "value=1"), "var_ns", "flowBotFields", "var_ns"),
        ("flowBotUserSendSubFlow", ("-f", f"user_ns={ANA}"), "sub_flow_ns", "flowSubFlows", "sub_flow_ns"),
        ("flowBotUserAssignAgent", ("-f", f"user_ns={ANA}"), "agent_id", "flowAgents", "id"),
        ("flowBotUsers", (), "segment_ns", "flowSegment", "segment_ns"),
        ("flowBotUsers", (), "label_id", "teamLabels", "id"),
        ("flowBotUsers", (), "event_ns", "flowEvents", "event_ns"),
        ("flowEventsData", (), "event_ns", "flowEvents", "event_ns"),
        ("ProductVariants", (), "productId", "Products", "id"),
        ("Products", (), "vendor_id", "Vendors", "id"),
        ("Products", (), "product_type_id", "Types", "id"),
    ],
)
def test_a_name_stands_for_its_id(
    run: Run, host: Served, operation: str, words: tuple[str, ...], path: str, lister: str, key: str
) -> None:
    row = first(host, lister, run)
    shown = run("api", operation, *words, "-f", f"{path}={row['name']}", "--curl")
    assert shown.exit_code == 0, shown.output
    by_id = run("api", operation, *words, "-f", f"{path}={row[key]}", "--curl")
    assert shown.stdout == by_id.stdout
    assert shown.stderr == f"{path}: {row['name']} is {row[key]}.\n" and by_id.stderr == ""


def test_a_variant_is_known_by_its_sku(run: Run, host: Served) -> None:
    variants = json.loads(run("api", "ProductVariants", "-f", "productId=101").stdout)["data"]
    row = next(each for each in variants if each["sku"])
    for name in (row["sku"], row["sku"].lower()):
        words = ("flowBotUserAddToCart", "-f", f"user_ns={ANA}", "-f", f"variant_id={name}", "--curl")
        shown = run("api", *words)
        assert f'"variant_id":{row["id"]}' in shown.stdout.replace('"variant_id":"', '"variant_id":'), (
            shown.output
        )
        inside = run("api", f"/shop/products/101/variants/{name}/get-info", "--curl")
        assert f"/variants/{row['id']}" in inside.stdout, inside.output
        assert inside.stderr.startswith(f"variantId: {name} is {row['id']}"), "what was typed is said"


@pytest.mark.parametrize(("key", "code"), [("sku", "0012"), ("barcode", "7891000100103")])
def test_a_number_that_is_hardly_an_id_is_looked_up_where_something_is_read(
    run: Run, host: Served, key: str, code: str
) -> None:
    row = host.host.world.shop.variants.rows()[1]
    row[key] = code
    inside = run("api", f"/shop/products/{row['product_id']}/variants/{code}/get-info")
    assert json.loads(inside.stdout)["data"]["id"] == row["id"], inside.output
    plain = run("api", f"/shop/products/{row['product_id']}/variants/{row['id']}/get-info")
    assert plain.exit_code == 0 and not plain.stderr, "an id is asked for as it is"


def test_blanks_around_an_id_are_left_out(run: Run, host: Served) -> None:
    done = run("api", "flowBotUserAddTag", "-f", f"user_ns= {ANA} ", "-f", f"tag_ns={VIP} ")
    assert done.exit_code == 0, done.output
    assert body(host) == {"user_ns": ANA, "tag_ns": VIP}


def test_a_number_that_is_an_id_and_another_variants_sku_is_refused(run: Run, host: Served) -> None:
    one, other = host.host.world.shop.variants.rows()[1:3]
    cart = ("flowBotUserAddToCart", "-f", f"user_ns={ANA}", "-f", "qty=1")
    other["sku"], other["barcode"] = str(one["id"]), "7891000100103"
    doubtful = run("api", *cart, "-f", f"variant_id={one['id']}")
    assert doubtful.exit_code == Exit.USAGE and not host.received(), doubtful.output
    assert f"{one['id']} is the id, SKU or barcode of 2 variants" in doubtful.stderr
    assert f"{other['id']} (" in doubtful.stderr and "--unchecked sends it as the id" in doubtful.stderr
    path = f"/shop/products/{one['product_id']}/variants/{one['id']}/update"
    if other["product_id"] == one["product_id"]:
        assert run("api", "PUT", path, "-f", "qty=3").exit_code == Exit.USAGE and not host.received()
    coded = run("api", *cart, "-f", "variant_id=7891000100103", "--curl")
    assert f"is {other['id']} (" in coded.stderr, coded.output
    plain = run("api", *cart, "-f", f"variant_id={other['id']}", "--curl")
    assert plain.exit_code == 0 and not plain.stderr, "an id is sent as it is"


@pytest.mark.parametrize(
    "who", ["ana.souza@example.com", "+55 11 90000-4410", "5511900004410", "Ana Souza", "ana souza"]
)
def test_a_person_is_known_by_phone_email_and_name(run: Run, host: Served, who: str) -> None:
    named = run("api", "flowBotUserAddTag", "-f", f"user_ns={who}", "-f", "tag_ns=vip")
    assert named.exit_code == 0, named.output
    assert body(host) == {"user_ns": ANA, "tag_ns": VIP}
    assert f"user_ns: {who} is {ANA} (Ana Souza, 5511900004410)." in named.stderr, (
        "what was typed, and who it is"
    )


def test_lists_of_ids_take_names_too(run: Run, host: Served) -> None:
    several = run(
        "api",
        "POST",
        "/subscriber/broadcast-by-tag",
        "-f",
        "tags=vip",
        "-f",
        "tags=f1284t3001",
        "-f",
        "sub_flow_ns=f1284s2003",
        "--curl",
    )
    assert f'"tags":["{VIP}","f1284t3001"]' in several.stdout, several.output
    bulk = run("api", "flowBotUserAddTags", "-f", f"user_ns={ANA}", "-f", "data.0.tag_ns=vip", "--curl")
    assert f'"data":[{{"tag_ns":"{VIP}"}}]' in bulk.stdout, bulk.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("/subscribers", "-f", "tag_ns=vpi"), "no tag is called vpi. Did you mean vip?"),
        # A first name is no mistyped other one: whoever has it is named.
        (
            ("/subscriber/get-info?user_ns=ana",),
            "no subscriber is called exactly ana; 2 have it in their names",
        ),
        (
            ("flowBotUserAddTag", "-f", "user_ns=Nobody Atall", "-f", "tag_ns=vip"),
            "no subscriber is called Nobody",
        ),
        (
            ("flowBotUserAddTag", "-f", "user_ns=nobody@example.com", "-f", "tag_ns=vip"),
            "no subscriber has the e-mail address nobody@example.com",
        ),
    ],
)
def test_a_name_of_nothing_is_refused(run: Run, host: Served, words: tuple[str, ...], says: str) -> None:
    result = run("api", *words)
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "") and says in result.stderr, result.output
    assert host.received() == []
    assert not [each for each in asked(host) if each["query"].get("tag_ns")]


def test_a_name_of_several_is_refused_with_all_of_them(run: Run, host: Served) -> None:
    tags = host.host.world.tags
    tags.add({"name": "Twin"})
    tags.add({"name": "Twin"})
    result = run("api", "/subscribers", "-f", "tag_ns=twin")
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "")
    assert "2 tags are called twin: f1284t" in result.stderr and result.stderr.count("(Twin)") == 2


def test_an_id_costs_no_call(run: Run, host: Served) -> None:
    run("api", "/subscribers", "-f", f"tag_ns={VIP}")
    assert [each["operation"] for each in asked(host)] == ["flowBotUsers"]


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


@pytest.mark.parametrize(
    "who",
    [
        "mailto:ana.souza@example.com",
        "Ana Souza <ana.souza@example.com>",
        " ana.souza@example.com ",
        "whatsapp:+5511900004410",
        "tel:+55-11-90000-4410",
        "+５５ １１ ９００００-４４１０",
        "“Ana Souza”",
    ],
)
def test_a_person_is_known_in_whatever_form_it_was_copied(run: Run, host: Served, who: str) -> None:
    named = run("api", "flowBotUserAddTag", "-f", f"user_ns={who}", "-f", "tag_ns=vip")
    assert named.exit_code == 0, named.output
    assert body(host) == {"user_ns": ANA, "tag_ns": VIP}


def test_an_apostrophe_is_one_however_it_is_written(run: Run, host: Served) -> None:
    host.host.world.people.edit(ANA).name = "Bea O'Zelenko"
    named = run("api", "flowBotUserAddTag", "-f", "user_ns=bea o’zelenko", "-f", "tag_ns=vip")
    assert named.exit_code == 0 and body(host)["user_ns"] == ANA, named.output


@pytest.mark.parametrize(
    "given",
    [
        "phone=+55 (11) 90000-4410",
        "phone=5511900004410",
        "phone=+55 (0)11 90000-4410",
        "phone=0055(0)11 90000-4410",
        "phone=whatsapp:+5511900004410",
        "email= ANA.SOUZA@example.com ",
        "email=mailto:ana.souza@example.com",
        "email=Ana Souza <ana.souza@example.com>",
    ],
)
def test_filters_are_read_as_in_the_lists_filter(run: Run, host: Served, given: str) -> None:
    found = run("api", "/subscribers", "-f", given)
    assert [row["user_ns"] for row in json.loads(found.stdout)["data"]] == [ANA], found.output


def test_a_phone_that_nobody_has_finds_nobody(run: Run, host: Served) -> None:
    found = run("api", "/subscribers", "-f", "phone=+55 11 12345-0000")
    assert found.exit_code == Exit.OK and json.loads(found.stdout)["data"] == [], found.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("/subscribers", "-f", "tag_ns=f1284v3001"), "f1284v3001 is the id of a field, and no tag has it"),
        (("/subscribers", "-f", f"segment_ns={VIP}"), f"{VIP} is the id of a tag, and no segment has it"),
        (
            ("flowBotUserAddTag", "-f", "user_ns=f1284s2001", "-f", "tag_ns=vip"),
            "f1284s2001 is the id of a sub-flow, and no subscriber has it",
        ),
    ],
)
def test_the_id_of_another_kind_of_thing_is_refused(
    run: Run, host: Served, words: tuple[str, ...], says: str
) -> None:
    refused = run("api", *words)
    assert refused.exit_code == Exit.USAGE and says in refused.stderr, refused.output
    assert not host.received()


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


@pytest.mark.parametrize("typed", ["new\u200btag", " newtag ", "\u2060newtag\xa0"])
def test_a_new_name_is_sent_as_forms_send_it_and_that_is_said(run: Run, host: Served, typed: str) -> None:
    named = run("api", "flowCreateTag", "-f", f"name={typed}")
    assert named.exit_code == 0, named.output
    assert body(host) == {"name": "newtag"}
    assert "Invisible characters and outer spaces are left out of name: newtag.\n" in named.stderr
    host.fresh()
    given = run("api", "flowCreateTag", "-f", f"name={typed}", "--unchecked")
    assert body(host) == {"name": typed} and "left out" not in given.stderr, given.output


def test_new_names_are_plain_wherever_they_stand_and_names_there_are_stay(run: Run, host: Served) -> None:
    more = ("-f", "users.0.email=a@b.example", "-f", "users.0.phone=+5511900001111")
    many = run("api", "flowCreateManyBotUsers", "-f", "users.0.first_name= Ana\u200b ", *more, "--curl")
    assert '"first_name":"Ana"' in many.stdout and "users.0.first_name: Ana." in many.stderr, many.output
    there = run("api", "flowDeleteTagByName", "-f", "name= old ", "--curl")
    assert '"name":" old "' in there.stdout and not there.stderr, there.output


@pytest.mark.parametrize(
    "who", ["11 90000-4410", "+55 11 90000-4410 (WhatsApp)", "5511900004410@s.whatsapp.net"]
)
def test_a_phone_is_found_as_on_screen_in_a_filter_and_for_an_id(run: Run, host: Served, who: str) -> None:
    listed = run("api", "/subscribers", "-f", f"phone={who}")
    assert [each["user_ns"] for each in json.loads(listed.stdout)["data"]] == [ANA], listed.output
    named = run("api", "flowBotUserAddTag", "-f", f"user_ns={who}", "-f", "tag_ns=vip", "--curl")
    assert f'"user_ns":"{ANA}"' in named.stdout, named.output


@pytest.mark.parametrize(
    "words",
    [
        ("flowDeleteTag", "-f", "tag_ns=f999t3"),
        ("flowBotUserAddTags", "-f", f"user_ns={ANA}", "-f", "data.0.tag_ns=f999t3"),
        ("flowBotUserAddTags", "-f", "user_ns=ana souza", "-f", "data.0.tag_ns=f999t3"),
        ("flowBotUserAddTags", "-f", f"user_ns={ANA}", "-f", "data.0.tag_ns=f999t3", "--unchecked"),
    ],
)
def test_the_id_of_another_bot_is_refused_by_curl_as_by_sending(
    run: Run, host: Served, words: tuple[str, ...]
) -> None:
    run("api", "/subscribers", "-f", "limit=1")  # the bot's own ids are known from now on
    said = [run("api", *words, how) for how in ("--curl", "--yes")]
    for each in said:
        assert (each.exit_code, each.stdout) == (Exit.USAGE, ""), each.output
        assert each.stderr.splitlines()[-1] == (
            "Not sent: f999t3 belongs to another bot than f1284. Open the other bot's profile for it."
        )
    assert host.received() == []


def test_a_phone_that_nobody_has_is_said_to_be_nobodys(run: Run, host: Served) -> None:
    listed = run("api", "/subscribers", "-f", "phone=99 99999-9999")
    assert json.loads(listed.stdout)["data"] == []
    assert listed.stderr == "No subscriber has the phone number 99 99999-9999.\n"
    named = run("api", "flowBotUserAddTag", "-f", "user_ns=99 99999-9999", "-f", "tag_ns=vip")
    assert named.exit_code == Exit.USAGE, named.output
    assert "user_ns: no subscriber has the phone number 99 99999-9999." in named.stderr


def test_ids_in_capitals_are_ids(run: Run, host: Served) -> None:
    named = run("api", "flowBotUserAddTag", "-f", f"user_ns={ANA.upper()}", "-f", f"tag_ns={VIP.upper()}")
    assert body(host) == {"user_ns": ANA, "tag_ns": VIP}, named.output
