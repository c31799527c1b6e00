"""Sending a Call from the command line, and writing what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from flotui.cli import sink
from flotui.cli.ends import Failure
from flotui.cli.output import Format, Output, as_json, output, rows_of
from flotui.config.exits import Exit
from flotui.config.paths import Paths

if TYPE_CHECKING:
    from flotui.api.call import Call
    from flotui.config.profiles import Resolved
    from flotui.workspace import Workspace


class Written(NamedTuple):
    """How an answer is written."""

    form: Format
    columns: Sequence[str] = ()
    """Of CSV and tables: which columns; none for all."""
    guard: bool = False
    """Of CSV: whether cells that begin like a formula are kept from being one."""
    jq: str | None = None
    """An expression that it goes through first."""

    def output(self) -> Output:
        """Where rows are written.

        Raises:
            Failure: when the expression is none.
        """
        if self.jq is None:
            return output(self.form, columns=self.columns, guard=self.guard)
        from flotui.cli.filtering import Filtered, compiled

        return Filtered(compiled(self.jq), self.form, self.columns, guard=self.guard)

    def whole(self, value: Any) -> None:
        """Write one answer."""
        from flotui.cli.filtering import Filtered

        out = self.output()
        if isinstance(out, Filtered) and self.form != "jsonl":
            out.whole(value)
        elif self.form == "json" and self.jq is None:
            sink.write_json(as_json(value))
        else:
            out.add(rows_of(value))
            out.end()


async def run(
    call: Call,
    written: Written,
    found: Resolved,
    *,
    read_only: bool,
    dry_run: bool,
    paginate: bool,
    reserve: int | None,
    reveal: bool,
) -> None:
    """Send a call, and write what comes of it.

    Args:
        call: the call; its fit to the contract has been looked at.
        written: how the answer is written.
        found: the profile and its token.
        read_only: whether no write leaves.
        dry_run: whether a write's curl command is written instead of sending it.
        paginate: whether all pages are read.
        reserve: how many of the hour's calls `paginate` leaves; None for what the preferences say.
        reveal: whether credentials in the answer are written as they are.

    Raises:
        Failure: when it has no pages, or not all of them could be read.
        FlochatError: when there is no answer, or it says no.
        ConfigError: when the preferences can't be read.
    """
    from flotui.config.preferences import Preferences
    from flotui.workspace import Noticed, Switches, Workspace

    written.output()  # an expression that is none is said before anything is asked
    paths = Paths.find().try_make()
    workspace = await Workspace.open(
        found.profile,
        token=found.token,
        cache=paths.cache_file,
        journal=paths.journal_file,
        switches=Switches(read_only, dry_run),
        reserve=Preferences.load(paths).reserve if reserve is None else reserve,
    )
    for notice in workspace.notices:
        _say(notice)
    workspace.listen(lambda event: _say(event.text) if isinstance(event, Noticed) else None)
    try:
        await (_paginate if paginate else _once)(workspace, call, written, reveal=reveal)
    finally:
        await workspace.close()


def _say(sentence: str) -> None:
    sink.tell(sentence)


async def _once(workspace: Workspace, call: Call, written: Written, *, reveal: bool) -> None:
    from flotui.resources.explorer.running import execute

    reply = await execute(workspace, call)
    if reply is None:
        sink.write(call.curl(workspace.profile.base_url))
        sink.tell("Dry run: nothing was sent.")
        return
    written.whole(_shown(call, reply.value, reveal))


def _shown(call: Call, value: Any, reveal: bool) -> Any:
    """An answer with its credentials struck out, unless they are to be seen."""
    from flotui.api.secrets import holds_secrets, masked

    shown = value if reveal else masked(value, wholly=holds_secrets(call.operation.path))
    if shown != value:
        sink.tell("Credentials in the answer are struck out; --reveal writes them.")
    return shown


async def _paginate(workspace: Workspace, call: Call, written: Written, *, reveal: bool) -> None:
    from flotui.api.errors import FlochatError, RateLimited, Stopped
    from flotui.repositories.walking import Walk

    try:
        walk = Walk(call)
    except ValueError as error:
        raise Failure(f"{error} Ask for it without --paginate.", Exit.USAGE) from None
    out = written.output()
    count, total, left = 0, None, None
    stopped: FlochatError | None = None
    try:
        async for step in walk.steps(workspace.reader.send):
            shown = _shown(call, list(step.rows), reveal)
            count, total, left = count + len(shown), step.total, step.next
            out.add(shown)
    except FlochatError as error:
        stopped = error
    if count or stopped is None:
        out.end()
    if stopped is None:
        sink.tell(_counted(count, total, left, walk.end))
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
        f"refilled, with:\n  flotui api {words} -f {place} --paginate --{written.form}\n"
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
