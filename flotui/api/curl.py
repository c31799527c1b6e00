"""Reading a pasted curl command back into a Call: the reverse of `Call.curl`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, quote_plus, unquote, urlsplit

import msgspec

from flotui.api import exact
from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.errors import Malformed
from flotui.api.words import quoted

# Options that don't matter to what is asked: the long ones alone, the long ones with a value, the short.
_ALONE = """
    anyauth basic compressed digest fail fail-with-body globoff http1.1 http2 include insecure ipv4 ipv6
    location no-buffer no-progress-meter path-as-is progress-bar remote-name show-error silent tlsv1.2 tlsv1.3
    verbose
"""
_WITH_VALUE = """
    cacert cert connect-timeout cookie cookie-jar dump-header header key max-redirs max-time noproxy
    oauth2-bearer output proxy proxy-header proxy-user range referer resolve retry retry-delay
    retry-max-time user user-agent write-out
"""
_IGNORED = frozenset(_ALONE.split())
_IGNORED_WITH_VALUE = frozenset(_WITH_VALUE.split())
_IGNORED_SHORT = frozenset("#fgiksNSvLOan046")
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
}
_DATA = frozenset({"data", "data-ascii", "data-raw", "data-binary", "data-urlencode", "json"})
_PASTE = "Paste the whole command, from curl to the last quote."


class _Command(msgspec.Struct):
    """What the options of a curl command come to."""

    method: str = ""
    urls: list[str] = msgspec.field(default_factory=list)
    data: list[str] = msgspec.field(default_factory=list)
    in_query: bool = False
    json: bool = False


def parse_curl(text: str, base_urls: Sequence[str]) -> Call:
    """Read a curl command as a Call.

    Quoting as in bash (with `$'…'` and line continuations) and as in cmd (with `^`) is understood. Headers,
    the token among them, are ignored and never kept.

    Args:
        text: the command as it was pasted.
        base_urls: the base URLs that it may be for.

    Raises:
        Malformed: when it is no curl command, is for another host, or fits no operation of the contract.
    """
    command = _options(_words(text))
    if not command.urls:
        raise Malformed("The curl command has no URL.", advice=_PASTE)
    if len(command.urls) > 1:
        raise Malformed(f"The curl command has {len(command.urls)} URLs; flotui takes one.")
    data = "&".join(command.data) if not command.json else "".join(command.data)
    method = command.method or ("POST" if command.data and not command.in_query else "GET")
    path, query = _below(command.urls[0], base_urls)
    if command.in_query and data:
        query, data = f"{query}&{data}" if query else data, ""
    found = catalogue().match(method, path)
    if found is None:
        raise Malformed(_unknown(method, path), advice="Compare it with the list of operations.")
    operation, arguments = found
    return Call(
        operation.id,
        tuple(sorted((name, unquote(value)) for name, value in arguments.items())),
        tuple(sorted(parse_qsl(query, keep_blank_values=True), key=lambda pair: pair[0])),
        _body(data) if command.data and not command.in_query else None,
    )


def _unknown(method: str, path: str) -> str:
    others = [each for each in ("GET", "POST", "PUT", "DELETE") if catalogue().match(each, path)]
    if others:
        return f"{quoted(path, 120)} takes {' or '.join(others)}, not {quoted(method, 20)}."
    return f"The contract has no {quoted(method, 20)} {quoted(path, 120)}."


def _body(data: str) -> str | None:
    if not data.strip():
        return None
    try:
        value = exact.loads(data)
    except ValueError:
        raise Malformed(
            "The body of the curl command is no valid JSON, which is what the host takes."
        ) from None
    return Call.of("", body=value).body


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
    hosts = [urlsplit(base).netloc.rpartition("@")[2] + urlsplit(base).path for base in base_urls]
    shown = f"{given.hostname or 'another host'}{f':{given.port}' if given.port else ''}"
    raise Malformed(
        f"The curl command is for {shown}, and this bot is at {' or '.join(hosts) or 'no host yet'}.",
        advice="Switch to the bot it is for, or change its address.",
    )


def _usual(scheme: str) -> int:
    return 80 if scheme == "http" else 443


def _origin(parts: Any) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", parts.port or _usual(parts.scheme)


def _options(words: list[str]) -> _Command:
    """Sort the words of a command into what matters here.

    Raises:
        Malformed: when it is no curl command, or does something that no operation does.
    """
    while words and re.fullmatch(r"[$>%#]|[A-Za-z_]\w*=.*", words[0], re.S):
        words = words[1:]  # a prompt, or variables set for the command
    if not words or re.sub(r".*[/\\]", "", words[0].lower()) not in ("curl", "curl.exe"):
        raise Malformed("This is no curl command: it doesn't begin with curl.", advice=_PASTE)
    command = _Command()
    rest = iter(words[1:])
    plain = False
    for word in rest:
        if plain or not word.startswith("-"):
            command.urls.append(word)
        elif word == "--":
            plain = True
        elif word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if name == "get":
                command.in_query = True
            elif name == "head":
                raise Malformed("The curl command asks for the headers only.")
            elif name not in _IGNORED:
                _take(command, name, value if equals else _next(rest, word))
        else:
            _short(command, word[1:], rest)
    return command


def _short(command: _Command, letters: str, rest: Any) -> None:
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
        elif letter not in _IGNORED_SHORT:
            raise Malformed(f"flotui does not know curl's option -{letter}.")


def _next(rest: Any, option: str) -> str:
    value: str | None = next(rest, None)
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
    elif name in _DATA:
        if value.startswith("@") and name != "data-raw":
            raise Malformed("The curl command reads its body from a file; paste the body itself.")
        command.json = command.json or name == "json"
        command.data.append(_urlencoded(value) if name == "data-urlencode" else value)
    elif name in ("form", "form-string", "upload-file"):
        raise Malformed("The curl command uploads a form or a file, and the host takes JSON.")
    elif name == "config":
        raise Malformed("The curl command reads its options from a file; paste the options themselves.")
    elif name not in _IGNORED_WITH_VALUE:
        raise Malformed(f"flotui does not know curl's option --{name}.")


def _urlencoded(value: str) -> str:
    name, equals, content = value.partition("=")
    if not equals:
        if "@" in value:
            raise Malformed("The curl command reads its body from a file; paste the body itself.")
        return quote_plus(value)
    return f"{name}={quote_plus(content)}" if name else quote_plus(content)


_SHELL_SIGN = re.compile(r"'|\\\n|\^[ \t]*(?:\n|$)|\s\^\"")
"""What tells a command for bash from one for cmd: whichever of them comes first."""


def _words(text: str) -> list[str]:
    """The words of a command, quoted as its shell does.

    Raises:
        Malformed: when a quote is not closed.
    """
    text = text.strip().replace("\r\n", "\n")
    sign = _SHELL_SIGN.search(text)
    words = _cmd_words(text) if sign and "^" in sign[0] else _bash_words(text)
    if words is None:
        raise Malformed("A quote of the curl command is not closed.", advice=_PASTE)
    return words


_ANSI = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "v": "\v",
}
_ANSI_CODE = re.compile(r"x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})")


def _bash_words(text: str) -> list[str] | None:
    """Words as bash splits them; None where a quote is open. Nothing is expanded."""
    words: list[str] = []
    word: str | None = None
    at = 0
    while at < len(text):
        mark = text[at]
        at += 1
        if mark in " \t\n":
            if word is not None:
                words.append(word)
            word = None
            if mark == "\n" and words:
                break  # the next line is another command
        elif mark == "\\":
            if text[at : at + 1] != "\n":
                word = (word or "") + text[at : at + 1]
            at += 1
        elif mark == "'":
            end = text.find("'", at)
            if end < 0:
                return None
            word = (word or "") + text[at:end]
            at = end + 1
        elif mark == '"':
            inside, at = _double_quoted(text, at)
            if at < 0:
                return None
            word = (word or "") + inside
        elif mark == "$" and text[at : at + 1] == "'":
            inside, at = _ansi_quoted(text, at + 1)
            if at < 0:
                return None
            word = (word or "") + inside
        elif word is None and mark in "|;&<>":
            break  # what is done with the answer
        else:
            word = (word or "") + mark
    if word is not None:
        words.append(word)
    return words


def _double_quoted(text: str, at: int) -> tuple[str, int]:
    """What stands in double quotes, and where they end; -1 where they don't."""
    inside = ""
    while at < len(text):
        mark = text[at]
        following = text[at + 1 : at + 2]
        if mark == '"':
            return inside, at + 1
        if mark == "\\" and following and following in '"\\$`\n':
            inside += "" if following == "\n" else following
            at += 2
        else:
            inside += mark
            at += 1
    return inside, -1


def _ansi_quoted(text: str, at: int) -> tuple[str, int]:
    """What stands in `$'…'`, and where it ends; -1 where it doesn't."""
    inside = ""
    while at < len(text):
        mark = text[at]
        at += 1
        if mark == "'":
            return inside.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), at
        if mark != "\\" or at == len(text):
            inside += mark
        elif code := _ANSI_CODE.match(text, at):
            number = int(code[1] or code[2] or code[3] or "0", 16) if not code[4] else int(code[4], 8)
            inside += chr(number) if number < 0x110000 else "\ufffd"
            at = code.end()
        else:
            inside += _ANSI.get(text[at], text[at])
            at += 1
    return inside, -1


def _cmd_words(text: str) -> list[str] | None:
    """Words as Windows' cmd and then the program split them; None where a quote is open."""
    line = ""
    quoted = False
    at = 0
    while at < len(text):
        mark = text[at]
        at += 1
        if mark == "^" and not quoted:
            gap = re.compile(r"[ \t]*\n").match(text, at)
            if gap:
                at = gap.end()
                if text[at : at + 1] == "\n":  # an escaped line break: one is meant
                    line += "\n"
                    at += 1
                continue
            line += text[at : at + 1]
            at += 1
            continue
        if mark == '"':
            quoted = not quoted
        elif mark == "\n" and not quoted:
            break  # the next line is another command
        line += mark
    return _program_words(line)


def _program_words(line: str) -> list[str] | None:
    """Words as a Windows program splits its command line."""
    words: list[str] = []
    word: str | None = None
    quoted = False
    at = 0
    while at < len(line):
        slashes = re.compile(r"\\*").match(line, at)
        count = slashes.end() - at if slashes else 0
        at += count
        if line[at : at + 1] == '"':
            word = (word or "") + "\\" * (count // 2)
            at += 1
            if count % 2:
                word += '"'
            elif quoted and line[at : at + 1] == '"':
                word += '"'
                at += 1
            else:
                quoted = not quoted
            continue
        if count:
            word = (word or "") + "\\" * count
            continue
        mark = line[at]
        at += 1
        if mark in " \t\n" and not quoted:
            if word is not None:
                words.append(word)
            word = None
        else:
            word = (word or "") + mark
    if word is not None:
        words.append(word)
    return None if quoted else words
