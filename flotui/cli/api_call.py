# SPDX-License-Identifier: MIT
"""From the words of a command line to the Call that they ask for."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from flotui.api import arguments, exact, schema
from flotui.api.arguments import texts_of
from flotui.api.call import Call
from flotui.api.catalogue import Risk, catalogue
from flotui.api.checking import invalid_unicode, problems
from flotui.api.placeholders import is_placeholder
from flotui.api.unknown import unknown
from flotui.cli import sink
from flotui.cli.api_target import operation_of
from flotui.cli.ends import Failure
from flotui.config.exits import Exit
from flotui.resources.explorer.newnames import nameless
from flotui.resources.explorer.spots import names_a_thing
from flotui.text.clean import cleaned
from flotui.text.filepath import is_there
from flotui.text.nearest import nearest
from flotui.text.quoting import cut

if TYPE_CHECKING:
    from flotui.api.catalogue import Operation

_MOST = 1 << 26
"""Bytes that a body may have: far more than a host takes, and less than memory holds."""


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
    body = _body(source)
    operation, given, query = operation_of(target, base_urls, has_body=body is not None)
    known = {*operation.names("path"), *operation.names("query")}
    for name, value in _fields(operation, fields, unchecked=unchecked).items():
        before = query.get(name, value) if name in query else given.get(name, value)
        if before != value:
            raise Failure(f"Not sent. {name} is there twice: {cut(before)} and {cut(value)}.", Exit.USAGE)
        given[name] = value
    _see_no_gap(given, body)
    texts = {**query, **given}
    call = arguments.call_of(operation, texts if unchecked else arguments.in_digits(operation, texts), body)
    if not unchecked:
        _filled(call)
    # What is in a path's query goes there, and what the contract doesn't have is found there by `check`.
    extra = [(name, value) for name, value in query.items() if name not in known]
    if unchecked and operation.body is None:
        extra += [(name, value) for name, value in given.items() if name not in known]
    extra = [(name, "" if value == '""' else value) for name, value in extra]
    if extra:
        call = Call(call.operation_id, call.path, tuple(sorted({*call.query, *extra})), call.body)
    for sentence in invalid_unicode(call).values():
        raise Failure(f"Not sent. {sentence}", Exit.USAGE)
    return call


def _filled(call: Call) -> None:
    """See that nothing is empty that says of whom or of what the call is, and that a new name has something to see.

    The host would take the one for everybody, and make something of the other that nobody finds again.

    Raises:
        Failure: when something is.
    """
    operation, given = call.operation, texts_of(call)
    places = {*operation.names("path"), *operation.names("query")}
    sent = operation.body if operation.risk in (Risk.SEND, Risk.BROADCAST) else None
    needed = frozenset[str]() if sent is None else schema.required_keys(catalogue().resolve(sent))
    for name, value in given.items():
        if value.strip() in ("", '""') and (name in places or names_a_thing(operation, name)):
            raise Failure(f"Not sent. {name} is empty: give it a value, or leave it out.", Exit.USAGE)
        if name in needed and (value == '""' or not cleaned(value)):
            raise Failure(f"Not sent. {name} is empty, and is what is sent. Give it a value.", Exit.USAGE)
        if is_placeholder(value) and (name in places or names_a_thing(operation, name)):
            raise Failure(
                f"Not sent. {name} is the placeholder {cut(value)}: put a value in its place.", Exit.USAGE
            )
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
            data = _all_of(sys.stdin.buffer, called)
            if not data.strip():
                raise Failure("Nothing came on standard input.", Exit.USAGE)
        else:
            with open(source, "rb") as file:  # noqa: PTH123 - a name as the shell has it
                data = _all_of(file, called)
        return exact.loads_sent(data.decode(json.detect_encoding(data)))  # PowerShell writes UTF-16
    except OSError as error:
        raise Failure(f"{called} can't be read: {error.strerror}.", Exit.USAGE) from error
    except UnicodeDecodeError as error:
        raise Failure(f"{called} isn't UTF-8 text (byte {error.start}).", Exit.USAGE) from error
    except exact.Doubtful as error:
        raise Failure(f"Not sent. {called}: {error}", Exit.USAGE) from error
    except ValueError as error:
        raise Failure(f"{called} isn't valid JSON: {str(error).removesuffix('.')}.", Exit.USAGE) from error


def _all_of(file: BinaryIO, called: str) -> bytes:
    """What a file holds.

    Raises:
        Failure: when it is larger than any body, or has no end.
    """
    data = file.read(_MOST + 1)
    if len(data) > _MOST:
        raise Failure(f"Not sent. {called} is larger than {_MOST >> 20} MB.", Exit.USAGE)
    return data


def _fields(operation: Operation, fields: Sequence[str], *, unchecked: bool) -> dict[str, str]:
    """The arguments given with -f, by flat path; repeated names become items of a list.

    Raises:
        Failure: when one is not of the form, or the operation has no such argument.
    """
    known = {part.path.partition(".")[0].removesuffix("[]"): part for part in schema.parts(operation)}
    single = {*operation.names("path"), *operation.names("query")}
    shapes = {part.path: part.shape for part in schema.parts(operation)}
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for field in fields:
        name, equals, value = field.partition("=")
        name = re.sub(r"\[(\d+)\]", r".\1", name.strip())
        if not equals or not name:
            raise Failure(f"-f {cut(field)} isn't NAME=VALUE.", Exit.USAGE)
        if name.partition(".")[0] not in known and not unchecked:
            near = nearest(name, known)
            takes = "" if near else f" It takes: {', '.join(known) or 'no arguments'}."
            raise Failure(f"{operation.id} has no argument {name}.{near}{takes}", Exit.USAGE)
        if (outer := name.partition(".")[0]) in single and outer != name and not unchecked:
            raise Failure(f"Not sent. {name}: {outer} is a single value. Write -f {outer}=VALUE.", Exit.USAGE)
        if shapes.get(name) == "array" and not value.startswith("["):
            counts[name] = counts.get(name, -1) + 1
            name = f"{name}.{counts[name]}"
        value = value or '""'
        if not unchecked:
            value = _as_meant(name, value)
        if found.get(name, value) != value:
            raise Failure(
                f"Not sent. -f {name} is given twice: {cut(found[name])} and {cut(value)}.", Exit.USAGE
            )
        if whole := next((each for each in found if _overlap(each, name)), ""):
            raise Failure(f"Not sent. -f {whole} and -f {name} give the same argument twice.", Exit.USAGE)
        found[name] = value
    return found


def _as_meant(name: str, value: str) -> str:
    """A value without the end of a Windows line, which a shell that reads a file line by line leaves at it; that is said.

    Raises:
        Failure: when it is what reads a file elsewhere, and there is such a file: it would be sent as it stands.
    """
    if value.startswith("@") and is_there(value[1:]) and not Path(value[1:]).is_dir():
        raise Failure(
            f'Not sent. {name} is {cut(value)}, and -f reads no files. Give "$(cat {cut(value[1:])})" for what is in '
            "it, or add --unchecked to send it as it stands.",
            Exit.USAGE,
        )
    if not value.endswith("\r"):
        return value
    sink.tell(f"{name}: the carriage return at its end is left out.")
    return value.rstrip("\r") or '""'


def _see_no_gap(names: Collection[str], body: object) -> None:
    """See that no entry of a list is left out, of the arguments or of the body: those behind it would move up.

    Raises:
        Failure: when one is.
    """
    paths = [name.split(".") for name in names]
    begun = {".".join(parts[:end]) for parts in paths for end in range(1, len(parts) + 1)}
    for each in sorted(begun):
        before, _, number = each.rpartition(".")
        if not before or not number.isdecimal():
            continue
        if len(number) > _FARTHEST:
            raise Failure(
                f"Not sent. {each} is given without the entries before it: count from 0.", Exit.USAGE
            )
        last, held = f"{before}.{int(number) - 1}", _at(body, before.split("."))
        there = len(held) if isinstance(held, list) else 0
        if int(number) > there and last not in begun and not isinstance(held, dict):
            raise Failure(f"Not sent. {each} is given without {last}: count from 0.", Exit.USAGE)


_FARTHEST = 6
"""Digits of the place of an entry in a list."""


def _at(body: object, keys: Sequence[str]) -> object:
    """What a body has in a place; None for nothing."""
    for key in keys:
        if isinstance(body, dict):
            body = body.get(key)
        elif isinstance(body, list) and key.isdecimal() and int(key) < len(body):
            body = body[int(key)]
        else:
            return None
    return body


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
    wrong = {**problems(call), **unknown(call)}
    if lines := [f"\n  {path}: {sentence}" for path, sentence in wrong.items() if path not in but]:
        raise Failure(f"Not sent. The call doesn't fit the contract:{''.join(lines)}", Exit.USAGE)
