# SPDX-License-Identifier: MIT
"""Names, phones and addresses in place of ids in what a script gives to `flotui api`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flotui.config.exits import Exit
from tests.cli.api_rig import ANA, VIP, asked, body
from tests.cli.conftest import Run
from tests.support.served import Served


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
