# SPDX-License-Identifier: MIT
"""A pasted curl command, read back into the Call it makes; what is left out is named."""

from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.curl import PastedCall, parse_curl
from flotui.api.errors import Malformed
from tests.api.curl_rig import ADD, BASE, BASES, GET, calls
from tests.support.each_of import each_of


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(call=calls(), base=st.sampled_from(BASES))
def test_what_curl_says_reads_back(call: Call, base: str) -> None:
    found = catalogue().match(call.operation.method, call.target.partition("?")[0])
    assume(found is not None and found[0].id == call.operation_id)  # an argument may spell another route
    assert parse_curl(call.curl(base), BASES).call == call


TAGS = Call.of("flowTags", query={"limit": 5, "name": "a b"})


@pytest.mark.parametrize(
    "text",
    [
        f"curl {BASE}/flow/tags?limit=5&name=a+b",
        f"$ curl -sSL '{BASE}/flow/tags?limit=5&name=a%20b' | jq .data",
        f"curl --url {BASE}/flow/tags -G -d limit=5 --data-urlencode 'name=a b'",
        f'curl --get "{BASE}/flow/tags" --data "limit=5&name=a%20b" -o out.json',
        f"curl -X GET -H 'Authorization: Bearer secret' {BASE}/flow/tags?limit=5\\&name=a+b -k --compressed",
        "curl app.flochat.ai/api/flow/tags?limit=5&name=a+b",
        "curl HTTPS://APP.flochat.ai:443/api/flow/tags?limit=5&name=a+b",
        f"FLOCHAT_API_KEY=abc curl -u a:b -m 5 \\\n  '{BASE}/flow/tags?limit=5&name=a+b'\necho done",
        f'curl ^"{BASE}/flow/tags?limit=5^&name=a^%^20b^" ^\r\n  -H ^"Authorization: Bearer x^"'.replace(
            "^%^20", "+"
        ),
    ],
)
def test_reads(text: str) -> None:
    assert parse_curl(text, BASES).call == TAGS


@pytest.mark.parametrize(
    "text",
    [
        f"curl {BASE}/subscriber/add-tags --json "
        """'{"user_ns":"f1u2","data":[{"tag_ns":"f1t3"},{"tag_ns":"é\\"\\n^"}]}'""",
        f"curl -XPOST {BASE}/subscriber/add-tags "
        r"""--data-raw $'{"user_ns":"f1u2","data":[{"tag_ns":"f1t3"},{"tag_ns":"\u00e9\\"\\n^"}]}'""",
        f'curl "{BASE}/subscriber/add-tags" -d '
        r'''"{\"user_ns\":\"f1u2\",\"data\":[{\"tag_ns\":\"f1t3\"},{\"tag_ns\":\"é\\\"\\n^\"}]}"''',
        f'curl ^"{BASE}/subscriber/add-tags^" ^\n  -X ^"POST^" ^\n  --data-raw '
        r"""^"^{^\^"user_ns^\^":^\^"f1u2^\^",^\^"data^\^":^[^{^\^"tag_ns^\^":^\^"f1t3^\^"^},"""
        r"""^{^\^"tag_ns^\^":^\^"é^\\^\^"^\n^^^\^"^}^]^}^" """,
        f'curl "{BASE}/subscriber/add-tags" ^\n --data-raw '
        r'''"{\"user_ns\":\"f1u2\",\"data\":[{\"tag_ns\":\"f1t3\"},{\"tag_ns\":\"é\\\"\n^\"}]}"''',
    ],
    ids=["json", "chrome-bash", "double-quotes", "chrome-cmd", "cmd-double-quotes"],
)
def test_reads_a_body(text: str) -> None:
    assert parse_curl(text, BASES).call == ADD


U = f"{BASE}/flow/tags?limit=5&name=a+b"


@each_of(
    "text",
    [
        f"curl '{U}'; echo",
        f"curl '{U}' ;echo done",
        f"curl '{U}'|jq .",
        f"curl -s '{U}' > tags.json",
        f"curl '{U}' 2>/dev/null | head -5",
        f"curl '{U}' >'my file' 2>&1",
        f"curl -o /dev/null 2>&1 '{U}' &",
        f"curl '{U}' && echo ok",
        f"(curl '{U}')",
        f"( curl '{U}' | jq . ) > out.json",
        f"(curl '{U}'; echo)",
        f"{{ curl '{U}' ; }} 2>/dev/null",
        f"tags=$(curl -s '{U}')",
        f'export TAGS="$(curl -s "{U}")"',
        f"echo `curl -s '{U}'`",
        f'(curl "{U}" ^\n -s)',
        f"# all tags\n\ncurl '{U}' # five of them",
        f"curl \\ \n  --silent \\\t\n  '{U}'",
        f"curl -sS\\\r\n '{U}'",
        f"sudo time curl --url '{U}'",
        f"curl -q --ssl-no-revoke --retry-all-errors --location-trusted --netrc --http3 '{U}'",
        f"curl --no-keepalive --no-progress-meter --tlsv1.2 --tls-max 1.3 -4 '{U}'",
        f"curl {BASE}/flow/tags --url-query limit=5 --url-query 'name=a b'",
        f"curl {BASE}/flow/tags --url-query '+limit=5&name=a+b'",
        f"curl '{BASE}/flow/tags/?limit=5&name=a+b'",
        f"curl '{BASE}//flow/tags?limit=5&name=a+b'",
        f"curl “{U}”",
        f"curl –header ‘Accept: application/json’ —max-time 5 ‘{U}’",
        f"curl –s –H “Accept: */*” “{U}”",
        f"curl\xa0-s\xa0'{U}'",
        f"\ufeffcurl\u200b '{U}'",
        f'curl.exe `\n  -H "Accept: a""b" `\n  "{U}"',
        f'curl.exe -s "{U}" `  \n | Out-File x',
        f'curl "{U}" ^\n -s >out.txt',
        f'curl ^"{BASE}/flow/tags?limit=5^&name=a+b^" | more',
        f'curl $"{U}"',
        f'Invoke-WebRequest -UseBasicParsing -Uri "{U}"',
        f'irm "{U}" -Headers @{{"Authorization"="Bearer x"; "a"="}}"}} -SkipCertificateCheck | ft',
        "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n"
        f'$session.UserAgent = "Mozilla/5.0"\nInvoke-WebRequest -UseBasicParsing -Uri "{U}" `\n'
        '-WebSession $session `\n-Headers @{\n"authority"="x"\n  "accept"="*/*"\n}',
    ],
)
def test_everyday_forms(text: str) -> None:
    assert parse_curl(text, BASES) == PastedCall(TAGS)


@each_of(
    ("text", "says"),
    [
        ("", "isn't a curl command"),
        (f"curl {BASE}/subscriber/send-text -d content=%E9", "isn't in UTF-8"),
        ("wget https://x", "isn't a curl command"),
        (f'await fetch("{BASE}/me", {{"method": "GET"}});', "is JavaScript's fetch"),
        ("curl", "no URL"),
        (f"curl {BASE}/me {BASE}/me", "2 URLs"),
        ("curl https://other.example/api/flow/tags", "is for other.example"),
        ("curl https://app.flochat.ai:8443/api/flow/tags", "is for app.flochat.ai:8443"),
        (
            "curl http://app.flochat.ai/api/flow/tags",
            "uses http, and this bot is at https://app.flochat.ai/api",
        ),
        ("curl https://app.flochat.ai/apis/flow/tags", "is for"),
        ("curl https://app.flochat.ai@evil.example/api/flow/tags", "is for evil.example"),
        ("curl https://[bad/api", "isn't a web address"),
        (f"curl {BASE}/flow/nonsense", "no GET /flow/nonsense"),
        (f"curl -X DELETE {BASE}/flow/tags", "takes GET, not DELETE"),
        (f"curl {BASE}/subscriber/add-tags -d 'a b'", "isn't valid JSON"),
        (
            f"""curl {BASE}/subscriber/add-tags -d '{{"user_ns":"a","user_ns":"b"}}'""",
            '"user_ns" is given twice',
        ),
        (f"""curl {BASE}/subscriber/add-tags -d '{{"user_ns":"a","data":[{{"b":NaN}}]}}'""", "no number NaN"),
        (f"curl {BASE}/subscriber/add-tags -d @file.json", "from a file"),
        (f"curl {BASE}/subscriber/add-tags --data-raw @file.json", "isn't valid JSON"),
        (f"curl {BASE}/subscriber/add-tags --data-urlencode n@file", "from a file"),
        (f"curl {BASE}/subscriber/add-tags -F a=@b", "form"),
        (f"curl {BASE}/subscriber/add-tags -d null", "body is null"),
        (f"curl {BASE}/me -T x", "form or a file"),
        (f"curl -K conf {BASE}/me", "options from a file"),
        (f"curl -I {BASE}/me", "headers only"),
        (f"curl {BASE}/me --next {BASE}/me", "several requests"),
        (f"curl {BASE}/subscriber/add-tags -d user_ns=a -d user_ns=b", "given twice"),
        ('irm "https://x', "isn't closed"),
        ("irm -Headers @{ -Uri x", "isn't closed"),
        ('irm "https://x/" -InFile f', "from a file"),
        (f"curl --head {BASE}/me", "headers only"),
        (f"curl -sQ {BASE}/me", "option -Q"),
        (f"curl --frobnicate {BASE}/me", "option --frobnicate"),
        (f"curl {BASE}/me -H", "-H lacks"),
        (f"curl '{BASE}/me", "isn't closed"),
        (f'curl "{BASE}/me', "isn't closed"),
        (f"curl {BASE}/me -d $'x", "isn't closed"),
        (
            f"curl {BASE}/subscriber/add-tags -d @- <<EOF\n{{}}",
            "here-document of the curl command isn't closed",
        ),
        (f'curl ^"{BASE}/me', "isn't closed"),
    ],
)
def test_refuses(text: str, says: str) -> None:
    with pytest.raises(Malformed, match=says.replace(".", r"\.").replace("-", r"\-")):
        parse_curl(text, BASES)


@pytest.mark.parametrize("pattern", ["[1-3]", "[a-c]", "[0-9:3]", "{1,2}", "{id}"])
def test_a_pattern_of_curls_is_refused_unless_it_is_switched_off(pattern: str) -> None:
    url = f"'{BASE}/flow/tags?page={pattern}'"
    with pytest.raises(Malformed, match="as a pattern"):
        parse_curl(f"curl {url}", BASES)
    for option in ("-g", "--globoff", "-sg"):
        assert parse_curl(f"curl {option} {url}", BASES).call == Call.of("flowTags", query={"page": pattern})
    assert parse_curl(f'irm "{url[1:-1]}"', BASES).call == Call.of("flowTags", query={"page": pattern})


def test_escaped_quotes_within_escaped_quotes() -> None:
    text = rf"""curl.exe {BASE}/subscriber/send-text --json '{{\"user_ns\":\"f1u2\",\"content\":\"a \\\"b\\\" \n\"}}'"""
    call = Call.of("flowBotUserSendText", body={"user_ns": "f1u2", "content": 'a "b" \n'})
    assert parse_curl(text, BASES) == PastedCall(call)


@pytest.mark.parametrize("option", ["--frobnicate", "--data-frob", "-Q"])
def test_an_unknown_option_is_called_so_also_at_the_end(option: str) -> None:
    with pytest.raises(Malformed, match="doesn't know curl's option"):
        parse_curl(f"{GET} {option}", BASES)
    with pytest.raises(Malformed, match="doesn't know Invoke-WebRequest's option -Frob"):
        parse_curl(f'irm "{BASE}/me" -Frob', BASES)


def test_nothing_that_the_contract_lacks_is_dropped_in_silence() -> None:
    pasted = parse_curl(f"curl '{BASE}/subscribers?limit=5&amp;page=2&naem=zzz'", BASES)
    assert dict(pasted.call.query) == {"limit": "5", "page": "2", "naem": "zzz"}
    assert len(pasted.notes) == 1
    assert "no parameter naem" in pasted.notes[0] and "left out" in pasted.notes[0]
    (note,) = parse_curl(
        f"curl {BASE}/subscriber/send-text --json " """'{"user_ns":"f1u2","content":"a","contents":"b"}'""",
        BASES,
    ).notes
    assert "no argument contents" in note and "content" in note
    (note,) = parse_curl(f"curl -X GET {BASE}/flow/tags --json '{{\"limit\":5}}'", BASES).notes
    assert "flowTags takes no body" in note
    with pytest.raises(Malformed, match="the parameter limit twice"):
        parse_curl(f"curl '{BASE}/flow/tags?limit=5&limit=6'", BASES)


def test_keeps_no_secret() -> None:
    secret = "sk-verysecret"
    call = parse_curl(
        f"curl -u me:{secret} -H 'Authorization: Bearer {secret}' -b s={secret} {BASE}/me", [BASE]
    )
    assert secret not in repr(call)
    with pytest.raises(Malformed) as caught:
        parse_curl(
            f"curl -H 'Authorization: Bearer {secret}' https://u:{secret}@x.example/?t={secret}", [BASE]
        )
    assert secret not in str(caught.value)


@given(st.text(alphabet=string.printable, max_size=60))
def test_any_text_ends_in_a_sentence(text: str) -> None:
    for given_text in (text, f"curl {text}", f"curl {BASE}/me {text}"):
        try:
            assert isinstance(parse_curl(given_text, BASES).call, Call)
        except Malformed as error:
            assert "." in error.happened


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("-H 'Host: other.example'", "The header Host is left out"),
        ("-H'host:other.example'", "The header Host is left out"),
        ("--resolve app.flochat.ai:443:127.0.0.1", "--resolve is left out"),
        ("--connect-to ::127.0.0.1:80", "--connect-to is left out"),
    ],
)
def test_what_would_send_it_elsewhere_is_left_out_and_named(option: str, says: str) -> None:
    (note,) = parse_curl(f"curl {option} {BASE}/flow/tags", BASES).notes
    assert note.startswith(says) and "this bot's host" in note
    assert parse_curl(f"curl -H 'X-Hosting: a' {BASE}/flow/tags", BASES).notes == ()


@pytest.mark.parametrize(
    "header", ["X-HTTP-Method-Override: DELETE", "x-http-method: put", "X-Method-Override:PUT"]
)
def test_a_header_that_says_another_method_is_refused(header: str) -> None:
    for text in (
        f"curl -H '{header}' -X POST {BASE}/flow/create-tag -d name=a",
        f"irm {BASE}/flow/tags -Headers @{{'{header.replace(':', chr(39) + '=' + chr(39))}'}}",
    ):
        with pytest.raises(Malformed, match="another method"):
            parse_curl(text, BASES)


def test_what_is_no_number_is_told_from_a_key_given_twice() -> None:
    where = f"curl {BASE}/flow/create-tag --json"
    for body, says in (('{"name":NaN}', "Write a number"), ('{"name":1,"name":2}', "each key once")):
        with pytest.raises(Malformed) as raised:
            parse_curl(f"{where} '{body}'", BASES)
        assert says in raised.value.advice


def test_a_point_at_the_end_of_a_value_is_a_part_of_it() -> None:
    call = parse_curl(f"curl '{BASE}/flow/tags?name=St.'", BASES).call
    assert dict(call.query) == {"name": "St."}
