"""A Workspace: one open bot, and the only thing the UI is handed.

It holds the profile's cache, journal, client, quota and repositories, and is the one way in which
anything is written: `apply`.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import os
import re
import time
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from flotui.api.call import Call
from flotui.api.errors import (
    FlochatError,
    Malformed,
    NotAuthorised,
    NotFound,
    NotOffered,
    NotSent,
    Refused,
    ScopeMissing,
    Stopped,
)
from flotui.api.pacer import Pacer, Purpose
from flotui.api.reply import Quota, Reply
from flotui.api.secrets import is_redacted, redacted
from flotui.config.habits import Memory
from flotui.config.profiles import Profile
from flotui.repositories.base import Reader
from flotui.repositories.edit import Edit, Patch, Touch
from flotui.store.cache import Cache
from flotui.store.journal import Entry, Journal, Outcome

if TYPE_CHECKING:
    from flotui.api.client import Client, Exchange
    from flotui.repositories.ai import Ai
    from flotui.repositories.flows import Flows
    from flotui.repositories.logs import Logs
    from flotui.repositories.notes import Notes
    from flotui.repositories.sending import Sending
    from flotui.repositories.shop import Shop
    from flotui.repositories.subscribers import Subscribers
    from flotui.repositories.team import Team
    from flotui.store.past import Past

T = TypeVar("T")

_NAMESPACE = re.compile(r"(f\d+)[a-z]+\d+")
_ABOUT = "about"
"""The key under which the cache keeps what is known of the bot itself."""


class Changed(msgspec.Struct, frozen=True):
    """Cached data has changed: rows of these kinds and ids, and what these reading operations returned."""

    rows: frozenset[tuple[str, str]] = frozenset()
    """Kind's name and row id of each row that is different or gone."""
    operations: frozenset[str] = frozenset()
    """Reading operations whose cached answers are stale now."""


class Renewed(msgspec.Struct, frozen=True):
    """What resources show that neither host nor cache keeps is different: read them again."""

    resources: frozenset[str]
    """Their ids."""


class Journaled(msgspec.Struct, frozen=True):
    """An entry of the journal is new or has been settled."""

    entry: Entry


class Exchanged(msgspec.Struct, frozen=True):
    """A request was answered, or failed."""

    exchange: Exchange


class QuotaTold(msgspec.Struct, frozen=True):
    """The quota, or the pause of the queue, is different."""


class Noticed(msgspec.Struct, frozen=True):
    """Something the person should know that no dialog waits for."""

    text: str
    danger: bool = False


class Unauthorised(msgspec.Struct, frozen=True):
    """The host does not take the token."""

    error: NotAuthorised


class DryRun(msgspec.Struct, frozen=True):
    """A write that would have been sent."""

    edit: Edit
    curl: str


Event = Changed | Renewed | Journaled | Exchanged | QuotaTold | Noticed | DryRun | Unauthorised


class Switches(msgspec.Struct, frozen=True):
    """How the program was asked to behave."""

    read_only: bool = False
    """No write leaves."""
    dry_run: bool = False
    """Each write shows its curl and does not leave."""


class Workspace:
    """One open bot."""

    def __init__(
        self,
        profile: Profile,
        cache: Cache,
        journal: Journal,
        token: Callable[[], str | None],
        transport: Any,
        switches: Switches,
        pacer: Pacer,
        memory: Memory | None = None,
    ) -> None:
        self.profile = profile
        """Whose bot it is."""
        self.cache = cache
        """What the host said."""
        self.journal = journal
        """What we wrote."""
        self.switches = switches
        """How it was asked to behave."""
        self.pacer = pacer
        """Paces the requests, and knows the quota."""
        self.memory = memory or Memory()
        """How the person works with this bot: digits, saved filters, columns."""
        self.exchanges: deque[Exchange] = deque(maxlen=500)
        """The requests of this run, oldest first."""
        self.reader = Reader(cache, self._send)
        """Reads through the cache."""
        self.closed: dict[str, FlochatError] = {}
        """The reading operations that this host doesn't offer or this token may not use, and why."""
        self._token = token
        self._transport = transport
        self._client: Client | None = None
        self._listeners: list[Callable[[Event], None]] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._past_file: Path | None = None
        self._past: asyncio.Future[Past] | None = None
        self._writes: Counter[str] = Counter()
        self._batches = itertools.count(1)
        self._prefix = profile.prefix
        self.bot = profile.bot
        """The bot's name; empty until it is known."""
        pacer.on_change.append(lambda: self._tell(QuotaTold()))

    @classmethod
    async def open(
        cls,
        profile: Profile,
        *,
        token: Callable[[], str | None],
        cache: Path | None,
        journal: Path | None,
        transport: Any = None,
        switches: Switches | None = None,
        reserve: int = 50,
        memory: Memory | None = None,
    ) -> Workspace:
        """Open a bot. Nothing is asked of the host yet, and httpx is not loaded.

        Args:
            profile: which bot on which host.
            token: fetches the token when the first request needs it.
            cache: the cache's file; None keeps it in memory.
            journal: the journal's file; None keeps it in memory (the demo).
            transport: an httpx transport, or what returns one: the sandbox's, a mock's; None for the network.
            switches: read-only mode and dry run.
            reserve: how many of the hour's requests are kept for the person.
            memory: how the person works with this bot; forgotten at the end where none is given.

        Raises:
            OSError: when a folder can't be written.
        """
        opened = await Cache.open(cache, profile.cache_id)
        try:
            written = await Journal.open(journal, profile.cache_id)
        except BaseException:
            await opened.close()
            raise
        pacer = Pacer(reserve=reserve)
        self = cls(profile, opened, written, token, transport, switches or Switches(), pacer, memory)
        self._past_file = journal.with_name("calls.db") if journal is not None else None
        about = await opened.reply(_ABOUT)
        if not self._prefix and about is not None and isinstance(about.value, Mapping):
            self._prefix = str(about.value.get("prefix", ""))
        return self

    # Each repository is imported when something of it is first read.

    @functools.cached_property
    def flows(self) -> Flows:
        """What the bot is made of."""
        from flotui.repositories.flows import Flows

        return Flows(self.reader)

    @functools.cached_property
    def subscribers(self) -> Subscribers:
        """The bot's people."""
        from flotui.repositories.subscribers import Subscribers

        return Subscribers(self.reader)

    @functools.cached_property
    def ai(self) -> Ai:
        """AI agents and tasks."""
        from flotui.repositories.ai import Ai

        return Ai(self.reader)

    @functools.cached_property
    def logs(self) -> Logs:
        """Logs and figures."""
        from flotui.repositories.logs import Logs

        return Logs(self.reader)

    @functools.cached_property
    def notes(self) -> Notes:
        """Closing notes and shortcuts."""
        from flotui.repositories.notes import Notes

        return Notes(self.reader)

    @functools.cached_property
    def shop(self) -> Shop:
        """The bot's shop."""
        from flotui.repositories.shop import Shop

        return Shop(self.reader)

    @functools.cached_property
    def sending(self) -> Sending:
        """Reads of what can be sent, and of what was sent to many."""
        from flotui.repositories.sending import Sending

        return Sending(self.reader)

    @functools.cached_property
    def team(self) -> Team:
        """The workspace and its team."""
        from flotui.repositories.team import Team

        return Team(self.reader)

    @property
    def read_only(self) -> bool:
        """Whether no write leaves."""
        return self.switches.read_only

    @property
    def prefix(self) -> str:
        """The bot's namespace prefix, `f123`; empty until it is known."""
        return self._prefix

    @property
    def quota(self) -> Quota | None:
        """The hour's requests, as the host last told them; None until it has."""
        return self.pacer.quota

    def unavailable(self, operations: Sequence[str]) -> FlochatError | None:
        """Why a section can't be read: the host doesn't offer it, or the token may not see it.

        Args:
            operations: the section's reading operations, that of its list first.
        """
        return self.closed.get(operations[0]) if operations else None

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Have every event told to a listener.

        Returns:
            What ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def renew(self, *resources: str) -> None:
        """Have these resources read again where they are shown.

        Args:
            resources: their ids.
        """
        self._tell(Renewed(frozenset(resources)))

    def _tell(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    async def past(self) -> Past:
        """The calls of the API area, opened at the first need."""
        if self._past is None:
            from flotui.store.past import Past

            self._past = asyncio.ensure_future(Past.open(self._past_file, self.profile.cache_id))
        return await asyncio.shield(self._past)

    async def close(self, patience: float = 5.0) -> None:
        """Close the bot: let writes under way be answered, then stop the rest.

        Args:
            patience: for how many seconds to wait for writes that have left. Those not answered by then
                are unknown in the journal.
        """
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.reader.close()
        if self._client is not None:
            await self._client.aclose()
        await self.cache.close()
        await self.journal.close()
        if self._past is not None:
            await (await self._past).close()

    @property
    def writing(self) -> bool:
        """Whether something that has left is not answered yet."""
        return bool(self._tasks)

    async def authorise(self, token: str) -> None:
        """Go on with another token for the same bot."""
        before, self._client = self._client, None
        self._token = lambda: token
        self.closed.clear()
        if before is not None:
            await before.aclose()

    @property
    def client(self) -> Client:
        """The client, made when the first request needs it.

        Raises:
            NotAuthorised: when there is no token.
        """
        if self._client is None:
            from flotui.api.client import Client

            token = self._token()
            if not token:
                raise NotAuthorised(f"There is no token for {self.profile.name}, so nothing was sent.")
            self._client = Client(
                self.profile.base_url,
                token,
                transport=self._transport,
                pacer=self.pacer,
                on_exchange=self._note_exchange,
            )
        return self._client

    def _note_exchange(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self._tell(Exchanged(exchange))

    async def _send(self, call: Call, purpose: Purpose = Purpose.INTERACTIVE) -> Reply:
        try:
            reply = await self.client.send(call, purpose=purpose)
        except (NotOffered, ScopeMissing) as error:
            self.closed[call.operation_id] = error
            raise
        except NotAuthorised as error:
            self._tell(Unauthorised(error))
            raise
        self.closed.pop(call.operation_id, None)
        if not self._prefix:
            await self._learn_prefix(reply)
        return reply

    async def _learn_prefix(self, reply: Reply) -> None:
        match = re.search(r'"(?:user|tag|sub_flow|var|segment)_ns"\s*:\s*"(f\d+)[a-z]', reply.text)
        if match:
            self._prefix = match[1]
            await self.cache.keep_reply(_ABOUT, _ABOUT, {"prefix": self._prefix})
            self._tell(QuotaTold())

    async def learn_bot(self) -> None:
        """Learn the bot's name for the header where the profile doesn't say it; once a day at most."""
        if self.bot:
            return
        bots = Call.of("workspaceBots", query={"limit": 100})
        async for found in self.reader.object(bots, _named_bots, ttl=86_400, purpose=Purpose.BACKGROUND):
            if found.value and self._prefix in found.value:
                self.bot = found.value[self._prefix]
                self._tell(QuotaTold())

    def batch(self) -> str:
        """A name for writes that belong together, and are undone together."""
        return f"{os.getpid()}-{time.time():.3f}-{next(self._batches)}"

    async def apply(self, *edits: Edit, batch: str = "") -> list[Entry]:
        """Carry edits out, one after the other; the first that fails ends it.

        Each is journaled before it leaves and again when it is answered, and the cache then holds what
        the host holds. A write that has left is seen through even when the caller goes away.

        Args:
            edits: what to do.
            batch: what they belong to; a batch of their own by default.

        Returns:
            Their entries in the journal; none in a dry run.

        Raises:
            Stopped: in read-only mode; nothing was sent.
            Malformed: when an id belongs to another bot; nothing was sent.
            FlochatError: when one was refused, or its outcome is not known. Those before it are done.
        """
        for edit in edits:
            self._check(edit)
        if self.switches.dry_run:
            for edit in edits:
                self._tell(DryRun(edit, edit.call.curl(self.profile.base_url)))
            return []
        return await self._owned(self._carry_out(edits, batch or self.batch()))

    async def undo(self) -> str:
        """Set the last reversible edit back, by its inverse.

        Returns:
            What was undone, as a sentence.

        Raises:
            Stopped: when there is nothing to undo.
            FlochatError: when an inverse was refused, or its outcome is not known.
        """
        entries = await self.journal.undoable()
        if not entries:
            raise Stopped("There is nothing to undo.")
        edits = [undoing(entry) for entry in entries]
        for edit in edits:
            self._check(edit)
        if self.switches.dry_run:
            for edit in edits:
                self._tell(DryRun(edit, edit.call.curl(self.profile.base_url)))
            return "Dry run: nothing was undone."
        batch = self.batch()
        for entry, edit in zip(entries, edits, strict=True):
            await self._owned(self._one(edit, batch, undoes=entry.id))
        more = f"; and {len(edits) - 3} more" if len(edits) > 3 else ""
        return "; ".join(edit.says for edit in edits[:3]) + more

    async def resend(self, entry: Entry) -> Entry:
        """Send a write of unknown outcome once more, because the person says so.

        Raises:
            FlochatError: as `apply`; the new entry then says why, and the old one stays unknown.
        """
        from flotui.repositories.rereads import touches_of

        if is_redacted(entry.call):
            raise Stopped(f"{entry.says}: its credentials were not kept, so it has to be filled in again.")
        touches = touches_of(entry.kind, entry.subject, entry.call)
        edit = Edit(entry.call, entry.says, entry.subject, entry.inverse, touches)
        sent = await self.apply(edit, batch=entry.batch)
        if not sent:
            return entry
        await self.settle(entry, Outcome.DROPPED, "Sent again.")
        return sent[0]

    async def settle(self, entry: Entry, outcome: Outcome, message: str) -> Entry:
        """Note what the person found out about a write of unknown outcome."""
        settled = await self.journal.settle(entry, outcome, status=entry.status, ms=entry.ms, message=message)
        self._tell(Journaled(settled))
        return settled

    def _check(self, edit: Edit) -> None:
        if self.read_only:
            raise Stopped(f"{edit.says}: not sent, because flotui runs with --read-only.")
        for foreign in foreign_ids(edit.call, self._prefix):
            raise Malformed(
                f"{edit.says}: not sent, because {foreign} belongs to another bot than {self._prefix}.",
                advice="Open the other bot's profile for it.",
            )

    async def _owned(self, work: Coroutine[Any, Any, T]) -> T:
        """Run work to its end, even when the one who waits for it goes away."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def _carry_out(self, edits: Sequence[Edit], batch: str) -> list[Entry]:
        entries = []
        for index, edit in enumerate(edits):
            entries.append(await self._one(edit, batch))
            if edit.pause and index + 1 < len(edits) and edits[index + 1].call.operation.risk != "write":
                await asyncio.sleep(edit.pause)
        return entries

    async def _one(self, edit: Edit, batch: str, undoes: int | None = None) -> Entry:
        for touch in edit.touches:
            self._writes[touch.row_id] += 1
        entry = await self.journal.intend(
            redacted(edit.call),
            edit.says,
            kind=edit.kind,
            subject=edit.subject,
            batch=batch,
            inverse=None if edit.inverse is None or redacted(edit.inverse) != edit.inverse else edit.inverse,
            undoes=undoes,
        )
        self._tell(Journaled(entry))
        began = time.monotonic()
        try:
            reply = await self._send(edit.call)
        except BaseException as error:
            await self._settle_failure(entry, error, began)
            if isinstance(error, NotFound):
                await self._look_again(edit)
            raise
        ms = round(reply.seconds * 1000)
        entry = await self.journal.settle(entry, Outcome.DONE, status=reply.status, ms=ms)
        self._tell(Journaled(entry))
        if edit.answered is not None:
            edit.answered(reply)
        await self._take_in(edit, reply)
        return entry

    async def _settle_failure(self, entry: Entry, error: BaseException, began: float) -> None:
        ms = round((time.monotonic() - began) * 1000)
        message = str(error) if isinstance(error, FlochatError) else "flotui ended before the answer came."
        settled = await asyncio.shield(
            self.journal.settle(
                entry, outcome_of(error), status=getattr(error, "status", None), ms=ms, message=message
            )
        )
        self._tell(Journaled(settled))

    async def _look_again(self, edit: Edit) -> None:
        """Have the lists read again that showed what the host no longer has."""
        from flotui.repositories.effects import stale_when_missing

        stale = stale_when_missing(edit.call)
        await self.cache.make_stale(stale)
        self._tell(Changed(frozenset(), frozenset(stale)))

    async def _take_in(self, edit: Edit, reply: Reply) -> None:
        """Have the cache say what the host now says."""
        for touch in edit.touches:
            if touch.gone:
                await self.cache.drop_row(touch.kind.name, touch.row_id)
            elif touch.patch is not None:
                patch = _renewing(touch, reply.data) if touch.replied else touch.patch
                await self.cache.patch_row(touch.kind.name, touch.row_id, patch, touch.kind.text_of)
        from flotui.repositories.effects import stale_after

        stale = stale_after(edit.call.operation_id)
        await self.cache.make_stale(stale)
        rows = frozenset((touch.kind.name, touch.row_id) for touch in edit.touches)
        self._tell(Changed(rows, frozenset(stale)))
        for touch in edit.touches:
            if touch.reread is not None:
                self._background(self._reread(touch, self._writes[touch.row_id]))

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reread(self, touch: Touch, version: int) -> None:
        """Replace the cached row by the host's copy, unless another write to it has begun meanwhile."""
        assert touch.reread is not None
        purpose = Purpose.INTERACTIVE if touch.check else Purpose.BACKGROUND
        try:
            reply = await self.reader.shared(touch.reread.key, lambda: self._again(touch.reread, purpose))
        except FlochatError as error:
            if touch.check:
                self._tell(Noticed(f"It was saved, but could not be read back to compare. {error}"))
            return
        if self._writes[touch.row_id] != version:
            return
        await self.reader.keep(touch.kind, reply.data)
        self._tell(Changed(frozenset({(touch.kind.name, touch.row_id)})))
        if touch.check and (difference := touch.check(reply.data)):
            self._tell(Noticed(difference, danger=True))

    async def _again(self, call: Call | None, purpose: Purpose) -> Reply:
        assert call is not None
        return await self._send(call, purpose)


def _named_bots(rows: Any) -> dict[str, str]:
    """The names of a workspace's bots, by their prefixes."""
    found = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return {str(row.get("flow_ns")): str(row.get("name")) for row in found if row.get("name")}


def _renewing(touch: Touch, data: Any) -> Patch:
    """Makes of a cached row what the host answered; the row keeps what a shorter answer leaves out."""
    assert touch.patch is not None
    patch = touch.patch
    if not isinstance(data, Mapping) or touch.kind.id_of(data) != touch.row_id:
        return patch
    return lambda row: {**patch(row), **data}


def outcome_of(error: BaseException) -> Outcome:
    """What a failure means for a write: whether it may have arrived."""
    if isinstance(error, NotSent):
        return Outcome.NOT_SENT
    if isinstance(error, Refused):
        return Outcome.REFUSED
    return Outcome.UNKNOWN


def undoing(entry: Entry) -> Edit:
    """The edit that sets a journaled write back."""
    from flotui.repositories.rereads import touches_of

    assert entry.inverse is not None
    says = f"Undo: {entry.says[0].lower()}{entry.says[1:]}"
    return Edit(
        entry.inverse, says, entry.subject, entry.call, touches_of(entry.kind, entry.subject, entry.inverse)
    )


def foreign_ids(call: Call, prefix: str) -> Iterator[str]:
    """The namespace ids in a call that belong to another bot.

    Args:
        call: a write.
        prefix: the open bot's prefix; nothing is foreign while it isn't known.
    """
    if not prefix:
        return
    for name, value in itertools.chain(call.path, call.query, _leaves(call.json)):
        match = _NAMESPACE.fullmatch(value) if name.endswith("_ns") else None
        if match and match[1] != prefix:
            yield value


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The strings in a JSON value, each with the key it stands under."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, name)
    elif isinstance(value, str):
        yield name, value
