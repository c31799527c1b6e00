# SPDX-License-Identifier: MIT
"""How answers are judged: what is a success, which failure it is, and what is told of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import (
    Blocked,
    BrokenReply,
    CutOff,
    FlochatError,
    Invalid,
    NotAuthorised,
    NotFound,
    NotOffered,
    RateLimited,
    Refused,
    ScopeMissing,
    ServerFailed,
)
from flotui.cli.output import rows_of
from flotui.text.quoting import quoted
from tests.api.answer_rig import LIMITED, TAGS, read
from tests.support.each_of import each_of

INFO = Call.of("flowBotUserInfo", query={"user_ns": "f1u2"})
ME = Call.of("UserInfo")
ADD = Call.of("flowBotUserAddTag", body={"user_ns": "f1u2", "tag_ns": "f1t3"})
CREATE_TAG = Call.of("flowCreateTag", body={"name": "vip"})
COMMENT = Call.of("teamCreateTicketListItemComment", path={"listId": 1, "listItemId": 2}, body={"text": "x"})
BROADCASTS = Call.of("flowBotUserBroadcasts")
HTML = "<!DOCTYPE html><html><title>404</title></html>"
CLOUDFLARE = "<html><title>Access denied | Cloudflare</title><span>Error code: 1010</span></html>"


def product() -> Call:
    from flotui.api.catalogue import catalogue

    operation = catalogue().at("GET", "/shop/products/{productId}/get-info")
    assert operation is not None
    return Call.of(operation.id, path={"productId": 7})


@each_of(
    ("call", "status", "body"),
    [
        (TAGS, 200, {"data": [], "status": "ok"}),
        (TAGS, 200, {"data": [{"name": "a"}]}),
        (TAGS, 200, {"data": [], "links": None, "meta": []}),
        (TAGS, 200, {"data": None}),
        (TAGS, 200, {"status": True}),
        (TAGS, 200, {"status": "OK"}),
        (TAGS, 201, {"status": "success"}),
        (INFO, 200, {"user_ns": "f1u2", "name": "Ana"}),
        (INFO, 200, {"user_ns": "f1u2", "status": "failed"}),  # the subscriber's, not the answer's
        (INFO, 200, {"data": {"user_ns": "f1u2"}}),
        (ME, 200, {"id": 1, "name": "Ana", "email": "a@example.com"}),
        (ADD, 200, {"status": "ok"}),
        (ADD, 200, {"status": "ok", "message": "Too Many Attempts."}),
        (ADD, 200, {"data": {"tag_ns": "f1t3"}}),
        (ADD, 200, {"mid": "wamid.1"}),
        (ADD, 200, {"success": True}),
        (CREATE_TAG, 200, {"name": "vip", "tag_ns": "f1t3"}),
        (CREATE_TAG, 200, {"data": {"name": "vip"}, "message": "Tag created"}),
        (COMMENT, 201, {"id": 3}),
        (BROADCASTS, 200, {"rows": []}),
        (BROADCASTS, 200, "7"),
    ],
)
def test_success(call: Call, status: int, body: Any) -> None:
    reply = read(call, status, body)
    assert reply.value == (json.loads(body) if isinstance(body, str) else body)


@pytest.mark.parametrize(("call", "status"), [(ADD, 204), (TAGS, 204), (COMMENT, 201)])
def test_success_without_a_body(call: Call, status: int) -> None:
    assert read(call, status, b"").value is None


WRONG_VERB = {"message": "The POST method is not supported for this route. Supported methods: GET, HEAD."}


@each_of(
    ("call", "status", "body", "kind"),
    [
        # 200 is not success
        (TAGS, 200, LIMITED, RateLimited),
        (TAGS, 200, {**LIMITED, "data": []}, RateLimited),
        (TAGS, 200, {**LIMITED, "status": "error"}, RateLimited),
        (ADD, 200, LIMITED, RateLimited),
        (INFO, 200, LIMITED, RateLimited),
        (BROADCASTS, 200, LIMITED, RateLimited),
        (TAGS, 200, "Too Many Attempts.", RateLimited),
        (ADD, 200, WRONG_VERB, NotOffered),
        (ADD, 200, {"message": "Unauthenticated."}, NotAuthorised),
        (ADD, 200, {"message": "Flow not found"}, NotAuthorised),
        (ADD, 200, {"status": "error", "message": "no"}, Refused),
        (ADD, 200, {"status": "fail"}, Refused),
        (ADD, 200, {"status": False, "data": {"a": 1}}, Refused),
        (TAGS, 200, {"status": "error", "data": []}, Refused),
        (ADD, 200, {"success": False, "message": "no"}, Refused),
        (ADD, 200, {"error": "no"}, Refused),
        (ADD, 200, {"error": {"message": "no"}}, Refused),
        (ADD, 200, {"errors": {"user_ns": ["The user ns field is required."]}}, Invalid),
        (ADD, 200, {"status": "error", "message": "The user_ns field is required."}, Invalid),
        # 2xx of which nothing is known
        (ADD, 200, {"message": "Tag added"}, BrokenReply),
        (ADD, 200, {"data": None}, BrokenReply),
        (CREATE_TAG, 200, {"name": None, "tag_ns": None}, BrokenReply),
        (ADD, 200, {}, BrokenReply),
        (ADD, 200, [], BrokenReply),
        (TAGS, 200, {}, BrokenReply),
        (TAGS, 200, {"message": "hello"}, BrokenReply),
        (BROADCASTS, 200, {"message": "hello"}, BrokenReply),
        (TAGS, 200, "null", BrokenReply),
        (TAGS, 200, '"ok"', BrokenReply),
        (TAGS, 200, "", BrokenReply),
        (TAGS, 200, " \n", BrokenReply),
        (ADD, 200, "", BrokenReply),
        (TAGS, 200, HTML, BrokenReply),
        (TAGS, 200, "Server busy", BrokenReply),
        (TAGS, 200, "{'data': []}", BrokenReply),
        (TAGS, 200, b"\xff\xfe\x00", BrokenReply),
        (TAGS, 200, "[" * 100_000 + "]" * 100_000, BrokenReply),
        (TAGS, 200, '{"data": [{"name": "a"}, {"na', CutOff),
        (TAGS, 200, '{"data": [{"name": "a"}', BrokenReply),
        (TAGS, 200, "{", CutOff),
        (ADD, 200, '{"status', CutOff),
        # by status
        (TAGS, 401, {"message": "Unauthenticated."}, NotAuthorised),
        (TAGS, 401, HTML, NotAuthorised),
        (TAGS, 401, "", NotAuthorised),
        (TAGS, 403, {"message": "no"}, ScopeMissing),
        (TAGS, 403, CLOUDFLARE, Blocked),
        (TAGS, 403, "error code: 1010", Blocked),
        (TAGS, 403, "", Blocked),
        (TAGS, 403, {"cloudflare_error": True}, Blocked),
        (TAGS, 403, {"error_code": 1010}, Blocked),
        (TAGS, 404, HTML, NotOffered),
        (TAGS, 404, "", NotOffered),
        (TAGS, 404, {"message": ""}, NotOffered),
        (TAGS, 404, {"message": "Not Found"}, NotOffered),
        (TAGS, 404, {"message": "404 Not Found"}, NotOffered),
        (INFO, 404, {"message": "The route api/x could not be found."}, NotOffered),
        (TAGS, 404, {"message": "Flow not found"}, NotAuthorised),
        (INFO, 404, {"message": "Sub flow not found"}, NotFound),
        (INFO, 404, {"message": ""}, NotFound),
        (INFO, 404, {"message": "Not Found"}, NotFound),
        (ADD, 404, {}, NotFound),
        (CREATE_TAG, 404, {"message": "Not Found."}, NotOffered),
        (CREATE_TAG, 404, {"message": "No query results for model [Tag]."}, NotFound),
        (product(), 404, {"message": ""}, NotFound),
        (product(), 404, HTML, NotOffered),
        (product(), 410, {"message": "gone"}, NotFound),
        (ADD, 405, WRONG_VERB, NotOffered),
        (ADD, 405, HTML, NotOffered),
        (ADD, 400, {"message": "Invalid key foo"}, Invalid),
        (ADD, 400, HTML, Invalid),
        (ADD, 422, {"message": "The data.0.tag_ns field is required."}, Invalid),
        (ADD, 422, {}, Invalid),
        (ADD, 413, HTML, Invalid),
        (ADD, 408, "", Refused),
        (ADD, 409, {"message": "already there"}, Refused),
        (ADD, 418, HTML, Refused),
        (ADD, 400, LIMITED, RateLimited),
        (ADD, 429, LIMITED, RateLimited),
        (ADD, 429, HTML, RateLimited),
        (ADD, 429, "", RateLimited),
        (ADD, 500, {"message": "Server Error"}, ServerFailed),
        (ADD, 502, HTML, ServerFailed),
        (TAGS, 522, HTML, ServerFailed),
        (TAGS, 301, HTML, Refused),
        (ADD, 308, "", Refused),
        (TAGS, 302, HTML, Refused),
        (ADD, 302, HTML, BrokenReply),
        (ADD, 303, HTML, BrokenReply),
        (TAGS, 101, "", BrokenReply),
    ],
)
def test_failure(call: Call, status: int, body: Any, kind: type[FlochatError]) -> None:
    with pytest.raises(FlochatError) as caught:
        read(call, status, body, host="app.flochat.ai")
    assert type(caught.value) is kind
    sentence = str(caught.value)
    assert "app.flochat.ai" in sentence
    assert sentence.endswith((".", ")")) and ".." not in sentence
    assert "f1u2" not in sentence


@pytest.mark.parametrize(
    ("call", "says", "scope"),
    [
        (TAGS, "This token needs the Send Message scope", "Send Message"),
        (TAGS, "missing scope: manage_team", "Manage Team"),
        (TAGS, "Forbidden", "Manage Flow"),
        (TAGS, "", "Manage Flow"),
    ],
)
def test_scope(call: Call, says: str, scope: str) -> None:
    with pytest.raises(ScopeMissing, match=scope) as caught:
        read(call, 403, {"message": says})
    assert caught.value.scope == scope


def test_no_scope_is_known() -> None:
    assert ME.operation.scope is None
    with pytest.raises(ScopeMissing) as caught:
        read(ME, 403, {"message": "no"})
    assert caught.value.scope is None


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (
            {"message": "The data.0.tag_ns field is required."},
            {"data.0.tag_ns": ("The data.0.tag_ns field is required.",)},
        ),
        (
            {"message": "The user ns field is required. (and 1 more error)"},
            {"user_ns": ("The user ns field is required. (and 1 more error)",)},
        ),
        (
            {"message": "x", "errors": {"name": ["a", "b"], "age": "c", "odd": None}},
            {"name": ("a", "b"), "age": ("c",), "odd": ()},
        ),
        (
            {"errors": ["The name must be a string.", {"message": "no"}]},
            {"name": ("The name must be a string.",), "": ("no",)},
        ),
        ({"message": "The selected var_ns is invalid."}, {"var_ns": ("The selected var_ns is invalid.",)}),
        ({"message": "No such luck"}, {}),
        ({}, {}),
    ],
)
def test_fields(body: Any, fields: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(Invalid) as caught:
        read(ADD, 422, body)
    assert caught.value.fields == fields


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (422, {"message": "The given data was invalid.", "errors": {"name": ["The name is too long.", "taken"]}},
         "refused what was sent: “The given data was invalid. The name is too long. name: taken”."),
        (422, {"message": "The user ns field is required.", "errors": {"user_ns": ["The user ns field is required."]}},
         "refused what was sent: “The user ns field is required.”."),
        (422, {"errors": {"name": ["too long", "odd"]}}, "refused what was sent: “name: too long; name: odd”."),
        (422, {"errors": {"data": {"0": {"tag_ns": ["The tag_ns is odd."]}}}},
         "refused what was sent: “The tag_ns is odd.”."),
        (400, ["no such tag", 7], "refused what was sent: “no such tag”."),
        (400, '"no such tag"', "refused what was sent: “no such tag”."),
        (415, "", "the host refused without a reason (status 415)."),
        (409, {"message": "already there"}, "the host refused: “already there”."),
    ],
)  # fmt: skip
def test_all_that_the_host_says_of_what_was_sent_is_told(status: int, body: Any, says: str) -> None:
    with pytest.raises(Refused) as caught:
        read(ADD, status, body)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (202, "the host took the request and didn't say what came of it."),
        (304, "the host answered that nothing is new (status 304), without the data."),
    ],
)
def test_an_answer_without_one_is_called_so(status: int, says: str) -> None:
    for call, after in ((ADD, "The outcome is unknown."), (TAGS, "Nothing was changed. Try again.")):
        with pytest.raises(BrokenReply) as caught:
            read(call, status, "")
        assert str(caught.value).startswith(f"{says} {after}")


@pytest.mark.parametrize(
    ("answer", "data"),
    [
        (
            {"data": {"0": {"name": "a"}, "7": {"name": "b"}}, "meta": {"total": 2}},
            [{"name": "a"}, {"name": "b"}],
        ),
        ({"data": {"0": {"name": "a"}, "x": 1}, "meta": {}}, {"0": {"name": "a"}, "x": 1}),
        ({"data": {"0": {"name": "a"}}}, {"0": {"name": "a"}}),
        ({"data": {}, "links": {}}, {}),
    ],
)
def test_the_numbered_rows_of_a_page_are_a_list(answer: Any, data: Any) -> None:
    reply = read(TAGS, 200, answer)
    assert (reply.data, reply.value) == (data, answer)
    assert rows_of(answer) == (data if isinstance(data, list) else [data])


def test_sentences_of_reads_do_not_scare() -> None:
    for body in ('{"data": [', HTML, "", {"message": "hm"}):
        with pytest.raises(BrokenReply) as caught:
            read(TAGS, 200, body)
        assert "outcome is unknown" not in str(caught.value)
        with pytest.raises(BrokenReply) as caught:
            read(ADD, 200, body)
        assert "outcome is unknown" in str(caught.value)
        assert str(caught.value).endswith("Check whether it arrived before you send it again.")


def test_hostile_message_is_tamed() -> None:
    with pytest.raises(Refused) as caught:
        read(ADD, 409, {"message": "\x1b[31mred\x1b]0;x\x07\nnext\u202eline " + "long " * 200})
    sentence = str(caught.value)
    assert sentence.isprintable()
    assert "red" in sentence and "next" in sentence and "…" in sentence
    assert len(sentence) < 450


def test_quoted() -> None:
    assert quoted("  a\tb\r\n c\x00d\u200b ") == "a b c d"
    assert quoted("x" * 400) == "x" * 299 + "…"
    assert quoted("x" * 300) == "x" * 300


def test_redirect_tells_where_without_secrets() -> None:
    with pytest.raises(Refused) as caught:
        read(TAGS, 301, "", {"Location": "https://me:pw@evil.example:8443/login?token=secret#x"})
    sentence = str(caught.value)
    assert "https://evil.example:8443/login" in sentence
    assert "secret" not in sentence and "pw" not in sentence
    for odd in ("", "https://[x", "/there"):
        with pytest.raises(Refused):
            read(TAGS, 301, "", {"location": odd})


@pytest.mark.parametrize("status", [300, 399])
def test_a_status_that_leads_nowhere_is_no_redirect(status: int) -> None:
    with pytest.raises(BrokenReply) as caught:
        read(ADD, status, "", {})
    assert f"unexpected status, {status}" in str(caught.value) and "unknown" in str(caught.value)
    with pytest.raises(BrokenReply, match="redirects the request"):
        read(ADD, status, "", {"location": "/there"})


def test_announced_length() -> None:
    body = b'{"data": [], "status": "ok"}'
    with pytest.raises(CutOff):
        read(TAGS, 200, body, {"Content-Length": str(len(body) + 1)})
    assert read(TAGS, 200, body, {"Content-Length": str(len(body))}).data == []
    assert read(TAGS, 200, body, {"Content-Length": "9999", "Content-Encoding": "gzip"}).data == []
    assert read(TAGS, 200, body, {"Content-Length": "x"}).data == []


def test_odd_bytes() -> None:
    assert read(TAGS, 200, b'\xef\xbb\xbf{"data": ["\xff\xe9"]}').data == ["��"]
    reply = read(TAGS, 200, r'{"data": ["\ud83d", "\ud83d\ude00", "a\udc00b", "\\ud83d"], "\ud800": NaN}')
    assert reply.data == ["�", "😀", "a�b", r"\ud83d"]
    assert reply.value["�"] is None
    json.dumps(reply.value, ensure_ascii=False).encode()


def test_what_the_host_says_is_missing_ends_its_sentence() -> None:
    with pytest.raises(NotFound) as told:
        read(ADD, 404, {"message": "Tag not found"})
    assert str(told.value) == "Not found on the host: “Tag not found”. It may have been deleted."


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "A firewall before app.flochat.ai blocked the request."),
        (CLOUDFLARE, "Cloudflare, the firewall before app.flochat.ai, blocked the request"),
    ],
)
def test_a_firewall_is_named_where_it_says_who_it_is(body: str, says: str) -> None:
    with pytest.raises(Blocked) as caught:
        read(TAGS, 403, body, host="app.flochat.ai")
    assert str(caught.value).startswith(says)
