# SPDX-License-Identifier: MIT
"""One person's file: all that the host and this machine hold of a subscriber, in a folder, for who asks for their data.

Lists are written page by page, and how far they are is kept in the folder, so that it goes on after an end of any kind.
"""

from __future__ import annotations

import asyncio
import os
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from flotui.api.call import Call, Scalar
from flotui.api.errors import Invalid, NotFound, NotOffered, ScopeMissing, Stopped
from flotui.api.exact import Json, dumps, loads_own
from flotui.api.models.subscriber import ChatMessage, Subscriber, oldest_first
from flotui.api.pacer import Purpose
from flotui.config.errors import ConfigError, because
from flotui.config.paths import new_private, private_folder, write_private
from flotui.repositories.paging import PAGE
from flotui.repositories.subscribers import SUBSCRIBER, info_call
from flotui.repositories.walking import Walk
from flotui.resources.reading import read_all
from flotui.resources.subscribers.dossier_parts import EVENTS, DossierPart, event_part, parts_of
from flotui.resources.subscribers.transcript import written
from flotui.store.job import Step
from flotui.text.dates import exact
from flotui.text.delimited import line
from flotui.text.filepath import is_there
from flotui.text.plural import count, counted
from flotui.text.whole_path import whole_path

if TYPE_CHECKING:
    from flotui.store.entry import Entry
    from flotui.workspace import Workspace

T = TypeVar("T")

_STATE = ".unfinished.json"
"""Says how far it is; gone once all of it is there."""
_ABOUT = "README.txt"
_NOT_GIVEN = (ScopeMissing, NotFound, NotOffered, Invalid)
"""What is answered where this key, or this host, has no such list."""


class _Far(msgspec.Struct):
    """How far a part is."""

    place: dict[str, str] = msgspec.field(default_factory=dict)
    """The arguments with which it goes on."""
    done: bool = False
    without: str = ""
    """Why the host doesn't give it, as a sentence."""


class _State(msgspec.Struct):
    """How far all of it is."""

    bot: str
    person: str
    begun: float
    sizes: dict[str, int] = msgspec.field(default_factory=dict)
    """Bytes of each file that are to be trusted."""
    sums: dict[str, int] = msgspec.field(default_factory=dict)
    """The checksum of these bytes."""
    rows: dict[str, int] = msgspec.field(default_factory=dict)
    parts: dict[str, _Far] = msgspec.field(default_factory=dict)


class Dossier:
    """Writes one person's file."""

    def __init__(
        self,
        workspace: Workspace,
        person: Subscriber,
        folder: Path,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """
        Args:
            workspace: the open bot.
            person: whose.
            folder: where; a new one, an empty one, or one in which this person's file isn't finished.
            tell: told what is being read, as a sentence.

        Raises:
            Stopped: when something else is in the folder.
        """
        self._workspace = workspace
        self._person = person
        self._folder = folder
        self._tell = tell
        self._state = self._begun()
        self.resumes = bool(self._state.parts)
        """Whether it goes on with what was begun."""
        self._written = 0

    def _begun(self) -> _State:
        bot = self._workspace.profile.cache_id
        fresh = _State(bot, self._person.user_ns, time.time())
        if not is_there(self._folder):
            return fresh
        if not self._folder.is_dir():
            raise Stopped(
                f"{self._folder} isn't a folder. Nothing was written.", advice="Choose another name."
            )
        try:
            found = msgspec.json.decode((self._folder / _STATE).read_bytes(), type=_State)
        except FileNotFoundError:
            if not any(self._folder.iterdir()):
                return fresh
            raise Stopped(
                f"{self._folder} has other files in it. Nothing was written.", advice="Choose a new folder."
            ) from None
        except (OSError, msgspec.MsgspecError):
            raise Stopped(
                f"The progress of {self._folder} can't be read. Nothing was written.",
                advice="Choose a new folder.",
            ) from None
        if (found.bot, found.person) != (bot, self._person.user_ns):
            raise Stopped(
                f"{self._folder} holds another person's unfinished file. Nothing was written.",
                advice="Choose a new folder.",
            )
        return found

    async def cost(self) -> str:
        """What it does and how many calls that takes, as sentences. The host is asked what events there are.

        Raises:
            FlochatError: when the host can't be had.
        """
        events = await self._events()
        lists = [*parts_of(self._person.user_ns), *(event_part(*each) for each in events)]
        left = sum(not self._far(each.id).done for each in lists) + 3
        begins = "The file is continued" if self.resumes else f"The file of {self._person.title} is written"
        return (
            f"{begins} in {self._folder}: profile, fields, tags, labels, chat, orders, cart, conversations, events, "
            f"and what was done from flotui. It takes about {counted(left, 'call')}, and one more for every "
            f"{PAGE} messages, and records of an event that they had."
        )

    async def write(self) -> str:
        """Write it, or what is left of it.

        Returns:
            What was written, as a sentence.

        Raises:
            Stopped: when only the quota's reserve is left; what is there is kept.
            FlochatError: when the host can't be had any longer.
        """
        await self._on_disk(private_folder, self._folder)
        await self._on_disk(self._take_up)
        await self._keep()
        reply = await self._ask(info_call(self._person.user_ns))
        self._person = Subscriber.read(SUBSCRIBER.own(reply, self._person.user_ns))
        await self._profile()
        await self._cart()
        for part in parts_of(self._person.user_ns):
            await self._list(part)
        for name, event_ns in await self._events():
            part = event_part(name, event_ns)
            if not self._far(part.id).done:
                self._tell(f"Reading the event {name}.")
                if await self._had(event_ns):
                    await self._list(part)
                else:
                    self._state.parts[part.id] = _Far(done=True)
        await self._journal()
        await self._chat_text()
        await self._put(_ABOUT, self._about())
        await self._on_disk((self._folder / _STATE).unlink)
        return f"{self._person.title}'s file is in {whole_path(self._folder)}: {self._sums()}."

    # -- What is read ------------------------------------------------------------------------------------

    async def _ask(self, call: Call) -> Json:
        return (await self._workspace.reader.send(call, Purpose.BACKGROUND)).data

    async def _events(self) -> list[tuple[str, str]]:
        """The bot's events, each its name and id."""
        try:
            return [(each.name, each.event_ns) for each in await read_all(self._workspace.flows.events())]
        except _NOT_GIVEN:
            return []

    async def _had(self, event_ns: str) -> bool:
        """Whether the person had an event: the host's list with another filter that leaves few has them."""
        person = self._person
        few = {"email": person.email, "phone": person.phone, "name": person.name}
        name, value = next(((name, value) for name, value in few.items() if value), ("", ""))
        query: dict[str, Scalar | None] = {
            "event_ns": event_ns,
            "limit": PAGE,
            "page": 1,
            **({name: value} if name else {}),
        }
        rows = await self._ask(Call.of("flowBotUsers", query=query))
        found = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        # A full page may have them on the next one: then the event's own records say.
        return len(found) >= PAGE or any(row.get("user_ns") == person.user_ns for row in found)

    async def _profile(self) -> None:
        person = self._person
        await self._put("profile.json", f"{dumps(person.raw, indent=2)}\n")
        fields = [
            (each.name, each.var_ns, each.var_type, each.text) for each in person.user_fields if each.text
        ]
        await self._table("fields.csv", ("name", "id", "type", "value"), fields)
        await self._table("tags.csv", ("name", "id"), [(each.name, each.tag_ns) for each in person.tags])
        await self._table("labels.csv", ("name", "id"), [(each.name, each.id) for each in person.labels])
        self._state.rows |= {"fields.csv": len(fields), "tags.csv": len(person.tags)}

    async def _cart(self) -> None:
        try:
            found = await self._ask(Call.of("flowBotUserCart", query={"user_ns": self._person.user_ns}))
        except _NOT_GIVEN as refused:
            self._state.parts["cart"] = _Far(done=True, without=str(refused))
        else:
            await self._put("cart.json", f"{dumps(found, indent=2)}\n")

    async def _list(self, part: DossierPart) -> None:
        """Read a list on, page by page."""
        far = self._far(part.id)
        if far.done:
            return
        call = Call.of(part.call.operation_id, query={**dict(part.call.query), **far.place})
        walk = Walk(call, Purpose.BACKGROUND)
        again = await self._on_disk(self._trusted, part.file) if far.place else frozenset()
        try:
            async for step in walk.steps(self._workspace.reader.send):
                lines = [each for row in step.rows if (each := self._line(part, row)) and each not in again]
                again = frozenset()
                await self._add(part, lines)
                far.place = walk.place(step.next) if step.next is not None else {}
                far.done = step.next is None
                await self._keep()
                self._tell(f"{counted(self._state.rows.get(part.file, 0), part.noun)} read.")
        except _NOT_GIVEN as refused:
            far.done, far.without = True, str(refused)
            await self._keep()

    def _line(self, part: DossierPart, row: object) -> str:
        """A row as a line of its file; empty where it is about somebody else."""
        whose = row.get("user_ns") if isinstance(row, Mapping) else None
        if not part.among:  # a host that knows no such filter ignores it, and answers with everybody's
            return "" if whose and whose != self._person.user_ns else dumps(row, compact=True)
        if not isinstance(row, Mapping) or whose != self._person.user_ns:
            return ""
        return dumps({"event": part.among, **row}, compact=True)

    # -- What is written ---------------------------------------------------------------------------------

    def _far(self, part: str) -> _Far:
        return self._state.parts.setdefault(part, _Far())

    def _take_up(self) -> None:
        """Leave of each file what is to be trusted. One that isn't as it was left is begun anew."""
        state = self._state
        files = {part.id: part.file for part in parts_of(self._person.user_ns)}
        for file, size in tuple(state.sizes.items()):
            path = self._folder / file
            left = path.read_bytes()[:size] if path.exists() else b""
            if len(left) == size and zlib.crc32(left) == state.sums.get(file, zlib.crc32(left)):
                os.truncate(path, size)
                continue
            self._tell(f"{file} was changed since: it is read again.")
            path.unlink(missing_ok=True)
            for kept in (state.sizes, state.sums, state.rows):
                kept.pop(file, None)
            for part in [each for each in state.parts if files.get(each, EVENTS) == file]:
                del state.parts[part]

    def _trusted(self, file: str) -> frozenset[str]:
        """The lines that are in a file already."""
        path = self._folder / file
        return frozenset(path.read_text("utf-8").split("\n")) if path.exists() else frozenset()

    async def _add(self, part: DossierPart, lines: list[str]) -> None:
        text = "".join(f"{each}\n" for each in lines).encode("utf-8", "surrogatepass")

        def add() -> int:
            path = self._folder / part.file
            if not path.exists():
                new_private(path).close()
            with path.open("r+b") as file:
                file.truncate(self._state.sizes.get(part.file, 0))
                file.seek(0, os.SEEK_END)
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                return file.tell()

        if lines or part.file not in self._state.sizes:
            self._state.sizes[part.file] = await self._on_disk(add)
            self._state.sums[part.file] = zlib.crc32(text, self._state.sums.get(part.file, 0))
        self._state.rows[part.file] = self._state.rows.get(part.file, 0) + len(lines)

    async def _keep(self) -> None:
        """Keep how far it is."""
        await self._on_disk(write_private, self._folder / _STATE, msgspec.json.encode(self._state).decode())

    async def _put(self, name: str, text: str) -> None:
        await self._on_disk(write_private, self._folder / name, text)

    async def _on_disk(self, work: Callable[..., T], *arguments: object) -> T:
        """Do something with the folder's files, beside the event loop.

        Raises:
            Stopped: when the system refuses it.
        """
        try:
            return await asyncio.to_thread(work, *arguments)
        except (OSError, ConfigError) as error:
            system = error if isinstance(error, OSError) else error.__cause__
            why = because(system) if isinstance(system, OSError) else str(error).rstrip(".")
            raise Stopped(f"The file in {self._folder} is incomplete: {why}.", advice="") from error

    async def _table(self, name: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        await self._put(name, "".join(f"{line(each, guard=True)}\n" for each in (heads, *rows)))

    async def _journal(self) -> None:
        """What was done to the person from this machine: by hand, and by jobs."""
        journal = self._workspace.journal
        entries = await journal.single_edits(limit=1_000_000, subject=self._person.user_ns)
        steps = await journal.jobs.steps_about(self._person.user_ns)
        told = sorted((*map(_told, entries), *map(_told, steps)), key=lambda each: str(each["at"]))
        await self._put("journal.jsonl", "".join(f"{dumps(each, compact=True)}\n" for each in told))
        self._state.rows["journal.jsonl"] = len(told)

    async def _chat_text(self) -> None:
        """The chat as one reads it, beside the messages as the host gave them."""

        def read() -> list[ChatMessage]:
            path = self._folder / "chat.jsonl"
            lines = path.read_text("utf-8").split("\n") if path.exists() else []
            return [ChatMessage.read(loads_own(each)) for each in lines if each]

        messages = oldest_first(await self._on_disk(read))
        await self._workspace.inbox.own.mark(self._person.user_ns, messages)
        await self._put("chat.txt", written(self._person, messages))

    # -- What is said ------------------------------------------------------------------------------------

    def _sums(self) -> str:
        rows = self._state.rows
        parts = [
            counted(rows.get("fields.csv", 0), "field"),
            counted(rows.get("tags.csv", 0), "tag"),
            counted(rows.get("chat.jsonl", 0), "message"),
            counted(rows.get("orders.jsonl", 0), "order"),
            counted(rows.get(EVENTS, 0), "event"),
            f"{count(rows.get('journal.jsonl', 0))} done from flotui",
        ]
        without = sum(bool(each.without) for each in self._state.parts.values())
        return ", ".join(parts) + (f"; {_ABOUT} says what the host didn't give" if without else "")

    def _about(self) -> str:
        person, state = self._person, self._state
        lines = [
            f"{person.title} ({person.user_ns}), a subscriber of {self._workspace.profile.title}.",
            f"Read from {exact(state.begun)} to {exact(time.time())}.",
            "",
            "profile.json         the profile as the host gives it, with all user fields",
            "fields.csv           user fields that have a value",
            "tags.csv, labels.csv (in all three a ' is put before what a spreadsheet would read as a formula)",
            "cart.json            the shop's cart",
            "chat.txt, chat.jsonl the chat, as far back as the host serves it",
            "orders.jsonl         the shop's orders",
            "conversations.jsonl  conversations, of six months at the most",
            "handling.jsonl       what agents did in these, of six months at the most",
            "errors.jsonl         errors of the bot with this person",
            "events.jsonl         custom events, of six months at the most",
            "journal.jsonl        what was changed or sent from this machine, by hand and by jobs",
            "",
            "Not included: files that messages and fields link to, and tickets.",
        ]
        lines += [f"Without {name}: {each.without}" for name, each in state.parts.items() if each.without]
        return "\n".join((*lines, f"Rows: {self._sums()}.", ""))


def _told(entry: Entry | Step) -> dict[str, object]:
    """An entry of the journal, or a job's step, as the file has it."""
    changes = [
        {"name": each.name, "before": each.before, "after": each.after}
        for each in entry.changes or ()
        if not each.secret
    ]
    at = "" if entry.at is None else datetime.fromtimestamp(entry.at, UTC).isoformat(timespec="seconds")
    job = entry.job if isinstance(entry, Step) else None
    return {
        "at": at,
        "did": entry.summary,
        "outcome": entry.outcome.value,
        "operation": entry.call.operation_id,
        "sent": entry.call.json,
        "changes": changes,
        **({"job": job} if job else {}),
        **({"message": entry.message} if entry.message else {}),
    }


async def person_of(rows: AsyncIterator[list[Mapping[str, object]]], summary: str) -> Subscriber:
    """The one person of some rows.

    Args:
        rows: the rows.
        summary: the query, for the sentence.

    Raises:
        Stopped: when they are none, or several.
    """
    found = [row async for some in rows for row in some]
    if len(found) == 1:
        return Subscriber.read(found[0])
    who = "nobody" if not found else counted(len(found), "subscriber")
    raise Stopped(
        f"“{summary}” matches {who}; a file is about one person. Nothing was written.",
        advice="Ask for one by id:, as in id:f123u456.",
    )
