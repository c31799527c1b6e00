# SPDX-License-Identifier: MIT
"""Reading a pasted curl command back into a Call: the reverse of `Call.curl`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import SplitResult, parse_qsl, unquote, unquote_plus, urlsplit

import msgspec
from msgspec.structs import replace

from flotui.api import exact
from flotui.api.arguments import call_of
from flotui.api.call import Call
from flotui.api.catalogue import Operation, catalogue
from flotui.api.curl_options import ONE_REQUEST, PASTE, PROGRAMS, options, program
from flotui.api.errors import Malformed
from flotui.api.shells import commands
from flotui.api.shells.split import Split
from flotui.api.unknown import unknown
from flotui.text.quoting import quoted

_FIELD = re.compile(r"([A-Za-z_][\w.\[\]%-]*)=(.*)", re.DOTALL)
"""One field of a form, as a body has it: its value is whatever is behind the first =."""
_FORM_KEY = re.compile(r"\[(\w+)\]")
_ESCAPED = re.compile(r'\s*[{\[]\s*\\"')
"""JSON whose quotes are escaped, as PowerShell 5 needs it for a Windows program."""
_FETCH = re.compile(r"\s*(?:(?:const|let|var)\s+\w+\s*=\s*)?(?:await\s+)?(?:window\.)?fetch\s*\(")
"""What a browser copies as fetch."""
_PATTERN = re.compile(r"\[\w+-\w+(?::\d+)?\]|\{[^{}]*\}")
"""What curl reads in a URL as a list or a range."""
_LINK = re.compile(r"\[[^\[\]]*\]\((https?://[^()\s]+)\)?")
"""A link in Markdown, which a chat makes of a URL."""
_QUOTED = re.compile(r"[“”„‟«»″‘’‚‛]([^“”„‟«»″‘’‚‛]+)[“”„‟«»″‘’‚‛]")
"""A document's quotes around a URL, where there are a keyboard's elsewhere."""
_BREAKS = {"\t": "a tab", "\n": "a line break", "\r": "a line break"}
"""What can't be in a URL, and is dropped in silence where one is taken apart."""


class PastedCall(msgspec.Struct, frozen=True):
    """What was read from a pasted command."""

    call: Call
    """The call."""
    notes: tuple[str, ...] = ()
    """What was read otherwise than it is there, in sentences."""


def parse_curl(text: str, base_urls: Sequence[str]) -> PastedCall:
    """Read a curl command, or PowerShell's Invoke-WebRequest, as a Call.

    Quoting as in bash, cmd and PowerShell is understood, and so is what documents do to quotes and dashes. Headers,
    the API key among them, are ignored and never kept. Fields of a form are read as the JSON that the host takes.

    Args:
        text: the command as it was pasted.
        base_urls: the base URLs that it may be for.

    Raises:
        Malformed: when it is no such command, is for another host, or fits no operation of the contract.
    """
    if _FETCH.match(text):
        raise Malformed(
            "This is JavaScript's fetch, not a curl command.", advice="Choose “Copy as cURL” instead."
        )
    command = options(_one(commands(text)))
    if not command.urls:
        raise Malformed("The curl command has no URL.", advice=PASTE)
    if len(command.urls) > 1:
        raise Malformed(f"The curl command has {len(command.urls)} URLs. {ONE_REQUEST}")
    if command.globs and (pattern := _PATTERN.search(command.urls[0].partition("://")[2])):
        raise Malformed(
            f"curl reads {quoted(pattern[0], 40)} in the URL as a pattern, for several requests or other text.",
            advice="Replace it with the value, and paste one request at a time.",
        )
    data = ("" if command.json else "&").join(command.data)
    method = command.method or ("POST" if command.data and not command.in_query else "GET")
    path, query = _below(_bare(command.urls[0]), base_urls)
    query = "&".join(filter(None, [query, *command.query, data if command.in_query else ""]))
    if command.in_query and _FIELD.match(data):
        _fields(data)
    pairs = _pairs(query.replace("&amp;", "&"))  # a web page's source writes it so
    operation, arguments = _operation(method, path)
    body = data if command.data and not command.in_query else ""
    call = Call(
        operation.id,
        tuple(sorted((name, unquote(value)) for name, value in arguments.items())),
        pairs,
    )
    notes: tuple[str, ...] = ()
    if body.strip():
        sent, notes = _body(operation, body)
        call = replace(call, body=sent)
    return PastedCall(call, (*command.notes, *notes, *_unfit(call)))


def _bare(url: str) -> str:
    """A URL without what a document or a chat has put around it."""
    if link := _LINK.fullmatch(url):
        return link[1]
    if quoted_so := _QUOTED.fullmatch(url):
        url = quoted_so[1]
    return url if "?" in url else url.rstrip(".,")


def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    """The parameters of a query, sorted by name.

    Raises:
        Malformed: when one is given twice, or isn't UTF-8.
    """
    try:
        found = parse_qsl(query, keep_blank_values=True, errors="strict")
    except ValueError:
        raise Malformed("The URL of the curl command isn't in UTF-8.", advice="Type the value.") from None
    names = [name for name, _ in found]
    if twice := [name for name in names if names.count(name) > 1]:
        raise Malformed(
            f"The curl command gives the parameter {quoted(twice[0], 40)} twice.", advice="Give each once."
        )
    return tuple(sorted(found))


def _unfit(call: Call) -> Iterator[str]:
    """What of a call the contract doesn't have, in sentences that say what becomes of it."""
    if call.body is not None and call.operation.body is None:
        yield f"{call.operation_id} takes no body, so the command's body is left out."
    parameters = {name for name, _ in call.query}
    for name, why in unknown(call).items():
        yield quoted(f"{why} It is left out of the form." if name in parameters else why)


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


def _one(split: Split) -> list[str]:
    """The words of the one request of a paste, without what runs it.

    Raises:
        Malformed: when there is none, or there are several, or a quote of it is open.
    """
    joined: list[list[str]] = []
    for words in split.commands:
        if joined and re.match(r"-{1,2}[A-Za-z]", words[0]):
            joined[-1] += words  # an option: the sign at the line's end was lost
        else:
            joined.append(words)
    requests = [index for index, words in enumerate(joined) if any(map(_asks, words))]
    if split.open and (not requests or requests[-1] == len(joined) - 1):
        raise Malformed("A quote or a here-document of the curl command isn't closed.", advice=PASTE)
    if len(requests) > 1:
        raise Malformed(f"The paste has {len(requests)} commands that make requests. {ONE_REQUEST}")
    found = joined[requests[0]] if requests else []
    while found and re.fullmatch(r"sudo|time|command|exec|nohup|env|call|[A-Za-z_]\w*=.*", found[0], re.S):
        found = found[1:]
    return _without_runner(found)


def _without_runner(words: list[str]) -> list[str]:
    """The words of a command without a program that runs it at times, for a time or gently, and that one's options."""
    if words and program(words[0]) in ("watch", "timeout", "nice"):
        for index, word in enumerate(words[1:], 1):
            if program(word) in PROGRAMS:
                return words[index:]
            if not re.fullmatch(r"-.*|[\d.]+[smhd]?", word):
                break
    return words


def _asks(word: str) -> bool:
    """Whether a word is the name of a program that makes requests."""
    return "://" not in word and program(word.lstrip("({")) in PROGRAMS


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
        value = exact.loads_sent(data)
    except exact.Doubtful as doubt:
        raise Malformed(f"The curl command's body can't be sent. {doubt}", advice=doubt.advice) from doubt
    except ValueError:
        if _ESCAPED.match(data):
            plain = re.sub(r'((?:\\\\)*)\\"', lambda found: found[1][::2] + '"', data)
            return _body(operation, plain)
        fields = _fields(data)
    else:
        if value is None:
            raise Malformed(
                "The curl command's body is null.", advice="Compare it with the operation's form."
            )
        return Call.of("", body=value).body, ()
    given = {_FORM_KEY.sub(r".\1", name): value or '""' for name, value in fields}
    if len(given) < len(fields):
        raise Malformed("A field of the curl command's form is given twice.", advice="Give each field once.")
    notes = ["The form's fields were read as JSON, which the host takes."]
    if any("+" in field and " " in field for field in data.split("&")):  # --data-urlencode leaves no blank
        notes.append("A + in a form's body means a blank, and was read as one. Write a plus sign as %2B.")
    body = Call.of("", body=given) if operation.body is None else call_of(operation, given)
    return body.body, tuple(notes)


def _fields(data: str) -> list[tuple[str, str]]:
    """The fields of a form's body, as the host decodes what curl sends as it is.

    Raises:
        Malformed: when it is no form, or an & ends a value that goes on behind it.
    """
    first, *more = [_FIELD.fullmatch(part) or part for part in data.strip("&").split("&") if part] or [""]
    if isinstance(first, str):
        raise Malformed(
            "The curl command's body isn't valid JSON.", advice="Compare it with the operation's form."
        )
    fields = [first]
    for part in more:
        if isinstance(part, str):
            raise Malformed(
                f"In a form's body & separates values, but {quoted(part, 40) or 'a blank'} after it isn't name=value.",
                advice="Use --data-urlencode for a value that has an & in it.",
            )
        fields.append(part)
    try:
        return [
            (unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict"))
            for name, value in map(re.Match.groups, fields)
        ]
    except UnicodeDecodeError:
        raise Malformed("The curl command's body isn't in UTF-8.", advice="Type the value.") from None


def _below(url: str, base_urls: Sequence[str]) -> tuple[str, str]:
    """The path below the base URL that fits, and the query.

    Raises:
        Malformed: when the URL is none, or is that of another host.
    """
    url = url.strip()
    if found := next((name for sign, name in _BREAKS.items() if sign in url), ""):
        raise Malformed(
            f"The curl command's URL has {found} in it.", advice="Take it out, or paste the URL again."
        )
    try:
        given = urlsplit(url if "://" in url else f"//{url}")
        origin = _origin(given)
        for base in sorted(base_urls, key=len, reverse=True):
            wanted = urlsplit(base.strip().rstrip("/"))
            if not given.scheme:
                origin = (wanted.scheme, given.hostname or "", given.port or _usual(wanted.scheme))
            if origin == _origin(wanted) and given.path.rstrip("/") == wanted.path:
                raise Malformed(
                    "The curl command's URL is the API's base address, without an operation.", advice=PASTE
                )
            if origin == _origin(wanted) and given.path.startswith(wanted.path + "/"):
                return given.path[len(wanted.path) :], given.query
    except ValueError:
        raise Malformed("The URL of the curl command isn't a web address.", advice=PASTE) from None
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
