# SPDX-License-Identifier: MIT
"""Which operation the words of a command line name, and what the shell completes them to.

The arguments' shapes are imported when one is completed: `flotui --help` declares this too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from shlex import quote
from urllib.parse import parse_qsl, unquote

import click
from click.shell_completion import CompletionItem

from flotui.api.catalogue import Operation, catalogue
from flotui.cli.ends import Failure
from flotui.config.exits import Exit
from flotui.text.nearest import nearest
from flotui.text.quoting import cut

_GIVEN = re.compile(r"[A-Za-z_][\w.]*=")
"""What an argument begins with."""
_METHODS = ("GET", "POST", "PUT", "DELETE")


def _path(name: str, base_urls: Collection[str]) -> str:
    """The path and query that a name is; an operation's id, and what is none of both, as it is.

    Args:
        name: a path, also without its first slash, with one at its end or with `/api` before it; or a whole URL.
        base_urls: the base URLs that a URL may be under.

    Raises:
        Failure: when it is the URL of another host.
    """
    if "://" in name:
        name = _small(name)
        below = [name[len(base) :] for base in base_urls if name.startswith(f"{_small(base).rstrip('/')}/")]
        scheme, _, rest = name.partition("://")
        others = [
            base
            for base in map(_small, base_urls)
            if rest.startswith(f"{base.partition('://')[2].rstrip('/')}/")
        ]
        if not below and others:
            of = others[0].partition("://")[0]
            raise Failure(f"Not sent. {name} begins with {scheme}, and the base URL with {of}.", Exit.USAGE)
        if not below:
            raise Failure(f"Not sent. {name} isn't below the base URL {' or '.join(base_urls)}.", Exit.USAGE)
        name = f"/{below[0].lstrip('/')}"
    path, question, query = name.partition("?")

    def known(path: str) -> bool:
        return any(catalogue().match(method, path) for method in _METHODS)

    plain = "/" + re.sub("//+", "/", path).strip("/")
    found = [each for each in (path, plain, plain.removeprefix("/api")) if each[:1] == "/" and known(each)]
    return f"{found[0]}{question}{query}" if found and path not in catalogue() else name


def _small(url: str) -> str:
    """A URL with its scheme and host in small letters, as they mean the same."""
    return re.sub(r"^[^/?#]+://[^/?#]+", lambda found: found[0].lower(), url.strip())


def _instead(target: Sequence[str]) -> str:
    """What may be meant by words that name no operation, as a sentence; empty where nobody knows."""
    if target[0].lower() in ("curl", "curl.exe"):
        return "A curl command is pasted in the program, in the area API."
    given = [each for each in target[1:] if _GIVEN.match(each)]
    return f"Arguments go behind -f: {' '.join(f'-f {quote(each)}' for each in given)}." if given else ""


def operation_of(
    target: Sequence[str], base_urls: Collection[str] = (), *, has_body: bool
) -> tuple[Operation, dict[str, str], dict[str, str]]:
    """The operation that the words name, the arguments that are in the path, and those in its query.

    Raises:
        Failure: when they name none.
    """
    if not target:
        raise Failure("Name an operation: its id, or a method and a path. --list has them all.", Exit.USAGE)
    method = target[0].upper() if len(target) == 2 else ""
    if len(target) > 2 or (method and method not in _METHODS):
        said = f"{' '.join(target)} isn't an operation, nor a method and a path."
        raise Failure(" ".join(filter(None, (said, _instead(target)))), Exit.USAGE)
    name = _path(target[-1], base_urls)
    if not name.startswith("/"):
        if name not in catalogue():
            raise Failure(_unknown(name), Exit.USAGE)
        if method:
            takes = f"{name} is an operation's id: leave {method} out, or give a path for it."
            raise Failure(takes, Exit.USAGE)
        return catalogue()[name], {}, {}
    path, _, query = name.partition("?")
    tried = [method] if method else ["POST", *_METHODS] if has_body else list(_METHODS)
    fitting = [each for each in tried if catalogue().match(each, path)]
    found = catalogue().match(fitting[0], path) if fitting else None
    if found is None:
        others = [each for each in _METHODS if catalogue().match(each, path)]
        takes = f"; it takes {' or '.join(others)}" if others else ""
        raise Failure(f"The contract has no {method or 'operation at'} {path}{takes}.", Exit.USAGE)
    operation, inside = found
    arguments = {key: unquote(value) for key, value in inside.items() if not value.startswith("{")}
    return operation, arguments, _query(query)


def _query(text: str) -> dict[str, str]:
    """The arguments in a path's query, by name.

    Raises:
        Failure: when one is there twice with different values.
    """
    found: dict[str, str] = {}
    # As a page or a chat writes it: `?limit=5&amp;page=2`.
    for name, value in parse_qsl(_with_plus(text.replace("&amp;", "&")), keep_blank_values=True):
        if found.get(name, value) != value:
            raise Failure(f"{name} is there twice: {cut(found[name])} and {cut(value)}.", Exit.USAGE)
        found[name] = value or '""'
    return found


def _with_plus(query: str) -> str:
    """A query in which the `+` of an e-mail address and the one before a phone number are not blanks."""
    query = re.sub(
        r"=([^&]*(?:@|%40)[^&]*)",
        lambda found: "=" + found[1].replace("+", "%2B"),
        query,
        flags=re.IGNORECASE,
    )
    return re.sub(r"=\+(?=[\d(])", "=%2B", query)


def _unknown(name: str) -> str:
    ids = {each.id.lower(): each.id for each in catalogue().operations}
    if name.lower() in ids:
        return f"The contract has no operation {name}; it has {ids[name.lower()]}."
    return f"The contract has no operation {name}.{nearest(name, ids.values()) or ' --list has them all.'}"


def complete_target(ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Operation ids, methods and paths that begin with what is typed, for the shell."""
    before = tuple(ctx.params.get("target") or ())
    operations = catalogue().operations
    if before and before[0].upper() in _METHODS:
        paths = [each for each in operations if each.method == before[0].upper()]
        return [CompletionItem(each.path, help=each.summary) for each in paths if each.path.startswith(typed)]
    if before:
        return []
    if typed.startswith("/"):
        return [
            CompletionItem(path)
            for path in sorted({each.path for each in operations})
            if path.startswith(typed)
        ]
    found = [CompletionItem(each) for each in _METHODS if typed and each.startswith(typed.upper())]
    lowered = typed.lower()
    return found + [
        CompletionItem(each.id, help=each.summary)
        for each in operations
        if each.id.lower().startswith(lowered)
    ]


def complete_field(ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """The names of the operation's arguments, for the shell."""
    from flotui.api import schema

    # With `-f` still without its value, click leaves the words where they were.
    words = tuple(ctx.params.get("target") or ()) or tuple(each for each in ctx.args if each != "-f")
    try:
        operation, _, _ = operation_of(words, has_body=False)
    except Failure:
        return []
    names = [part.path.replace("[]", ".0") for part in schema.parts(operation) if part.shape != "object"]
    return [CompletionItem(f"{name}=") for name in names if name.startswith(typed)]
