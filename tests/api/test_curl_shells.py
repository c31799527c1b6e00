# SPDX-License-Identifier: MIT
"""What a shell would make of a pasted curl command: read where it is plain to see, refused by name where it isn't."""

from __future__ import annotations

import json

import pytest

from flotui.api.call import Call
from flotui.api.curl import PastedCall, parse_curl
from flotui.api.errors import Malformed
from tests.api.curl_rig import ADD, BASE, BASES, GET


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


@pytest.mark.parametrize(
    "runner", ["watch -n 5", "watch -n5 -d", "timeout 5", "timeout -k 1 2.5s", "nice -n 10", "time"]
)
def test_what_runs_a_command_is_passed_over(runner: str) -> None:
    assert parse_curl(f"{runner} curl {BASE}/flow/tags", BASES).call.operation_id == "flowTags"


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
