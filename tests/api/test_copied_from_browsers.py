# SPDX-License-Identifier: MIT
"""Commands of browsers' "copy as" menus, written as Chromium, Firefox and Safari write them, read back into the Call.

The writers follow the browsers' own sources: Chromium's NetworkLogView (cURL for bash and cmd, PowerShell) and Firefox's
Curl.js (POSIX and Windows). Edge, Brave and Opera write as Chromium does.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.curl import parse_curl
from flotui.api.errors import Malformed
from tests.api.curl_rig import BASE, BASES, calls

HEADERS = {
    "accept": "application/json, text/plain, */*",
    "accept-language": "pt-BR,pt;q=0.9,en-US;q=0.8",
    "authorization": "Bearer sk-$ecret`%PATH%!^&'x'",
    "content-type": "application/json",
    "cookie": '_ga=GA1.2; theme="dark"; x=%7B%22a%22%3A1%7D',
    "origin": "https://app.flochat.ai",
    "priority": "u=1, i",
    "referer": "https://app.flochat.ai/",
    "sec-ch-ua": '"Chromium";v="142", "Not_A Brand";v="99"',
    "sec-ch-ua-platform": '"Windows"',
    "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0",
}


def posix(text: str) -> str:
    if not re.search(r"[\0-\x1f\x7f-\x9f!]|'", text):
        return f"'{text}'"
    text = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return "$'" + re.sub(r"[\0-\x1f\x7f-\x9f!]", lambda found: f"\\u{ord(found[0]):04x}", text) + "'"


def windows(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    text = re.sub(r"[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`]", lambda found: f"^{found[0]}", text, flags=re.ASCII)
    text = re.sub(r"%(?=[a-zA-Z0-9_])", "%^", text)
    return '^"' + re.sub(r"\r?\n", "^\n\n", text) + '^"'


def older_windows(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '""').replace("%", '"%"')
    return '"' + re.sub(r"[\r\n]+", '"^\\g<0>"', text) + '"'


def powershell(text: str) -> str:
    text = re.sub(r'[`$"]', lambda found: f"`{found[0]}", text)
    units = re.sub(
        r"[^\x20-\x7e]",
        lambda found: "".join(f"$([char]{unit})" for unit in _units(found[0])),
        text,
    )
    return f'"{units}"'


def _units(text: str) -> list[int]:
    data = text.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]


def curl(call: Call, base: str, quote: Callable[[str], str], between: str, *, method: bool = False) -> str:
    parts = [f"curl {quote(call.url(base))}"]
    if method or call.operation.method != ("GET" if call.body is None else "POST"):
        parts.append(f"-X {quote(call.operation.method)}")
    parts += [f"-H {quote(f'{name}: {value}')}" for name, value in HEADERS.items() if name != "cookie"]
    parts.append(f"-b {quote(HEADERS['cookie'])}")
    if call.body is not None:
        parts.append(f"--data-raw {quote(call.body)}")
    return between.join(parts)


def chrome_bash(call: Call, base: str) -> str:
    return curl(call, base, posix, " \\\n  ")


def chrome_bash_of_all(call: Call, base: str) -> str:
    """Copy all as cURL: several commands, parted by `;`."""
    return f"{chrome_bash(call, base)} ;\n{chrome_bash(Call.of('flowTags'), base)}"


def chrome_cmd(call: Call, base: str) -> str:
    return curl(call, base, windows, " ^\r\n  ")


def firefox_posix(call: Call, base: str) -> str:
    return curl(call, base, posix, " \\\n  ", method=True).replace(
        " \\\n  -H", " \\\n  --compressed \\\n  -H", 1
    )


def firefox_windows(call: Call, base: str) -> str:
    return curl(call, base, older_windows, " ", method=True)


def safari(call: Call, base: str) -> str:
    text = curl(call, base, posix, " \\\n", method=True)
    return text.replace("--data-raw", "--data-binary")


def chrome_powershell(call: Call, base: str) -> str:
    parts = [f"Invoke-WebRequest -UseBasicParsing -Uri {powershell(call.url(base))}"]
    if call.operation.method != "GET":
        parts.append(f"-Method {powershell(call.operation.method)}")
    parts.append("-WebSession $session")
    others = {
        name: value for name, value in HEADERS.items() if name not in ("cookie", "user-agent", "content-type")
    }
    headers = "\n  ".join(f"{powershell(name)}={powershell(value)}" for name, value in others.items())
    parts.append(f"-Headers @{{\n{headers}\n}}")
    parts.append(f"-ContentType {powershell(HEADERS['content-type'])}")
    if call.body is not None:
        body = powershell(call.body)
        plain = re.fullmatch(r"[\x20-\x7e]*", call.body)
        parts.append(f"-Body {body}" if plain else f"-Body ([System.Text.Encoding]::UTF8.GetBytes({body}))")
    session = (
        "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n"
        f"$session.UserAgent = {powershell(HEADERS['user-agent'])}\n"
        '$session.Cookies.Add((New-Object System.Net.Cookie("_ga", "GA1.2", "/", ".flochat.ai")))\n'
    )
    return session + " `\n".join(parts)


FORMS = [
    chrome_bash,
    chrome_cmd,
    firefox_posix,
    firefox_windows,
    safari,
    chrome_powershell,
]
HOSTILE = Call.of(
    "flowBotUserAddTags",
    body={
        "user_ns": "f1u2",
        "data": [{"tag_ns": "Olá 😀 漢 \"q\" 'a' $HOME `x` %PATH% !x ^&|<> \\ \n\t;# @a"}],
    },
)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(call=calls())
@example(call=HOSTILE)
@example(call=Call.of("flowTags", query={"limit": 5, "name": "a b&c=%d é"}))
@example(call=Call.of("flowDeleteTag", body={"tag_ns": "f1t3"}))
def test_what_a_browser_copies_reads_back(form: Callable[[Call, str], str], call: Call) -> None:
    found = catalogue().match(call.operation.method, call.target.partition("?")[0])
    assume(found is not None and found[0].id == call.operation_id)  # an argument may spell another route
    told = re.match(r'{"[^":,{}\\[\]]*":', call.body or "")
    # The older form is told from bash by an object's first key, and what it makes of % may mean two things.
    doubtful = form is firefox_windows and (not told or "%" in (call.body or ""))
    if call.operation.method == "GET" or doubtful:  # with GET no browser sends one
        call = replace(call, body=None)
    assert parse_curl(form(call, BASE), BASES).call == call


def test_all_of_a_browsers_requests_at_once_are_refused_with_their_number() -> None:
    with pytest.raises(Malformed, match="has 2 commands that make requests"):
        parse_curl(chrome_bash_of_all(HOSTILE, BASE), BASES)
