"""`flotui api`: any operation from the command line.

JSON goes to stdout and everything else to stderr, so that it works in a pipe. What it needs is imported
when it runs; Textual never is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from flotui import cli_output
from flotui.cli import EXIT_CODES, Failure, complete_profile
from flotui.config.exits import Exit
from flotui.config.paths import Paths

if TYPE_CHECKING:
    from flotui.api.call import Call
    from flotui.api.catalogue import Operation
    from flotui.config.profiles import Resolved
    from flotui.workspace import Workspace

_METHODS = ("GET", "POST", "PUT", "DELETE")

_EPILOG = f"""\b
Examples:
  flotui api GET /flow/tags -f limit=5
  flotui api flowTags --table
  flotui api /subscribers --paginate --jsonl > subscribers.jsonl
  flotui api flowBotUserAddTags -f user_ns=f123u456 -f data.0.tag_ns=f123t7
  flotui api POST /subscriber/send-text --input body.json --yes
  flotui api flowTags --curl

{EXIT_CODES}"""


def _complete(ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Operation ids, methods and paths that begin with what is typed, for the shell."""
    from flotui.api.catalogue import catalogue

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


def _complete_field(ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """The names of the operation's arguments, for the shell."""
    from flotui.api import schema

    # With `-f` still without its value, click leaves the words where they were.
    words = tuple(ctx.params.get("target") or ()) or tuple(each for each in ctx.args if each != "-f")
    try:
        operation, _ = _operation(words, has_body=False)
    except Failure:
        return []
    names = [part.path.replace("[]", ".0") for part in schema.parts(operation) if part.shape != "object"]
    return [CompletionItem(f"{name}=") for name in names if name.startswith(typed)]


@click.command(short_help="Call any operation of the API.", epilog=_EPILOG)
@click.argument("target", nargs=-1, metavar="[METHOD] OPERATION|PATH", shell_complete=_complete)
@click.option(
    "-f",
    "--field",
    "fields",
    multiple=True,
    metavar="NAME=VALUE",
    help="An argument, by its name; what is nested by a path: data.0.tag_ns=f1t2. May be repeated.",
    shell_complete=_complete_field,
)
@click.option("--input", "source", metavar="FILE", help="A file with the JSON body; - for standard input.")
@click.option("--paginate", is_flag=True, help="Read all pages, each row once; the quota's reserve is kept.")
@click.option("--reserve", type=click.IntRange(0), help="How many of the hour's calls --paginate leaves.")
@click.option("--json", "as_json", is_flag=True, help="Write the whole answer as JSON (the default).")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="Write each row as JSON in a line of its own.")
@click.option("--csv", "as_csv", is_flag=True, help="Write the rows as CSV.")
@click.option("--table", "as_table", is_flag=True, help="Write the rows as a table.")
@click.option("--curl", "curl", is_flag=True, help="Write the curl command; send nothing.")
@click.option("--list", "listing", is_flag=True, help="List the operations; words narrow the list.")
@click.option("-y", "--yes", is_flag=True, help="Do what needs confirming without asking.")
@click.option("--dry-run", is_flag=True, help="Write the curl command of a write instead of sending it.")
@click.option("--read-only", is_flag=True, help="Send nothing that changes anything.")
@click.option("--reveal", is_flag=True, help="Write credentials in the answer as they are.")
@click.option("-p", "--profile", metavar="NAME", help="The profile to use.", shell_complete=complete_profile)
@click.pass_context
def api(ctx: click.Context, /, target: tuple[str, ...], listing: bool, **given: Any) -> None:
    """Call any of the API's operations, by its id or by method and path.

    The answer goes to standard output as JSON, everything else to standard error. What reaches people or
    can't be undone has to be confirmed: without a terminal it needs --yes. Writes are kept in the journal.
    """
    form = _format(given)
    if listing:
        _list(target, form, any(given[name] for name in ("as_json", "as_jsonl", "as_csv", "as_table")))
        return
    before = ctx.parent.params if ctx.parent else {}
    for name in ("dry_run", "read_only", "profile"):
        given[name] = given[name] or before.get(name)
    call = _call(target, given["fields"], given["source"])
    if given["curl"]:
        _check(call)
        from flotui.api.catalogue import catalogue

        resolved = _resolved(given["profile"])
        click.echo(call.curl(resolved.profile.base_url if resolved else catalogue().server))
        return
    _check(call)
    _confirm(call, given)
    import asyncio

    asyncio.run(_run(call, form, given))


def _format(given: Mapping[str, Any]) -> cli_output.Format:
    asked = [name for name in ("json", "jsonl", "csv", "table") if given[f"as_{name}"]]
    if len(asked) > 1:
        raise Failure(f"Only one of --{' and --'.join(asked)} can be had.", Exit.USAGE)
    return asked[0] if asked else "json"  # type: ignore[return-value]


# -- What is asked --------------------------------------------------------------------------------


def _operation(target: Sequence[str], *, has_body: bool) -> tuple[Operation, dict[str, str]]:
    """The operation that the words name, and the arguments that stand in the path.

    Raises:
        Failure: when they name none.
    """
    from urllib.parse import parse_qsl, unquote

    from flotui.api.catalogue import catalogue

    if not target:
        raise Failure("Name an operation: its id, or a method and a path. --list has them all.", Exit.USAGE)
    method = target[0].upper() if len(target) == 2 else ""
    if len(target) > 2 or (method and method not in _METHODS):
        raise Failure(f"{' '.join(target)} is neither an operation nor a method and a path.", Exit.USAGE)
    name = target[-1]
    if not name.startswith("/"):
        if method or name not in catalogue():
            raise Failure(_unknown(name), Exit.USAGE)
        return catalogue()[name], {}
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
    return operation, {**arguments, **dict(parse_qsl(query, keep_blank_values=True))}


def _unknown(name: str) -> str:
    import difflib

    from flotui.api.catalogue import catalogue

    ids = {each.id.lower(): each.id for each in catalogue().operations}
    if name.lower() in ids:
        return f"The contract has no operation {name}; it has {ids[name.lower()]}."
    close = [ids[each] for each in difflib.get_close_matches(name.lower(), ids, 3)]
    hint = f" Did you mean {' or '.join(close)}?" if close else " --list has them all."
    return f"The contract has no operation {name}.{hint}"


def _call(target: Sequence[str], fields: Sequence[str], source: str | None) -> Call:
    from flotui.api.arguments import call_of

    body = _body(source)
    operation, arguments = _operation(target, has_body=body is not None)
    arguments.update(_fields(operation, fields))
    return call_of(operation, arguments, body)


def _body(source: str | None) -> Any:
    """The JSON body from a file or standard input; None for none.

    Raises:
        Failure: when it can't be read, or is no JSON.
    """
    from flotui.api import exact

    if source is None:
        return None
    try:
        if source == "-":
            text = sys.stdin.read()
        else:
            with open(source, encoding="utf-8") as file:  # noqa: PTH123 - a name as the shell has it
                text = file.read()
        return exact.loads(text)
    except OSError as error:
        raise Failure(f"{source} can't be read: {error.strerror}.", Exit.USAGE) from error
    except ValueError as error:
        raise Failure(f"{source} holds no valid JSON: {error}.", Exit.USAGE) from error


def _fields(operation: Operation, fields: Sequence[str]) -> dict[str, str]:
    """The arguments given with -f, by flat path; repeated names become items of a list."""
    import re

    from flotui.api import schema

    known = {part.path.partition(".")[0].removesuffix("[]"): part for part in schema.parts(operation)}
    shapes = {part.path: part.shape for part in schema.parts(operation)}
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for field in fields:
        name, equals, value = field.partition("=")
        name = re.sub(r"\[(\d+)\]", r".\1", name.strip())
        if not equals or not name:
            raise Failure(f"-f {field} is not of the form NAME=VALUE.", Exit.USAGE)
        if name.partition(".")[0] not in known:
            takes = ", ".join(known) or "no arguments"
            raise Failure(f"{operation.id} has no argument {name}. It takes: {takes}.", Exit.USAGE)
        if shapes.get(name) == "array" and not value.startswith("["):
            counts[name] = counts.get(name, -1) + 1
            name = f"{name}.{counts[name]}"
        found[name] = value if value else '""'
    return found


def _check(call: Call) -> None:
    """See that a call fits the contract.

    Raises:
        Failure: with a line for each argument that doesn't.
    """
    from flotui.api.checking import problems

    if wrong := problems(call):
        lines = "".join(f"\n  {path}: {said}" for path, said in wrong.items())
        raise Failure(f"Nothing was sent, because the call doesn't fit the contract:{lines}", Exit.USAGE)


def _confirm(call: Call, given: Mapping[str, Any]) -> None:
    """Have a call confirmed whose risk asks for it.

    Raises:
        Failure: when it isn't, or nobody can be asked.
    """
    from flotui.api.catalogue import Risk
    from flotui.resources.explorer.running import RISK_WORDS, says

    risk = call.operation.risk
    if risk in (Risk.READ, Risk.WRITE) or given["yes"] or given["dry_run"] or given["read_only"]:
        return
    question = f"{says(call)}. It {RISK_WORDS[risk]}."
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Failure(
            f"{question} Nothing was sent: nobody is here to confirm it; add --yes.", Exit.NEEDS_CONFIRMATION
        )
    if not click.confirm(f"{question} Do it?", default=False, err=True):
        raise Failure("Nothing was sent.")


# -- What comes of it -----------------------------------------------------------------------------


def _resolved(profile: str | None) -> Resolved | None:
    from flotui.config.profiles import resolve

    return resolve(Paths.find(), os.environ, profile)


async def _run(call: Call, form: cli_output.Format, given: Mapping[str, Any]) -> None:
    from flotui.config.preferences import Preferences
    from flotui.workspace import Switches, Workspace

    resolved = _resolved(given["profile"])
    if resolved is None:
        raise Failure("No bot is known yet: flotui login makes a profile.", Exit.USAGE)
    paths = Paths.find().make()
    reserve = given["reserve"] if given["reserve"] is not None else Preferences.load(paths).reserve
    workspace = await Workspace.open(
        resolved.profile,
        token=resolved.token,
        cache=paths.cache_file,
        journal=paths.journal_file,
        switches=Switches(bool(given["read_only"]), bool(given["dry_run"])),
        reserve=reserve,
    )
    try:
        if given["paginate"]:
            await _paginate(workspace, call, form, reveal=given["reveal"])
        else:
            await _once(workspace, call, form, reveal=given["reveal"])
    finally:
        await workspace.close()


async def _once(workspace: Workspace, call: Call, form: cli_output.Format, *, reveal: bool) -> None:
    from flotui.resources.explorer.running import execute

    reply = await execute(workspace, call)
    if reply is None:
        click.echo(call.curl(workspace.profile.base_url))
        click.echo("Dry run: nothing was sent.", err=True)
        return
    value = _shown(call, reply.value, reveal)
    if form == "json":
        click.echo(cli_output.as_json(value))
    else:
        _write(cli_output.rows_of(value), form)


def _shown(call: Call, value: Any, reveal: bool) -> Any:
    """An answer with its credentials struck out, unless they are to be seen."""
    from flotui.api.secrets import holds_secrets, masked

    shown = value if reveal else masked(value, wholly=holds_secrets(call.operation.path))
    if shown != value:
        click.echo("Credentials in the answer are struck out; --reveal writes them.", err=True)
    return shown


def _write(rows: Sequence[Any], form: cli_output.Format) -> None:
    if form == "jsonl":
        for row in rows:
            click.echo(cli_output.as_line(row))
    elif form == "csv":
        click.echo(cli_output.as_csv(rows))
    elif form == "table":
        import shutil

        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        click.echo(cli_output.as_table(rows, width))
    else:
        click.echo(cli_output.as_json(list(rows)))


async def _paginate(workspace: Workspace, call: Call, form: cli_output.Format, *, reveal: bool) -> None:
    from flotui.api.errors import FlochatError, RateLimited, Stopped
    from flotui.repositories.walking import Walk

    try:
        walk = Walk(call)
    except ValueError as error:
        raise Failure(f"{error} Ask for it without --paginate.", Exit.USAGE) from None
    rows: list[Any] = []
    count, total, left = 0, None, None
    stopped: FlochatError | None = None
    try:
        async for step in walk.steps(workspace.reader.send):
            shown = _shown(call, list(step.rows), reveal)
            count, total, left = count + len(shown), step.total, step.next
            if form == "jsonl":
                _write(shown, form)
            else:
                rows += shown
    except FlochatError as error:
        stopped = error
    if form != "jsonl" and (rows or stopped is None):
        _write(rows, form)
    if stopped is None:
        click.echo(_counted(count, total, left, walk.end), err=True)
        return
    of = f" of {total:,}" if total is not None else ""
    place = f"{walk.parameter}={walk.position or 1}"
    words = " ".join(_same_words(call, walk.parameter))
    why = stopped.happened
    code = Exit.FAILED
    if isinstance(stopped, Stopped | RateLimited):
        code = Exit.RATE_LIMITED
        if isinstance(stopped, Stopped):
            why = f"The hour's last {workspace.pacer.reserve} calls are kept for the person."
    raise Failure(
        f"Stopped after {count:,}{of} rows. {why} Nothing is lost: go on within the hour, when the quota has "
        f"refilled, with:\n  flotui api {words} -f {place} --paginate --{form}\n"
        "Rows may move between pages meanwhile, so drop those that come twice.",
        code,
    ) from stopped


def _counted(count: int, total: int | None, left: str | None, end: int) -> str:
    """What a walk that came to its end has to say."""
    if total is None:
        return f"{count:,} rows."
    if total == count:
        return f"{count:,} rows, as many as the host says there are."
    if end and total > count and left is None and end * 100 <= count:
        return f"{count:,} of {total:,} rows: the host serves no page beyond {end:,}."
    return f"{count:,} rows; the host says {total:,}: rows moved between pages, or changed meanwhile."


def _same_words(call: Call, but: str) -> list[str]:
    """The command line that asks the same from another place."""
    import shlex

    from flotui.api.arguments import texts_of

    given = (f"{name}={value}" for name, value in texts_of(call).items() if name != but)
    return [call.operation_id, *(f"-f {shlex.quote(each)}" for each in given)]


def _list(words: Sequence[str], form: cli_output.Format, asked: bool) -> None:
    from flotui.api.catalogue import catalogue

    rows = [
        {
            "operation": each.id,
            "method": each.method,
            "path": each.path,
            "group": each.group,
            "scope": each.scope,
            "risk": str(each.risk),
            "summary": each.summary,
        }
        for each in catalogue().operations
    ]
    wanted = [word.lower() for word in words]
    rows = [row for row in rows if all(word in " ".join(map(str, row.values())).lower() for word in wanted)]
    _write(rows, form if asked else "table")
