"""Reading a pasted curl command back into a Call: the reverse of `Call.curl`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import SplitResult, parse_qsl, quote_plus, unquote, urlsplit

import msgspec
from msgspec.structs import replace

from flotui.api import exact
from flotui.api.arguments import call_of
from flotui.api.call import Call
from flotui.api.catalogue import Operation, catalogue
from flotui.api.errors import Malformed
from flotui.api.shells import words
from flotui.api.words import quoted

# Options that don't matter to what is asked: the long ones alone, the long ones with a value, the short.
_ALONE = """
    anyauth basic ca-native compressed compressed-ssh create-dirs crlf digest disable disallow-username-in-url
    doh-insecure fail fail-early fail-with-body globoff haproxy-protocol http0.9 http1.0 http1.1 http2
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
_IGNORED_SHORT = frozenset("#012346afgijklnqsvLNORSZ")
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
_FIELD = re.compile(r"[A-Za-z_][\w.\[\]%-]*=[^&\s]*(?:&[A-Za-z_][\w.\[\]%-]*=[^&\s]*)*")
"""The fields of a form, as a body."""
_DASH = re.compile(r"^[–—‐‑‒−]-?(?=(?P<letters>[A-Za-z]+))")
"""A dash that a document has made of an option's."""
_FORM_KEY = re.compile(r"\[(\w+)\]")
_PASTE = "Paste the whole command, from curl to the last quote."


class _Command(msgspec.Struct):
    """What the options of a curl command come to."""

    method: str = ""
    urls: list[str] = msgspec.field(default_factory=list)
    data: list[str] = msgspec.field(default_factory=list)
    query: list[str] = msgspec.field(default_factory=list)
    in_query: bool = False
    json: bool = False


class Pasted(msgspec.Struct, frozen=True):
    """What was read from a pasted command."""

    call: Call
    """The call."""
    notes: tuple[str, ...] = ()
    """What was read otherwise than it stands there, in sentences."""


def parse_curl(text: str, base_urls: Sequence[str]) -> Pasted:
    """Read a curl command, or PowerShell's Invoke-WebRequest, as a Call.

    Quoting as in bash, cmd and PowerShell is understood, and so is what documents do to quotes and dashes. Headers,
    the API key among them, are ignored and never kept. Fields of a form are read as the JSON that the host takes.

    Args:
        text: the command as it was pasted.
        base_urls: the base URLs that it may be for.

    Raises:
        Malformed: when it is no such command, is for another host, or fits no operation of the contract.
    """
    split = words(text)
    if split is None:
        raise Malformed("A quote of the curl command isn't closed.", advice=_PASTE)
    command = _options(split)
    if not command.urls:
        raise Malformed("The curl command has no URL.", advice=_PASTE)
    if len(command.urls) > 1:
        raise Malformed(f"The curl command has {len(command.urls)} URLs. Paste one request at a time.")
    data = ("" if command.json else "&").join(command.data)
    method = command.method or ("POST" if command.data and not command.in_query else "GET")
    path, query = _below(command.urls[0], base_urls)
    query = "&".join(filter(None, [query, *command.query, data if command.in_query else ""]))
    operation, arguments = _operation(method, path)
    body = data if command.data and not command.in_query else ""
    call = Call(
        operation.id,
        tuple(sorted((name, unquote(value)) for name, value in arguments.items())),
        tuple(sorted(parse_qsl(query, keep_blank_values=True), key=lambda pair: pair[0])),
    )
    if not body.strip():
        return Pasted(call)
    sent, notes = _body(operation, body)
    return Pasted(replace(call, body=sent), notes)


def _operation(method: str, path: str) -> tuple[Operation, dict[str, str]]:
    """The operation of a path, as it is or without needless slashes, and the path's arguments.

    Raises:
        Malformed: when there is none.
    """
    plain = re.sub("//+", "/", path).rstrip("/")
    found = catalogue().match(method, path) or catalogue().match(method, plain)
    if found is None:
        raise Malformed(_unknown(method, path), advice="Compare it with the list of operations.")
    return found


def _unknown(method: str, path: str) -> str:
    others = [each for each in ("GET", "POST", "PUT", "DELETE") if catalogue().match(each, path)]
    if others:
        return f"{quoted(path, 120)} takes {' or '.join(others)}, not {quoted(method, 20)}."
    return f"The contract has no {quoted(method, 20)} {quoted(path, 120)}."


def _body(operation: Operation, data: str) -> tuple[str | None, tuple[str, ...]]:
    """The body in the form of `Call.body`, and what is to be said of it.

    Raises:
        Malformed: when it is neither JSON nor the fields of a form.
    """
    try:
        return Call.of("", body=exact.loads_sent(data)).body, ()
    except exact.Doubtful as doubt:
        raise Malformed(
            f"The curl command's body can't be sent. {doubt}", advice="Give each key once."
        ) from doubt
    except ValueError:
        fields = _FIELD.fullmatch(data) and parse_qsl(data, keep_blank_values=True)
    if not fields or operation.body is None:
        raise Malformed(
            "The curl command's body isn't valid JSON.", advice="Compare it with the operation's form."
        )
    given = {_FORM_KEY.sub(r".\1", name): value for name, value in fields}
    if len(given) < len(fields):
        raise Malformed("A field of the curl command's form is given twice.", advice="Give each field once.")
    return call_of(operation, given).body, ("The form's fields were read as JSON, which the host takes.",)


def _below(url: str, base_urls: Sequence[str]) -> tuple[str, str]:
    """The path below the base URL that fits, and the query.

    Raises:
        Malformed: when the URL is none, or is that of another host.
    """
    try:
        given = urlsplit(url if "://" in url else f"//{url}")
        origin = _origin(given)
        for base in sorted(base_urls, key=len, reverse=True):
            wanted = urlsplit(base.strip().rstrip("/"))
            if not given.scheme:
                origin = (wanted.scheme, given.hostname or "", given.port or _usual(wanted.scheme))
            if origin == _origin(wanted) and given.path.startswith(wanted.path + "/"):
                return given.path[len(wanted.path) :], given.query
    except ValueError:
        raise Malformed("The URL of the curl command is no web address.", advice=_PASTE) from None
    raise Malformed(
        _elsewhere(given, base_urls), advice="Switch to the bot it is for, or change its address."
    )


def _elsewhere(given: SplitResult, base_urls: Sequence[str]) -> str:
    """What is other than at the base URLs: the scheme alone, or the host."""
    for base in base_urls:
        wanted = urlsplit(base)
        if given.scheme and given.scheme != wanted.scheme and given.hostname == wanted.hostname:
            return f"The curl command uses {given.scheme}, and this bot is at {wanted.scheme}://{_shown(wanted)}."
    host = f"{given.hostname or 'another host'}{f':{given.port}' if given.port else ''}"
    known = " or ".join(_shown(urlsplit(base)) for base in base_urls) or "no host yet"
    if any(
        given.hostname == urlsplit(base).hostname and given.port == urlsplit(base).port for base in base_urls
    ):
        host += given.path or "/"
    return f"The curl command is for {quoted(host, 80)}, and this bot is at {known}."


def _shown(base: SplitResult) -> str:
    return base.netloc.rpartition("@")[2] + base.path


def _usual(scheme: str) -> int:
    return 80 if scheme == "http" else 443


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", parts.port or _usual(parts.scheme)


def _options(split: list[str]) -> _Command:
    """Sort the words of a command into what matters here.

    Raises:
        Malformed: when it is no curl command, or does something that no operation does.
    """
    while split and re.fullmatch(r"[$>%#]|sudo|time|command|exec|nohup|env|[A-Za-z_]\w*=.*", split[0], re.S):
        split = split[1:]  # a prompt, or what runs the command
    name = re.sub(r".*[/\\]", "", split[0].lower()) if split else ""
    if name in _POWERSHELL:
        return _powershell(split[1:])
    if name not in ("curl", "curl.exe"):
        raise Malformed("This isn't a curl command: it doesn't begin with curl.", advice=_PASTE)
    command = _Command()
    rest = iter(split[1:])
    plain = False
    for word in rest:
        if not plain:
            word = _DASH.sub(lambda dash: "--" if len(dash["letters"]) > 1 else "-", word)
        if plain or not word.startswith("-"):
            command.urls.append(word)
        elif word == "--":
            plain = True
        elif word.startswith("--"):
            _long(command, word[2:], rest)
        else:
            _short(command, word[1:], rest)
    return command


def _long(command: _Command, option: str, rest: Iterator[str]) -> None:
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
        raise Malformed("The curl command makes several requests. Paste one at a time.")
    elif name not in _IGNORED and name.removeprefix("no-") not in _IGNORED:
        _take(command, name, value if equals else _next(rest, f"--{option}"))


_POWERSHELL = frozenset({"invoke-webrequest", "invoke-restmethod", "iwr", "irm"})
_SWITCHES = frozenset({"usebasicparsing", "skipcertificatecheck", "skipheadervalidation", "disablekeepalive"})


def _powershell(split: list[str]) -> _Command:
    """The words of Invoke-WebRequest, as browsers copy it.

    Raises:
        Malformed: when an option lacks its value, or the body is in a file.
    """
    command = _Command()
    rest = iter(split)
    for word in rest:
        option = word[1:].lower().rstrip(":") if word.startswith("-") else "uri"
        value = word if option == "uri" and not word.startswith("-") else ""
        if option in _SWITCHES:
            continue
        value = value or _next(rest, word)
        if option == "uri":
            command.urls.append(value)
        elif option == "method":
            command.method = value.upper()
        elif option == "body":
            command.data.append(value)
        elif option == "infile":
            raise Malformed("The command reads its body from a file. Paste the body itself.")
    return command


def _short(command: _Command, letters: str, rest: Iterator[str]) -> None:
    """One word of short options: `-sSX`, `-XPOST`.

    Raises:
        Malformed: when one of them is none of these, or lacks its value.
    """
    for index, letter in enumerate(letters):
        if letter == "G":
            command.in_query = True
        elif letter == "I":
            raise Malformed("The curl command asks for the headers only.")
        elif letter in _SHORT_WITH:
            value = letters[index + 1 :] or _next(rest, f"-{letter}")
            _take(command, _SHORT_WITH[letter], value)
            return
        elif letter == ":":
            raise Malformed("The curl command makes several requests. Paste one at a time.")
        elif letter not in _IGNORED_SHORT:
            raise Malformed(f"flotui doesn't know curl's option -{letter}.")


def _next(rest: Iterator[str], option: str) -> str:
    value = next(rest, None)
    if value is None:
        raise Malformed(f"curl's option {option} lacks its value.", advice=_PASTE)
    return value


def _take(command: _Command, name: str, value: str) -> None:
    """Take an option that has a value.

    Raises:
        Malformed: when the body is in a file.
    """
    if name == "request":
        command.method = value.upper()
    elif name == "url":
        command.urls.append(value)
    elif name == "url-query":
        command.query.append(value[1:] if value.startswith("+") else _urlencoded(value))
    elif name in _DATA:
        if value.startswith("@") and name != "data-raw":
            raise Malformed("The curl command reads its body from a file. Paste the body itself.")
        command.json = command.json or name == "json"
        command.data.append(_urlencoded(value) if name == "data-urlencode" else value)
    elif name in ("form", "form-string", "upload-file"):
        raise Malformed("The curl command uploads a form or a file, and the host takes JSON.")
    elif name == "config":
        raise Malformed("The curl command reads its options from a file. Paste the options themselves.")
    elif name not in _IGNORED_WITH_VALUE:
        raise Malformed(f"flotui doesn't know curl's option --{name}.")


def _urlencoded(value: str) -> str:
    name, equals, content = value.partition("=")
    if not equals:
        if "@" in value:
            raise Malformed("The curl command reads its body from a file. Paste the body itself.")
        return quote_plus(value)
    return f"{name}={quote_plus(content)}" if name else quote_plus(content)
