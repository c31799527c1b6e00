# SPDX-License-Identifier: MIT
"""What the options of curl, and of PowerShell's Invoke-WebRequest, come to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote_plus

import msgspec

from flotui.api.curl_forms import form_field
from flotui.api.errors import Malformed
from flotui.api.placeholders import placeholder_in
from flotui.api.shells.split import INPUT, TABLE, put_in
from flotui.text.quoting import quoted

PASTE = "Paste the whole command, from curl to the last quote."
ONE_REQUEST = "Paste one request at a time."
_POWERSHELL = frozenset({"invoke-webrequest", "invoke-restmethod", "iwr", "irm"})
PROGRAMS = frozenset({"curl", "curl.exe", *_POWERSHELL})
"""The programs whose commands are read."""

# Options that don't matter to what is asked: the long ones alone, the long ones with a value, the short.
_ALONE = """
    anyauth basic ca-native compressed compressed-ssh create-dirs crlf digest disable disallow-username-in-url
    doh-insecure fail fail-early fail-with-body haproxy-protocol http0.9 http1.0 http1.1 http2
    http2-prior-knowledge http3 http3-only ignore-content-length include insecure ipv4 ipv6 junk-session-cookies
    location location-trusted negotiate netrc netrc-optional no-buffer no-keepalive no-npn no-alpn no-progress-meter
    no-sessionid ntlm parallel parallel-immediate path-as-is post301 post302 post303 progress-bar proxy-insecure
    proxytunnel raw remote-header-name remote-name remote-name-all remote-time retry-all-errors retry-connrefused
    show-error silent ssl ssl-allow-beast ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3 styled-output
    suppress-connect-headers tcp-fastopen tcp-nodelay tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-time
    verbose xattr
"""
_WITH_VALUE = """
    alt-svc cacert capath cert cert-type ciphers connect-timeout connect-to cookie cookie-jar curves delegation
    dns-interface dns-servers doh-url dump-header engine etag-compare etag-save expect100-timeout
    happy-eyeballs-timeout-ms header hsts interface keepalive-time key key-type limit-rate local-port max-filesize
    max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey preproxy
    proto proto-default proto-redir proxy proxy-cacert proxy-header proxy-user range rate referer resolve retry
    retry-delay retry-max-time socks4 socks4a socks5 socks5-hostname speed-limit speed-time stderr tls-max
    tls13-ciphers trace trace-ascii unix-socket user user-agent write-out
"""
_IGNORED = frozenset(_ALONE.split())
_IGNORED_WITH_VALUE = frozenset(_WITH_VALUE.split())
_IGNORED_SHORT = frozenset("#012346afijklnqsvLNORSZ")
_SHORT_WITH = {
    "X": "request",
    "H": "header",
    "d": "data",
    "u": "user",
    "A": "user-agent",
    "b": "cookie",
    "c": "cookie-jar",
    "D": "dump-header",
    "E": "cert",
    "e": "referer",
    "m": "max-time",
    "o": "output",
    "w": "write-out",
    "x": "proxy",
    "F": "form",
    "T": "upload-file",
    "K": "config",
    "r": "range",
    "C": "continue-at",
    "U": "proxy-user",
    "y": "speed-time",
    "Y": "speed-limit",
}
_DATA = frozenset({"data", "data-ascii", "data-raw", "data-binary", "data-urlencode", "json"})
_TAKEN = frozenset({*_DATA, "request", "url", "url-query", "form", "form-string", "upload-file", "config"})
"""The long options with a value that matter."""
# PowerShell's parameters: those without a value, those whose value doesn't matter, and what no operation does.
_WITHOUT_VALUE = """
    allowinsecureredirect allowunencryptedauthentication debug disablekeepalive noproxy
    preserveauthorizationonredirect preservehttpmethodonredirect proxyusedefaultcredentials passthru resume
    skipcertificatecheck skipheadervalidation skiphttperrorcheck usebasicparsing usedefaultcredentials verbose
"""
_SWITCHES = frozenset(_WITHOUT_VALUE.split())
_PASSED_OVER = """
    authentication certificate certificatethumbprint connectiontimeoutseconds contenttype credential erroraction
    errorvariable headers httpversion informationaction informationvariable maximumredirection maximumretrycount
    operationtimeoutseconds outbuffer outfile outvariable pipelinevariable progressaction proxy proxycredential
    responseheadersvariable retryintervalsec sessionvariable sslprotocol statuscodevariable timeoutsec token
    transferencoding unixsocket useragent warningaction warningvariable websession
"""
_REFUSED = {
    "infile": "The command reads its body from a file. Paste the body itself.",
    "form": "The command uploads a form or a file, and the host takes JSON.",
    "followrellink": f"The command makes several requests. {ONE_REQUEST}",
    "maximumfollowrellink": f"The command makes several requests. {ONE_REQUEST}",
}
_OTHER_HOST = frozenset({"connect-to", "resolve", "unix-socket"})
"""Options that send a request elsewhere than its URL says."""
_HEADER = re.compile(r"[\s\"'{;]*(?P<name>[\w-]+)[\"']?\s*[:=]")
_METHOD = re.compile(r"\bX-(?:HTTP-)?Method(?:-Override)?\b", re.IGNORECASE)
"""Headers by which some hosts take another method than the request's own."""
_ALIAS = re.compile(
    r"-(?:Uri|Method|Body|Headers|ContentType|UseBasicParsing)(?::.*)?", re.IGNORECASE | re.DOTALL
)
"""A parameter that curl hasn't: `curl` is PowerShell's alias then."""
_SHORT_NAMES = {"ea": "erroraction", "ov": "outvariable", "sv": "sessionvariable", "cm": "custommethod"}
_PARAMETERS = frozenset(
    {"uri", "method", "custommethod", "body", *_SWITCHES, *_PASSED_OVER.split(), *_REFUSED}
)
_DASH = re.compile(r"^[–—‐‑‒−]-?(?=(?P<letters>[A-Za-z]+))")
"""A dash that a document has made of an option's."""


class CurlCommand(msgspec.Struct):
    """What the options of a curl command come to."""

    method: str = ""
    urls: list[str] = msgspec.field(default_factory=list)
    data: list[str] = msgspec.field(default_factory=list)
    query: list[str] = msgspec.field(default_factory=list)
    in_query: bool = False
    json: bool = False
    globs: bool = True
    """Whether brackets in a URL are a pattern."""
    notes: list[str] = msgspec.field(default_factory=list)
    """What is left out and might have mattered, in sentences."""
    given: str | None = None
    """What the paste itself has for the command's standard input; None for nothing."""


def program(word: str) -> str:
    """The program that a word names, without its folder."""
    return re.sub(r".*[/\\]", "", word.lower())


def options(split: list[str]) -> CurlCommand:
    """Sort the words of a command into what matters here.

    Raises:
        Malformed: when it is no curl command, or does something that no operation does.
    """
    name = program(split[0]) if split else ""
    if name in _POWERSHELL or (name == "curl" and any(map(_ALIAS.fullmatch, split))):
        return _powershell(split[1:])
    if name not in PROGRAMS:
        raise Malformed("This isn't a curl command: it doesn't begin with curl.", advice=PASTE)
    given = [word.removeprefix(INPUT) for word in split if word.startswith(INPUT)]
    command = CurlCommand(given=given[-1] if given else None)
    rest = iter([word for word in split[1:] if not word.startswith(INPUT)])
    plain = False
    for word in rest:
        if not plain:
            word = _DASH.sub(lambda dash: "--" if len(dash["letters"]) > 1 else "-", word)
        if plain or not word.startswith("-"):
            command.urls.append(_known(word))
        elif word == "--":
            plain = True
        elif word.startswith("--"):
            _long(command, word[2:], rest)
        else:
            _short(command, word[1:], rest)
    return command


def _long(command: CurlCommand, option: str, rest: Iterator[str]) -> None:
    """A long option: `--get`, `--max-time 5`, `--no-buffer`.

    Raises:
        Malformed: when it does something that no operation does, is not known, or lacks its value.
    """
    name, equals, value = option.partition("=")
    if name == "get":
        command.in_query = True
    elif name == "head":
        raise Malformed("The curl command asks for the headers only.")
    elif name == "next":
        raise Malformed(f"The curl command makes several requests. {ONE_REQUEST}")
    elif name in ("globoff", "no-globoff"):
        command.globs = name != "globoff"
    elif name not in _IGNORED and name.removeprefix("no-") not in _IGNORED:
        if name not in _TAKEN and name not in _IGNORED_WITH_VALUE:
            raise Malformed(f"flotui doesn't know curl's option --{quoted(name, 40)}.")
        _take(command, name, value if equals else _next(rest, f"--{option}"))


def _powershell(split: list[str]) -> CurlCommand:
    """The words of Invoke-WebRequest and Invoke-RestMethod.

    Raises:
        Malformed: when it does something that no operation does, an option is not known, or lacks its value.
    """
    command = CurlCommand(method="GET", globs=False)
    rest = iter(split)
    bodies: list[str] = []
    for word in rest:
        given, colon, value = word[1:].partition(":") if re.match("-[A-Za-z]", word) else ("uri", ":", word)
        option = _parameter(given)
        if option in _SWITCHES:
            continue
        if option == "followrellink":
            raise Malformed(_REFUSED[option])
        value = value if colon and value else _next(rest, word)
        if option == "uri":
            command.urls.append(_known(value))
        elif option in ("method", "custommethod"):
            command.method = _known(value).upper()
        elif option == "body":
            bodies.append(_known(value))
        elif option == "headers":
            _header(command, value)
        elif option == "form" and value.startswith(TABLE):
            command.data.append(value.removeprefix(TABLE))
        elif option in _REFUSED:
            raise Malformed(_REFUSED[option])
    for body in bodies:
        fields = body.startswith(TABLE)
        (command.query if fields and command.method == "GET" else command.data).append(
            body.removeprefix(TABLE)
        )
    return command


def _parameter(given: str) -> str:
    """A parameter of PowerShell's by its name, or by what tells it from the others.

    Raises:
        Malformed: when there is none.
    """
    name = given.lower()
    if name in _SHORT_NAMES or name in _PARAMETERS:
        return _SHORT_NAMES.get(name, name)
    near = [each for each in _PARAMETERS if each.startswith(name)]
    if len(near) != 1:
        raise Malformed(f"flotui doesn't know Invoke-WebRequest's option -{quoted(given, 40)}.")
    return near[0]


def _short(command: CurlCommand, letters: str, rest: Iterator[str]) -> None:
    """One word of short options: `-sSX`, `-XPOST`.

    Raises:
        Malformed: when one of them is none of these, or lacks its value.
    """
    for index, letter in enumerate(letters):
        if letter == "G":
            command.in_query = True
        elif letter == "g":
            command.globs = False
        elif letter == "I":
            raise Malformed("The curl command asks for the headers only.")
        elif letter in _SHORT_WITH:
            value = letters[index + 1 :] or _next(rest, f"-{letter}")
            _take(command, _SHORT_WITH[letter], value)
            return
        elif letter == ":":
            raise Malformed(f"The curl command makes several requests. {ONE_REQUEST}")
        elif letter not in _IGNORED_SHORT:
            raise Malformed(f"flotui doesn't know curl's option -{letter}.")


def _next(rest: Iterator[str], option: str) -> str:
    value = next(rest, None)
    if value is None:
        raise Malformed(f"curl's option {option} lacks its value.", advice=PASTE)
    return value


def _take(command: CurlCommand, name: str, value: str) -> None:
    """Take an option that has a value.

    Raises:
        Malformed: when the body is in a file.
    """
    if name in _TAKEN:
        _known(value)
    if name == "request":
        command.method = value.upper()
    elif name == "url":
        command.urls.append(value)
    elif name == "url-query":
        command.query.append(value[1:] if value.startswith("+") else _urlencoded(value))
    elif name in _DATA:
        if value.startswith("@") and name != "data-raw":
            value = _read(command, name, value)
        command.json = command.json or name == "json"
        command.data.append(_urlencoded(value) if name == "data-urlencode" else value)
    elif name == "form-string":
        command.data.append(_urlencoded(value))
    elif name == "form":
        field, content, notes = form_field(value)
        command.data.append(f"{field}={quote_plus(content)}")
        command.notes += notes
    elif name == "upload-file":
        raise Malformed("The curl command uploads a form or a file, and the host takes JSON.")
    elif name == "config":
        raise Malformed("The curl command reads its options from a file. Paste the options themselves.")
    elif name == "header":
        _header(command, value)
    elif name in _OTHER_HOST:
        command.notes.append(f"--{name} is left out: the request goes to this bot's host.")
    elif name not in _IGNORED_WITH_VALUE:
        raise Malformed(f"flotui doesn't know curl's option --{name}.")


def _header(command: CurlCommand, value: str) -> None:
    """Take notice of a header that changes what the request means; the others are the program's own affair.

    Raises:
        Malformed: when it says another method than the request has.
    """
    if found := _METHOD.search(value):
        raise Malformed(
            f"The command's header {found[0]} asks for another method than its own.",
            advice="Give that method with -X, and leave the header out.",
        )
    named = _HEADER.match(value)
    if named is not None and named["name"].lower() == "host":
        command.notes.append("The header Host is left out: the request goes to this bot's host.")


def _read(command: CurlCommand, name: str, value: str) -> str:
    """The body that an option reads from a file or from standard input, as curl takes it.

    Raises:
        Malformed: when the paste doesn't have it.
    """
    if value not in ("@-", "@/dev/stdin") or command.given is None or name == "data-urlencode":
        raise Malformed("The curl command reads its body from a file. Paste the body itself.")
    body = _known(command.given)
    return body if name in ("data-binary", "json") else re.sub("[\r\n]", "", body)


def _known(value: str) -> str:
    """A value, when the shell puts nothing into it.

    Raises:
        Malformed: when it does: what, only the shell knows.
    """
    if unknown := put_in(value):
        raise Malformed(
            f"The command has {quoted(unknown[0], 60)}, and only its shell knows what that is.",
            advice="Replace it with the value.",
        )
    if found := placeholder_in(value):
        raise Malformed(
            f"The command has the placeholder {quoted(found, 60)}, and nothing fills it in.",
            advice="Replace it with the value.",
        )
    return value


def _urlencoded(value: str) -> str:
    name, equals, content = value.partition("=")
    if not equals:
        if "@" in value:
            raise Malformed("The curl command reads its body from a file. Paste the body itself.")
        return quote_plus(value)
    return f"{name}={quote_plus(content)}" if name else quote_plus(content)
