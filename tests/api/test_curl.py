# SPDX-License-Identifier: MIT
from __future__ import annotations

import json
import string

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.curl import PastedCall, parse_curl
from flotui.api.errors import Malformed

BASE = "https://app.flochat.ai/api"
BASES = [BASE, "http://127.0.0.1:8600/api"]

TEXT = st.text(max_size=12) | st.text(alphabet="'\"\\$^`! \n\t%&=#?/{}@-é漢😀", max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def calls(draw: st.DrawFn) -> Call:
    operation = draw(st.sampled_from(catalogue().operations))
    path = {name: draw(TEXT) for name in operation.names("path")}
    known = st.sampled_from(operation.names("query") or ("limit",))
    query = draw(st.dictionaries(known | TEXT, TEXT | st.integers() | st.booleans(), max_size=3))
    return Call.of(operation.id, path=path, query=query, body=draw(JSON))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(call=calls(), base=st.sampled_from(BASES))
def test_what_curl_says_reads_back(call: Call, base: str) -> None:
    found = catalogue().match(call.operation.method, call.target.partition("?")[0])
    assume(found is not None and found[0].id == call.operation_id)  # an argument may spell another route
    assert parse_curl(call.curl(base), BASES).call == call


TAGS = Call.of("flowTags", query={"limit": 5, "name": "a b"})
ADD = Call.of(
    "flowBotUserAddTags", body={"user_ns": "f1u2", "data": [{"tag_ns": "f1t3"}, {"tag_ns": 'é"\n^'}]}
)


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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
    "text",
    [
        f'Invoke-WebRequest -UseBasicParsing -Uri "{BASE}/subscriber/add-tags" `\n-Method "POST" `\n'
        '-Headers @{\n"sec-ch-ua"="`"Chromium`";v=`"1`""\n} `\n-ContentType "application/json" `\n'
        r'''-Body "{`"user_ns`":`"f1u2`",`"data`":[{`"tag_ns`":`"f1t3`"},{`"tag_ns`":`"é\`"\n^`"}]}"''',
        f"curl.exe '{BASE}/subscriber/add-tags' `\n  --json "
        r'''"{""user_ns"":""f1u2"",""data"":[{""tag_ns"":""f1t3""},{""tag_ns"":""é\""\n^""}]}"''',
        f'Invoke-RestMethod "{BASE}/subscriber/add-tags" -Method Post -Body '
        r"""([System.Text.Encoding]::UTF8.GetBytes('{"user_ns":"f1u2","data":[{"tag_ns":"f1t3"},"""
        r"""{"tag_ns":"é\"\n^"}]}'))""",
        f"curl {BASE}/subscriber/add-tags -d "
        r"""‘{“user_ns”:“f1u2”,“data”:[{“tag_ns”:“f1t3”},{“tag_ns”:“é\”\n^”}]}’""",
    ],
    ids=["browser", "doubled", "bytes", "document"],
)
def test_bodies_of_powershell_and_documents(text: str) -> None:
    assert parse_curl(text, BASES) == PastedCall(ADD)


SEND = f"curl {BASE}/subscriber/send-text"
SENT = '{"user_ns": "f1u2", "content": "it costs $5"}'
ESCAPED = SENT.replace("$", "\\$")


@pytest.mark.parametrize(
    "text",
    [
        f"{SEND} -d @- <<'EOF'\n{SENT}\nEOF",
        f"{SEND} -d @- <<EOF\n{ESCAPED}\nEOF\n",
        f"{SEND} \\\n  --data-binary @- << EOF\n{ESCAPED}\nEOF\necho sent",
        f'{SEND} -d@-<<"END" | jq\n{SENT}\nEND',
        f"{SEND} --json @- <<-'EOF' \\\n  -s\n\t{SENT}\n\tEOF",
        f"{SEND} -d @- <<'EOF'\n{SENT.replace(', ', ',' + chr(10) + '  ')}\nEOF",
        f"{SEND} -d @- <<< '{SENT}'",
        f"{SEND} -d \"$(cat <<'EOF'\n{SENT}\nEOF\n)\"",
        f"cat <<'EOF' | {SEND} -d @-\n{SENT}\nEOF",
        f"echo '{SENT}' | {SEND} -d @-",
        f"echo -n '{SENT}' | {SEND} --json @- | jq .",
        f"printf '%s\\n' '{SENT}' | {SEND} -d @-",
        f"cat > send.sh <<'EOF'\n{SEND} -d '{SENT}'\nEOF",
    ],
)
def test_a_body_that_the_paste_has_on_standard_input(text: str) -> None:
    call = Call.of("flowBotUserSendText", body={"user_ns": "f1u2", "content": "it costs $5"})
    assert parse_curl(text, BASES) == PastedCall(call)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f'{SEND} -d @- <<EOF\n{{"user_ns":"$NS"}}\nEOF', "The command has $NS"),
        (f'{SEND} -d @- <<< "$BODY"', "The command has $BODY"),
        (f'echo "$BODY" | {SEND} -d @-', "The command has $BODY"),
        (f"cat body.json | {SEND} -d @-", "reads its body from a file"),
        (f"echo '{SENT}' || {SEND} -d @-", "reads its body from a file"),
        (f"echo '{SENT}'; {SEND} -d @-", "reads its body from a file"),
        (f"""echo '{{"content":"a\\nb"}}' | {SEND} -d @-""", "reads its body from a file"),
        (f"{SEND} -d @body.json <<EOF\n{SENT}\nEOF", "reads its body from a file"),
        (f"{SEND} -d @- <<'EOF'\n{SENT}\nEOF\n{SEND} -d '{{}}'", "2 commands"),
    ],
)
def test_what_is_not_plain_to_see_on_standard_input_is_refused(text: str, says: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_curl(text, BASES)
    assert says in str(caught.value)


def test_what_is_quoted_stays_as_it_is() -> None:
    content = "–x “hi” ‘there’ a\u200bb\u202ec –data"
    call = Call.of("flowBotUserSendText", body={"user_ns": "f1u2", "content": content})
    assert parse_curl(call.curl(BASE), BASES) == PastedCall(call)


def test_brackets_in_a_body_and_behind_it_are_no_group() -> None:
    for body in ('{"content":"(hi)"}', '{"content":"a ) b }"}', '{"!":"(","%`":"!x! y"}'):
        for text in (
            f"curl {BASE}/subscriber/send-text -d '{body}'",
            f"(curl {BASE}/subscriber/send-text -d '{body}')",
        ):
            assert parse_curl(text, BASES).call.body is not None
            assert parse_curl(text, BASES).call.json == json.loads(body)


def test_an_empty_field_of_a_form_is_sent_empty() -> None:
    found = parse_curl(f"curl {BASE}/subscriber/send-text -d user_ns=u1 -d content=", BASES)
    assert found.call.json == {"user_ns": "u1", "content": ""}


def test_a_form_is_read_as_the_json_that_is_meant() -> None:
    pasted = parse_curl(
        f"curl {BASE}/subscriber/add-tags -d user_ns=f1u2 --data-urlencode 'data[0][tag_ns]=f1t 3'", BASES
    )
    assert pasted.call == Call.of(
        "flowBotUserAddTags", body={"user_ns": "f1u2", "data": [{"tag_ns": "f1t 3"}]}
    )
    assert pasted.notes == ("The form's fields were read as JSON, which the host takes.",)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("1 + 1 = 100%25", "1   1 = 100%"),
        ("Hello, how are you?", "Hello, how are you?"),
        ("a=b=c", "a=b=c"),
        ("2%2B2=4", "2+2=4"),
        ("100%", "100%"),
        ("caf%C3%A9 é\nnext", "café é\nnext"),
        ('{"a": 1}', '{"a": 1}'),
    ],
)
def test_a_forms_value_is_all_up_to_the_next_ampersand(typed: str, sent: str) -> None:
    pasted = parse_curl(f"curl {BASE}/subscriber/send-text -d user_ns=f1u2 -d 'content={typed}'", BASES)
    assert pasted.call.json == {"user_ns": "f1u2", "content": sent}
    assert any("%2B" in note for note in pasted.notes) == (" + " in typed)
    turned = f"curl {BASE}/subscriber/send-text -d 'content={typed}&user_ns=f1u2'"
    assert parse_curl(turned, BASES).call == pasted.call


@pytest.mark.parametrize("typed", ["hello & bye", "Tom&Jerry", "a & b = c", "a&=b", "x&amp;user=1"])
def test_an_ampersand_inside_of_a_forms_value_is_refused_as_such(typed: str) -> None:
    for data in (f"-d user_ns=f1u2 -d 'content={typed}'", f"-d 'content={typed}' -d user_ns=f1u2"):
        with pytest.raises(Malformed, match="In a form's body & separates values") as caught:
            parse_curl(f"curl {BASE}/subscriber/send-text {data}", BASES)
        assert "--data-urlencode" in str(caught.value) and "JSON" not in str(caught.value)
    with pytest.raises(Malformed, match="In a form's body & separates values"):
        parse_curl(f"curl -G {BASE}/flow/tags -d 'name={'hello & bye'}'", BASES)
    encoded = f"curl {BASE}/subscriber/send-text -d user_ns=f1u2 --data-urlencode 'content={typed}'"
    assert parse_curl(encoded, BASES).call.json == {"user_ns": "f1u2", "content": typed}


def test_a_form_where_no_body_is_taken_is_said_so() -> None:
    notes = parse_curl(f"curl -X GET {BASE}/flow/tags -d limit=5", BASES).notes
    assert "flowTags takes no body" in notes[-1]


@pytest.mark.parametrize(
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


GET = f"curl '{BASE}/flow/tags?limit=5'"
DELETE = f"curl -X DELETE {BASE}/flow/delete-tag -d tag_ns=f1t3"


@pytest.mark.parametrize(
    "text",
    [
        *(
            f"{GET}{between}{DELETE}"
            for between in ("; ", " && ", " || ", " & ", "\n", " | xargs ", "\necho\n")
        ),
        f"{GET}; sudo /usr/bin/{DELETE}",
        f"{GET}; do {DELETE}; done",
        f"$ {GET}\n{{}}\n$ {DELETE}",
        f"```\n{GET}\n```\nand then\n```sh\n{DELETE}\n```",
        f'irm "{BASE}/flow/tags"; irm "{BASE}/flow/tags?page=2"',
        f'curl "{BASE}/flow/tags" ^\n -s & curl "{BASE}/me"',
        f"curl {BASE}/flow/tags -H $'a\n{DELETE}",
    ],
)
def test_a_paste_of_several_requests_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"2 commands|isn't closed"):
        parse_curl(text, BASES)


@pytest.mark.parametrize("pattern", ["[1-3]", "[a-c]", "[0-9:3]", "{1,2}", "{id}"])
def test_a_pattern_of_curls_is_refused_unless_it_is_switched_off(pattern: str) -> None:
    url = f"'{BASE}/flow/tags?page={pattern}'"
    with pytest.raises(Malformed, match="as a pattern"):
        parse_curl(f"curl {url}", BASES)
    for option in ("-g", "--globoff", "-sg"):
        assert parse_curl(f"curl {option} {url}", BASES).call == Call.of("flowTags", query={"page": pattern})
    assert parse_curl(f'irm "{url[1:-1]}"', BASES).call == Call.of("flowTags", query={"page": pattern})


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (r'"{\"content\":\"$NAME\"}"', "$NAME"),
        (r'"{\"content\":\"${NAME:-x y}\"}"', "${NAME:-x y}"),
        (r'"{\"content\":\"it costs $5\"}"', "$5"),
        ("""'{"content":"'$NAME'"}'""", "$NAME"),
        ("""'{"content":"'"$NAME"'"}'""", "$NAME"),
        ("""'{"content":"'"$(cat code "a)")"'"}'""", "$(cat code"),
        ("""'{"content":"'`cat code`'"}'""", "`cat code`"),
        ('"{\\"content\\":\\"`date`\\"}"', "`date`"),
        (r'"{\"content\":\"%NAME%\"}"', "%NAME%"),
        ("$BODY", "$BODY"),
    ],
)
def test_what_only_the_shell_knows_is_refused_by_name(value: str, named: str) -> None:
    for option in ("-d ", "--json ", "--data-raw ", "--url-query "):
        with pytest.raises(Malformed) as caught:
            parse_curl(f'curl "{BASE}/subscriber/send-text" {option}{value}', BASES)
        assert f"The command has {named}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f'curl "{BASE}/subscribers?name=$NAME"', "$NAME"),
        (f'curl {BASE}/subscribers?name="$NAME"', "$NAME"),
        ('curl "$HOST/subscribers"', "$HOST"),
        (f'curl $OPTIONS "{BASE}/subscribers"', "$OPTIONS"),
        (f'curl -X "$METHOD" "{BASE}/subscribers"', "$METHOD"),
        (f'curl "{BASE}/subscribers?name=%NAME%"', "%NAME%"),
        (f'C:\\Users\\me>curl "{BASE}/subscribers?name=%NAME:~0,3%"', "%NAME:~0,3%"),
        (f'curl "{BASE}/subscribers?name=!NS!" ^\n -s', "!NS!"),
        (f'curl {BASE}/subscriber/send-text -d "{{\\"user_ns\\":\\"!NS!\\"}}"', "!NS!"),
        (f'irm "{BASE}/subscribers?name=$name"', "$name"),
        (f'irm "{BASE}/subscribers?name=$($row.name)"', "$($row.name)"),
        (f'irm "{BASE}/subscribers?name=$env:NAME"', "$env:NAME"),
        ("Invoke-RestMethod @params", "@params"),
        (f'irm {BASE}/subscriber/send-text -Method Post -Body @"\n{{"user_ns":"$ns"}}\n"@', "$ns"),
        (f'$b = Get-Date\nirm "{BASE}/subscriber/send-text" -Method Post -Body $b', "$b"),
        (f'irm "{BASE}/subscriber/send-text" -Method Post -Body (@{{a=Get-Date}} | ConvertTo-Json)', "(@{"),
        (f'irm "{BASE}/subscriber/send-text" -Method Post -Body @{{user_ns=$ns}}', "@{user_ns=$ns}"),
    ],
)
def test_what_only_the_shell_knows_is_refused_in_every_shell(text: str, named: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_curl(text, BASES)
    assert f"The command has {named}" in str(caught.value)


def test_what_the_shell_leaves_alone_and_what_is_not_sent_is_taken() -> None:
    content = "$NAME ${NAME} `date` $(date) %NAME% 5$"
    call = Call.of("flowBotUserSendText", body={"user_ns": "f1u2", "content": content})
    assert parse_curl(call.curl(BASE), BASES) == PastedCall(call)
    body = call.body.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`")
    text = f'curl {BASE}/subscriber/send-text \\\n -H "Authorization: Bearer $(cat token)" -d "{body}"'
    assert parse_curl(text, BASES) == PastedCall(call)
    assert parse_curl(f'curl "{BASE}/flow/tags?name=%C3%A9%C3%A9" -H "A: %TOKEN%"', BASES).call == Call.of(
        "flowTags", query={"name": "éé"}
    )


NAMED = Call.of("flowTags", query={"limit": 5})


@pytest.mark.parametrize(
    "text",
    [
        f"PS C:\\Users\\me> curl.exe '{BASE}/flow/tags?limit=5'",
        f'C:\\Users\\me>curl "{BASE}/flow/tags?limit=5"',
        f"user@host:~$ {GET}",
        f"[root@host dir]# {GET}",
        f"me@mac ~ % {GET}",
        f"(venv) user@host:~/x$ {GET}",
        f"➜  project git:(main) ✗ {GET}",
        f"bash-5.1$ {GET}",
        f"> {GET}",
        f"user@host:~$ curl \\\n> -s \\\n> '{BASE}/flow/tags?limit=5'\n{{\"data\": []}}\nuser@host:~$ ",
        f"```bash\n{GET}\n```",
        f"Here's how:\n\n```\n$ {GET}\n```\n\nThat's it.",
        f"~~~\n{GET}",
        f"`{GET}`",
        f"- {GET}",
        f"2. {GET}",
        f"> ```\n> {GET}\n> ```",
        f'$r = curl.exe -s "{BASE}/flow/tags?limit=5"',
        f'curl -Uri "{BASE}/flow/tags?limit=5" -UseBasicParsing',
        f"export TOKEN=abc\n{GET}",
        f"set -e; cd x && {GET}",
        f'TOKEN=abc\n{GET} -H "Authorization: Bearer $TOKEN"',
        f"curl '{BASE}/flow/tags?limit=5'\n  -H 'Accept: */*'\n  -s",
        f'$r = Invoke-RestMethod -Uri "{BASE}/flow/tags?limit=5"\n$r.data',
        f'[object]$r = (irm "{BASE}/flow/tags?limit=5").data',
        f'PS C:\\> irm -Uri:"{BASE}/flow/tags?limit=5" -Verbose',
        f"irm -Method Get -Uri {BASE}/flow/tags -Body @{{limit=5}}",
        f"irm {BASE}/flow/tags -Meth Get -Body @{{'limit'='5'}}",
        f"curl '{BASE}/flow/tags?limit=5'\nIt's done",
    ],
)
def test_what_stands_around_a_command_is_passed_over(text: str) -> None:
    assert parse_curl(text, BASES) == PastedCall(NAMED)


@pytest.mark.parametrize(
    "text",
    [
        f'irm "{BASE}/subscriber/add-tags" -Method:Post -Body \'{{"user_ns":"f1u2"}}\'',
        f'irm -Method Post "{BASE}/subscriber/add-tags" -Body @{{ user_ns = "f1u2" }}',
        f'irm -Method Post {BASE}/subscriber/add-tags -Body @\'\n{{"user_ns":\n"f1u2"}}\n\'@',
        f'irm -Method Post {BASE}/subscriber/add-tags -Body @"\n{{"user_ns":"f1u2"}}\n"@',
        f'curl -Uri {BASE}/subscriber/add-tags -Method POST -Body \'{{"user_ns":"f1u2"}}\'',
        f'PS C:\\> curl.exe {BASE}/subscriber/add-tags --json \'{{\\"user_ns\\":\\"f1u2\\"}}\'',
    ],
)
def test_powershells_methods_bodies_and_tables(text: str) -> None:
    assert parse_curl(text, BASES).call == Call.of("flowBotUserAddTags", body={"user_ns": "f1u2"})


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


@pytest.mark.parametrize(
    "runner", ["watch -n 5", "watch -n5 -d", "timeout 5", "timeout -k 1 2.5s", "nice -n 10", "time"]
)
def test_what_runs_a_command_is_passed_over(runner: str) -> None:
    assert parse_curl(f"{runner} curl {BASE}/flow/tags", BASES).call.operation_id == "flowTags"


def test_fields_of_an_uploaded_form_are_read_as_those_of_another() -> None:
    where = f"{BASE}/subscriber/send-text"
    plain = parse_curl(f"curl {where} -d user_ns=u1 -d content=a%26b+c", BASES)
    assert parse_curl(f"curl {where} -F user_ns=u1 --form-string 'content=a&b c'", BASES).call == plain.call
    for file in ("a=@b", "a=<b", "a=(x", "a=b;filename=c", "a=b;encoder=base64"):
        with pytest.raises(Malformed, match="form or a file"):
            parse_curl(f"curl {where} -F '{file}'", BASES)


def test_what_is_no_number_is_told_from_a_key_given_twice() -> None:
    where = f"curl {BASE}/flow/create-tag --json"
    for body, says in (('{"name":NaN}', "Write a number"), ('{"name":1,"name":2}', "each key once")):
        with pytest.raises(Malformed) as raised:
            parse_curl(f"{where} '{body}'", BASES)
        assert says in raised.value.advice


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("irm {where} -Method Post -Body (@{{name='vip'}} | ConvertTo-Json)", {"name": "vip"}),
        (
            "Invoke-RestMethod -Uri {where} -Method Post -Body (@{{\n  user_ns = \"u1\"; data = @(@{{tag_ns='a'}}, "
            "@{{tag_ns='b'}})\n  n = 5; on = $true; none = $null; two = 1,2\n}} | ConvertTo-Json -Compress)",
            {
                "user_ns": "u1",
                "data": [{"tag_ns": "a"}, {"tag_ns": "b"}],
                "n": 5,
                "on": True,
                "none": None,
                "two": [1, 2],
            },
        ),
        ("$body = '{{\"name\":\"it''s\"}}'\nirm {where} -Method Post -Body $body", {"name": "it's"}),
        ('$body = @"\n{{"name": "vip"}}\n"@\nirm {where} -Method Post -Body $Body', {"name": "vip"}),
        ('$b = @\'\n{{"name": "$5"}}\n\'@\niwr {where} -Method Post -Body $b', {"name": "$5"}),
        ("$b = @{{ name = 'vip' }} | ConvertTo-Json\nirm {where} -Method POST -Body $b", {"name": "vip"}),
        (
            "$p = [ordered]@{{\n  name = 'vip'\n}}\nirm {where} -Method POST -Body ($p | ConvertTo-Json)",
            {"name": "vip"},
        ),
        (
            '$base = \'{base}\'\nirm "$base/flow/create-tag" -Method POST -Body \'{{"name":"vip"}}\'',
            {"name": "vip"},
        ),
        ("irm {where} -Method Post -Form @{{name='vip'}}", {"name": "vip"}),
    ],
)
def test_what_powershell_writes_out_above_the_command_or_in_brackets_is_read(text: str, body: object) -> None:
    read = parse_curl(text.format(where=f"{BASE}/flow/create-tag", base=BASE), BASES)
    assert read.call.json == body


@pytest.mark.parametrize(
    "word",
    [
        "'name={a,b}~/x'",
        '"name={a,b}~/x"',
        "name=\\{a,b\\}\\~/x",
        "name='{a,b}'~/x",
        "-o ~/f -d 'name={a,b}~/x'",
    ],
)
def test_what_no_shell_puts_anything_in_for_is_taken_as_it_is(word: str) -> None:
    option = "" if word.startswith("-o") else "-d "
    read = parse_curl(f"curl {BASE}/flow/create-tag {option}{word}", BASES)
    assert read.call.json == {"name": "{a,b}~/x"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("irm {where} -Method Post -Body (@{{name=$x}} | ConvertTo-Json)", "only its shell knows"),
        (
            "irm {where} -Method Post -Body (@{{a=@{{b=@{{c=@{{d=1}}}}}}}} | ConvertTo-Json)",
            "only its shell knows",
        ),
        ("$b = Get-Content x.json\nirm {where} -Method Post -Body $b", "only its shell knows"),
        ("$b = 'x'\n$b = Get-Content x.json\nirm {where} -Method Post -Body $b", "only its shell knows"),
        ("irm {where} -FollowRelLink", "makes several requests"),
        ("curl {where} -d name={{a,b}}", "only its shell knows"),
        ("curl {where} -d name=x{{1..3}}", "only its shell knows"),
        ("curl {where} -d name=~/x", "only its shell knows"),
        ("curl {where} -d name=~ana", "only its shell knows"),
        ("curl {where} -d 'name={{{{tag}}}}'", "the placeholder {{{{tag}}}}"),
        ("curl '{base}/flow/tags?name={{{{tag}}}}'", "the placeholder"),
        ("curl '{base}/flow/tags?tag_ns=<TAG_NS>'", "the placeholder <TAG_NS>"),
        ("curl -X DELETE {base}/flow/tags/:tagId -d x=1", "the placeholder :tagId"),
        ("curl {base}/flow/tags/:tagId/x?limit=1", "the placeholder :tagId"),
        ("curl {where} -d name=YOUR_TAG", "the placeholder YOUR_TAG"),
        ('curl {where} -d \'{{{{"name": "<USER_NS>"}}}}\'', "the placeholder <USER_NS>"),
        ('curl {where} -d \'{{{{"name": "your_tag_name"}}}}\'', "the placeholder your_tag_name"),
        ("curl '{base}/flow/tags?name=xxxx'", "the placeholder xxxx"),
        ("curl $'{base}/flow/tags?name=a\\tb'", "has a tab in it"),
        ("curl {base}", "base address, without an operation"),
        ("curl {base}/", "base address, without an operation"),
    ],
)
def test_what_isnt_written_out_is_said(text: str, says: str) -> None:
    with pytest.raises(Malformed) as raised:
        parse_curl(text.format(where=f"{BASE}/flow/create-tag", base=BASE), BASES)
    assert says.format() in str(raised.value)


@pytest.mark.parametrize(
    "name",
    [
        "a:b",
        "/:)",
        "<b>big</b>",
        "<3",
        "Your",
        "yours truly",
        "MY_TAG",
        "xx",
        "see your_tag, please",
        "FOURYOUR_X",
    ],
)
def test_what_only_resembles_a_placeholder_is_taken_as_it_is(name: str) -> None:
    body = json.dumps({"name": name})
    header = "-H 'Authorization: Bearer YOUR_TOKEN'"
    assert parse_curl(f"curl {BASE}/flow/create-tag {header} -d '{body}'", BASES).call.json == {"name": name}


@pytest.mark.parametrize(
    "text",
    [
        "@curl {url}",
        "call curl {url}",
        "(venv) $ curl {url}",
        "C:\\Windows\\System32\\curl.exe {url}",
        '"C:\\Program Files\\curl\\curl.exe" {url}',
        "RESP=`curl {url}`",
        "curl {bare}?limit=5^&page=2",
        "[10:12, 5/3/2026] Ana Souza: curl {url}",
        "[5/3/26, 10:12:03 PM] Ana: curl {bare}",
        "05/03/2026, 10:12 - Ana: curl {url}",
        "curl {bare}.",
        "curl [{bare}]({bare})",
        "curl [{bare}?limit=5]({bare}?limit=5) -H 'x: y'",
        "curl “{bare}” -H 'x: y'",
        "curl «{bare}?limit=5» -H 'x: y'",
    ],
)
def test_what_stands_before_a_command_in_other_places(text: str) -> None:
    url = f"{BASE}/flow/tags"
    assert parse_curl(text.format(url=f'"{url}"', bare=url), BASES).call.operation_id == "flowTags"


def test_a_point_at_the_end_of_a_value_is_a_part_of_it() -> None:
    call = parse_curl(f"curl '{BASE}/flow/tags?name=St.'", BASES).call
    assert dict(call.query) == {"name": "St."}


@pytest.mark.parametrize(
    "text",
    [
        'curl {where} -d @/dev/stdin <<< \'{{"name":"x"}}\'',
        'echo \'{{"name":"x"}}\' | curl -d @- {where}',
        'curl {where} -d $\'{{"name":"\\x78"}}\'',
    ],
)
def test_a_body_on_standard_input(text: str) -> None:
    assert parse_curl(text.format(where=f"{BASE}/flow/create-tag"), BASES).call.json == {"name": "x"}
