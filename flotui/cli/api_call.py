# SPDX-License-Identifier: MIT
"""From the words of a command line to the Call that they ask for, and what the shell completes them to."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

import click
from click.shell_completion import CompletionItem

from flotui.api import exact
from flotui.api.catalogue import catalogue
from flotui.cli.ends import Failure
from flotui.config.exits import Exit
from flotui.text.nearest import nearest

if TYPE_CHECKING:
    from flotui.api.call import Call
    from flotui.api.catalogue import Operation

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
        below = [name[len(base) :] for base in base_urls if name.startswith(f"{base.rstrip('/')}/")]
        if not below:
            raise Failure(f"Not sent. {name} isn't below the base URL {' or '.join(base_urls)}.", Exit.USAGE)
        name = f"/{below[0].lstrip('/')}"
    path, question, query = name.partition("?")

    def known(path: str) -> bool:
        return any(catalogue().match(method, path) for method in _METHODS)

    plain = "/" + re.sub("//+", "/", path).strip("/")
    found = [each for each in (path, plain, plain.removeprefix("/api")) if each[:1] == "/" and known(each)]
    return f"{found[0]}{question}{query}" if found and path not in catalogue() else name


def _operation(
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
        raise Failure(f"{' '.join(target)} isn't an operation, nor a method and a path.", Exit.USAGE)
    name = _path(target[-1], base_urls)
    if not name.startswith("/"):
        if method or name not in catalogue():
            raise Failure(_unknown(name), Exit.USAGE)
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
    for name, value in parse_qsl(text.replace("&amp;", "&"), keep_blank_values=True):
        if found.get(name, value) != value:
            raise Failure(f"{name} is there twice: {found[name]} and {value}.", Exit.USAGE)
        found[name] = value or '""'
    return found


def _unknown(name: str) -> str:
    ids = {each.id.lower(): each.id for each in catalogue().operations}
    if name.lower() in ids:
        return f"The contract has no operation {name}; it has {ids[name.lower()]}."
    return f"The contract has no operation {name}.{nearest(name, ids.values()) or ' --list has them all.'}"


def call_of(
    target: Sequence[str],
    fields: Sequence[str],
    source: str | None,
    *,
    unchecked: bool = False,
    base_urls: Collection[str] = (),
) -> Call:
    """The Call that a command line asks for.

    Args:
        target: an operation's id, or a method and a path; the method may be left out.
        fields: arguments, each as `name=value`.
        source: a file with the JSON body; `-` for standard input, None for none.
        unchecked: whether arguments that the contract doesn't have are taken too.
        base_urls: the base URLs that a whole URL may be under.

    Raises:
        Failure: when the words make no Call.
    """
    from flotui.api import arguments
    from flotui.api.call import Call

    body = _body(source)
    operation, given, query = _operation(target, base_urls, has_body=body is not None)
    known = {*operation.names("path"), *operation.names("query")}
    for name, value in _fields(operation, fields, unchecked=unchecked).items():
        before = query.get(name, value) if name in query else given.get(name, value)
        if before != value:
            raise Failure(f"Not sent. {name} is there twice: {before} and {value}.", Exit.USAGE)
        given[name] = value
    if body is None:  # entries that -f leaves out may be in the body
        _see_no_gap(given)
    call = arguments.call_of(operation, {**query, **given}, body)
    if not unchecked:
        _filled(call)
    # What is in a path's query goes there, and what the contract doesn't have is found there by `check`.
    extra = [(name, value) for name, value in query.items() if name not in known]
    if unchecked and operation.body is None:
        extra += [(name, value) for name, value in given.items() if name not in known]
    extra = [(name, "" if value == '""' else value) for name, value in extra]
    if not extra:
        return call
    return Call(call.operation_id, call.path, tuple(sorted({*call.query, *extra})), call.body)


def _filled(call: Call) -> None:
    """See that nothing is empty that says of whom or of what the call is, and that a new name has something to see.

    The host would take the one for everybody, and make something of the other that nobody finds again.

    Raises:
        Failure: when something is.
    """
    from flotui.api.arguments import texts_of
    from flotui.resources.explorer.naming import names_a_thing
    from flotui.resources.explorer.newnames import nameless

    operation, given = call.operation, texts_of(call)
    places = {*operation.names("path"), *operation.names("query")}
    for name, value in given.items():
        if value.strip() in ("", '""') and (name in places or names_a_thing(operation, name)):
            raise Failure(f"Not sent. {name} is empty: give it a value, or leave it out.", Exit.USAGE)
    for sentence in nameless(call).values():
        raise Failure(f"Not sent. {sentence}", Exit.USAGE)


def _body(source: str | None) -> object:
    """The JSON body from a file or standard input; None for none.

    Raises:
        Failure: when it can't be read, or is no JSON.
    """
    if source is None:
        return None
    called = "Standard input" if source == "-" else source
    try:
        if source == "-":
            data = sys.stdin.buffer.read()
            if not data.strip():
                raise Failure("Nothing came on standard input.", Exit.USAGE)
        else:
            with open(source, "rb") as file:  # noqa: PTH123 - a name as the shell has it
                data = file.read()
        return exact.loads_sent(data.decode(json.detect_encoding(data)))  # PowerShell writes UTF-16
    except OSError as error:
        raise Failure(f"{called} can't be read: {error.strerror}.", Exit.USAGE) from error
    except exact.Doubtful as error:
        raise Failure(f"Not sent. {called}: {error}", Exit.USAGE) from error
    except ValueError as error:
        raise Failure(f"{called} isn't valid JSON: {error}.", Exit.USAGE) from error


def _fields(operation: Operation, fields: Sequence[str], *, unchecked: bool) -> dict[str, str]:
    """The arguments given with -f, by flat path; repeated names become items of a list.

    Raises:
        Failure: when one is not of the form, or the operation has no such argument.
    """
    from flotui.api import schema

    known = {part.path.partition(".")[0].removesuffix("[]"): part for part in schema.parts(operation)}
    shapes = {part.path: part.shape for part in schema.parts(operation)}
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for field in fields:
        name, equals, value = field.partition("=")
        name = re.sub(r"\[(\d+)\]", r".\1", name.strip())
        if not equals or not name:
            raise Failure(f"-f {field} isn't NAME=VALUE.", Exit.USAGE)
        if name.partition(".")[0] not in known and not unchecked:
            near = nearest(name, known)
            takes = "" if near else f" It takes: {', '.join(known) or 'no arguments'}."
            raise Failure(f"{operation.id} has no argument {name}.{near}{takes}", Exit.USAGE)
        if shapes.get(name) == "array" and not value.startswith("["):
            counts[name] = counts.get(name, -1) + 1
            name = f"{name}.{counts[name]}"
        value = value or '""'
        if found.get(name, value) != value:
            raise Failure(f"Not sent. -f {name} is given twice: {found[name]} and {value}.", Exit.USAGE)
        if whole := next((each for each in found if _overlap(each, name)), ""):
            raise Failure(f"Not sent. -f {whole} and -f {name} give the same argument twice.", Exit.USAGE)
        found[name] = value
    return found


def _see_no_gap(names: Collection[str]) -> None:
    """See that no entry of a list is left out: those behind it would move up.

    Raises:
        Failure: when one is.
    """
    paths = [name.split(".") for name in names]
    begun = {".".join(parts[:end]) for parts in paths for end in range(1, len(parts) + 1)}
    for each in sorted(begun):
        before, _, number = each.rpartition(".")
        if before and number.isdecimal() and int(number) and f"{before}.{int(number) - 1}" not in begun:
            raise Failure(
                f"Not sent. {each} is given without {before}.{int(number) - 1}: count from 0.", Exit.USAGE
            )


def _overlap(one: str, other: str) -> bool:
    """Whether one argument is inside of the other."""
    return one.startswith(f"{other}.") or other.startswith(f"{one}.")


def check(call: Call, *, but: Collection[str] = ()) -> None:
    """See that a call fits the contract, and names nothing that the contract doesn't have.

    Args:
        call: the call.
        but: the flat paths of arguments that are not looked at yet.

    Raises:
        Failure: with a line for each argument that doesn't fit.
    """
    from flotui.api.checking import problems
    from flotui.api.unknown import unknown

    wrong = {**problems(call), **unknown(call)}
    if lines := [f"\n  {path}: {said}" for path, said in wrong.items() if path not in but]:
        raise Failure(f"Not sent. The call doesn't fit the contract:{''.join(lines)}", Exit.USAGE)


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
        operation, _, _ = _operation(words, has_body=False)
    except Failure:
        return []
    names = [part.path.replace("[]", ".0") for part in schema.parts(operation) if part.shape != "object"]
    return [CompletionItem(f"{name}=") for name in names if name.startswith(typed)]
