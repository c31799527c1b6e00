"""What a script gives as arguments: names in place of ids, and nothing unknown dropped in silence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flotui.config.exits import Exit
from flotui.config.paths import Paths
from tests.cli.conftest import Run
from tests.support.served import Served

ANA = "f1284u903"
VIP = "f1284t3005"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(quota=100_000) as host:
        yield host


@pytest.fixture
def host(served: Served, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Served:
    monkeypatch.setenv("FLOTUI_BASE_URL", served.url)
    monkeypatch.setenv("FLOTUI_API_KEY", "demo")
    served.fresh()
    return served


def asked(host: Served) -> list[dict[str, Any]]:
    return list(host.host.log.rows())


def body(host: Served) -> Any:
    (write,) = host.received()
    return write["body"]


def test_a_tags_name_finds_whom_its_id_finds(run: Run, host: Served) -> None:
    by_id = run("api", "/subscribers", "-f", f"tag_ns={VIP}").stdout
    assert json.loads(by_id)["data"]
    for words in (("/subscribers", "-f", "tag_ns=vip"), ("/subscribers?tag_ns=ViP",)):
        named = run("api", *words)
        assert named.stdout == by_id, named.output
        assert named.stderr == f"tag_ns: vip is {VIP}.\n"


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


@pytest.mark.parametrize(
    "who", ["ana.souza@example.com", "+55 11 90000-4410", "5511900004410", "Ana Souza", "ana souza"]
)
def test_a_person_is_known_by_phone_email_and_name(run: Run, host: Served, who: str) -> None:
    named = run("api", "flowBotUserAddTag", "-f", f"user_ns={who}", "-f", "tag_ns=vip")
    assert named.exit_code == 0, named.output
    assert body(host) == {"user_ns": ANA, "tag_ns": VIP}
    assert f"user_ns: Ana Souza is {ANA}." in named.stderr


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
        (
            ("flowBotUserAddTag", "-f", "user_ns=Nobody Atall", "-f", "tag_ns=vip"),
            "no subscriber is called Nobody",
        ),
        (
            ("flowBotUserAddTag", "-f", "user_ns=nobody@example.com", "-f", "tag_ns=vip"),
            "no subscriber is called",
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
