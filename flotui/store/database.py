# SPDX-License-Identifier: MIT
"""A database that goes on, whatever becomes of its file.

All of its work is done in a thread of its own, a function at a time: so a function that meets a file that
can't be used can be run again on what takes the file's place.

What the host said can be read again, so a `Database` gives way: a damaged file is set aside and a new one
begun; where none can be written, it goes on in memory with what could still be read. What can't be had again
is `Precious`: only the person touches its file, and what needs it says why it can't be done.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self, TypeVar

from flotui.config.paths import locked
from flotui.store.holding import who_writes
from flotui.store.opening import (
    File,
    Schema,
    connect,
    copy_of,
    file_at,
    make_private,
    move_aside,
    quick_check,
    side_files,
    transaction,
)
from flotui.store.thread import Worker
from flotui.store.trouble import FULL, Damaged, Newer, StoreFailed, Trouble, may_be_damage, trouble_of

log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
"""What is done with a database: it reads or writes, and returns what was found."""

_NONE: File = (0, 0)
_SILENT = 1.0
"""Seconds that a write to the host may wait for a file before that is told."""
_PATIENCE = 10.0
"""How long closing may take, in seconds."""
_ANEW = 3
"""How often a run begins a new file in the place of a damaged one, before it does without."""


class Database:
    """A database of what can be had again."""

    def __init__(self, path: Path | None, schema: Schema) -> None:
        """Use `open`.

        Args:
            path: the file; None keeps it in memory.
            schema: what it should hold.
        """
        self.path = path
        """Its file; None where it is in memory on purpose."""
        self.schema = schema
        """What it should hold."""
        self.trouble: Trouble | None = None
        """Why its file is not used as it should be, where it isn't."""
        self.notice = ""
        """What the person should know since it was opened: a sentence, or none."""
        self.on_notice: Callable[[str], None] | None = None
        """Told such a sentence when there is a new one."""
        self._thread = Worker(schema.name)
        self._db: sqlite3.Connection | None = None
        self._file: File = _NONE
        self._beside: tuple[File | None, File | None] = (None, None)
        self.renewals = 0
        """How often a new file was begun in the place of a damaged one."""

    @classmethod
    async def open(cls, path: Path | None, schema: Schema) -> Self:
        """Open a database, making, migrating or replacing its file as needed.

        Args:
            path: the file; None keeps it in memory.
            schema: what it should hold.

        Raises:
            Newer: when it is precious, and was made by a newer flotui.
        """
        self = cls(path, schema)
        try:
            await self._thread.run(self._begin)
        except BaseException:
            await self._thread.end()
            raise
        return self

    async def read(self, work: Work[T], *, before_write: bool = False) -> T:
        """Do some reading.

        Args:
            work: given the connection, in the database's thread. It may be run again on a file that takes
                the place of one that can't be used.
            before_write: whether a write waits for the answer, which isn't sent then when this fails: it says so.

        Raises:
            StoreFailed: when it is precious and can't be read.
        """
        return await self._thread.run(lambda: self._do(work, writes=False, not_sent=before_write))

    async def change(self, work: Work[T]) -> T:
        """Do some writing, all of it or none.

        Args:
            work: as for `read`, within a transaction.

        Raises:
            StoreFailed: when it is precious and can't be written.
        """
        return await self._thread.run(lambda: self._do(work, writes=True, not_sent=True))

    async def keep(self, work: Work[T], done: str) -> T:
        """Do some writing that a person has asked for, and looks for another day.

        Args:
            work: as for `change`.
            done: what becomes of it, to stand after "Not": `saved`.

        Raises:
            StoreFailed: when it lasts only until the program ends.
        """
        found = await self.change(work)
        if self.trouble is not None:
            advice = f"It is {done} until you quit. The file is {self.path}."
            failed = StoreFailed(f"Not {done} on disk: {self.trouble.why}.", advice=advice)
            failed.command_advice = f"Try again once it can be written. The file is {self.path}."
            raise failed
        return found

    async def close(self) -> None:
        """Close it. Whoever reads or writes afterwards is let go. A disk that hangs is not waited for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._thread.end(self._leave)

    # -- In the thread ----------------------------------------------------------------------------

    def _begin(self) -> None:
        if self.path is None:
            self._db = connect(":memory:", self.schema)
            return
        try:
            self._use(self.path)
        except Exception as error:
            self._give_way(self._cause_of(error), not_sent=True)

    def _use(self, path: Path) -> None:
        self._file = make_private(path)
        self._db = connect(str(path), self.schema)
        self._beside = side_files(path)

    def _leave(self) -> None:
        before, self._db = self._db, None
        if before is not None:
            with suppress(sqlite3.Error):
                before.close()

    def _do(self, work: Work[T], *, writes: bool, not_sent: bool) -> T:
        try:
            return self._attempt(work, writes=writes, not_sent=not_sent)
        except StoreFailed:
            raise
        except Exception as error:
            self._give_way(self._cause_of(error), not_sent=not_sent)
        # On what has taken the file's place. What fails there as well is no fault of a file.
        return self._attempt(work, writes=writes, not_sent=not_sent)

    def _attempt(self, work: Work[T], *, writes: bool, not_sent: bool) -> T:
        db = self._db
        if db is None:
            raise sqlite3.ProgrammingError(f"the {self.schema.name} is closed")
        if not writes:
            return work(db)
        with transaction(db):
            return work(db)

    def _cause_of(self, error: Exception) -> Exception:
        """The damage of the file that an error may come of, where there is some; else the error. A file that couldn't be
        opened for such an error isn't as we make them.
        """
        if self.path is None or not may_be_damage(error):
            return error
        if self._db is None:
            return Damaged(f"it is damaged ({error})")
        try:
            quick_check(self._db, indexes=True)
        except Exception as damage:
            return damage
        return error

    def _give_way(self, error: Exception, *, not_sent: bool) -> None:
        """Take something else in the place of the file.

        Args:
            error: what was raised while it was used.
            not_sent: whether it keeps a write from being sent.

        Raises:
            Exception: the error, where the file is not to blame for it.
        """
        newer = isinstance(error, Newer)
        trouble = Trouble(str(error), damaged=True) if newer else trouble_of(error, self.path)
        if trouble is None or self.path is None or self.trouble is not None:
            raise error
        self._leave()
        if trouble.damaged and self.renewals < _ANEW:
            self.renewals += 1
            try:
                aside = self._renew(self.path)
            except Exception as failure:
                trouble = trouble_of(failure, self.path) or Trouble(str(failure))
            else:
                happened = str(error) if newer else f"The {self.schema.name} can't be used: {trouble.why}."
                self._notify(f"{happened} {aside}".strip())
                return
        self.trouble = trouble
        self._db = copy_of(self.path, self.schema)
        self._notify(
            f"The {self.schema.name} can't be kept on disk: {trouble.why}. "
            f"What is read is kept in memory until you quit. The file is {self.path}."
        )

    def _renew(self, path: Path) -> str:
        """Begin a new file in the place of ours; what was done, as a sentence.

        Raises:
            Exception: when there can't be one.
        """
        with locked(path):
            # Another flotui may have done so already, and ours is the file it has set aside.
            done = "A new one was created."
            if self._is_ours(path):
                done = f"It was renamed to {self._move_aside(path).name} and a new one created."
            self._use(path)
        return done

    def _is_ours(self, path: Path) -> bool:
        """Whether the file at the path is the one that we opened, or could not open."""
        return os.path.lexists(path) and self._file in (_NONE, file_at(path))

    def _move_aside(self, path: Path) -> Path:
        for old in path.parent.glob(f"{path.name}.aside-*") if self.schema.spare else ():
            with suppress(OSError):
                old.unlink()
        return move_aside(path)

    def _notify(self, sentence: str) -> None:
        self._thread.tell(self.notify, sentence)
        self.notice = f"{self.notice} {sentence}".strip()

    def notify(self, sentence: str) -> None:
        """Have the person told something about this database.

        Args:
            sentence: what.
        """
        if self.on_notice is not None:
            self.on_notice(sentence)


class Precious(Database):
    """A database of what can't be had again: its file is left as it is, and what can't be done is said."""

    def __init__(self, path: Path | None, schema: Schema) -> None:
        """Use `open`, as for any database."""
        super().__init__(path, schema)
        self._copied = False
        self._waiting = 0
        self._told_waiting = False
        self.on_waiting: Callable[[str], None] | None = None
        """Told what has kept a change of this file waiting for a second, as a sentence; empty once nothing does."""

    async def read(self, work: Work[T], *, before_write: bool = False) -> T:
        """Do some reading; see `Database.read`."""
        if not before_write:
            return await super().read(work)
        with self._telling(before_write):
            return await super().read(work, before_write=before_write)

    async def change(self, work: Work[T], *, before_write: bool = False) -> T:
        """Do some writing; see `Database.change`.

        Args:
            work: as there.
            before_write: whether a write to the host waits for it, which is said then. That anything waits is told.
        """
        with self._telling(before_write):
            return await super().change(work)

    async def change_at_last(self, work: Work[T]) -> T:
        """Do some writing after which little is written: on a full disk it may take the place of what the log beside the
        file holds, once that is in the file itself.

        Args:
            work: as for `change`.
        """
        try:
            return await self.change(work)
        except StoreFailed as error:
            if not error.full:
                raise
        with suppress(StoreFailed):
            await self.read(lambda db: db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone())
        return await self.change(work)

    @contextmanager
    def _telling(self, before_write: bool) -> Iterator[None]:
        """Have the person told when something waits for this file, and when it no longer does."""
        timer = asyncio.get_running_loop().call_later(_SILENT, self._tell_waiting, before_write)
        self._waiting += 1
        try:
            yield
        finally:
            timer.cancel()
            self._waiting -= 1
            if self._told_waiting and not self._waiting and self.on_waiting is not None:
                self._told_waiting = False
                self.on_waiting("")

    def _tell_waiting(self, before_write: bool) -> None:
        if self.on_waiting is not None and self.path is not None:
            self._told_waiting = True
            process, name = who_writes(self.path), self.schema.name
            why = f"{process} holds the {name}" if process else f"the {name} is busy"
            self.on_waiting(f"{'Not sent yet' if before_write else 'Waiting'}: {why}.")

    async def check(self, further: Work[None]) -> None:
        """Look at the whole file for damage, and take it as damage that was met in use.

        Args:
            further: looks at what is in it.
        """

        def check(db: sqlite3.Connection) -> None:
            quick_check(db)
            further(db)

        if self.path is not None and self.trouble is None:
            with suppress(StoreFailed):
                await self.read(check)

    async def set_aside(self) -> str:
        """Begin a new file in the place of a damaged one, because the person says so.

        Returns:
            What was done, as a sentence.

        Raises:
            StoreFailed: when it isn't damaged, or there can't be a new one.
        """
        return await self._thread.run(self._set_aside)

    # -- In the thread ----------------------------------------------------------------------------

    def _attempt(self, work: Work[T], *, writes: bool, not_sent: bool) -> T:
        if writes and self.trouble is not None:
            self._try_again()
        if self._db is None and self.trouble is not None:
            raise self._refused(self.trouble, not_sent=not_sent)
        if writes and (gone := self._gone()) is not None:
            raise self._refused(gone, not_sent=not_sent)
        return super()._attempt(work, writes=writes, not_sent=not_sent)

    def _gone(self) -> Trouble | None:
        """Why what is noted would be found by nobody: the open files are no longer those at the path."""
        if self.path is None or self.trouble is not None:
            return None
        found = file_at(self.path)
        if found != self._file:
            why = "its file was removed" if found is None else "another file has taken its place"
            return Trouble(why, gone=True)
        # Where the file system has no log beside the file, there is none to lose.
        if any(had not in (None, has) for had, has in zip(self._beside, side_files(self.path), strict=True)):
            return Trouble("its log was deleted", gone=True, cut_off=True)
        return None

    def _try_again(self) -> None:
        """Open the file that could not be written before: there may be space by now.

        Raises:
            StoreFailed: when it still can't be.
        """
        assert self.path is not None and self.trouble is not None
        if self.trouble.damaged:
            raise self._refused(self.trouble, not_sent=True)
        before = self._db
        try:
            self._use(self.path)
        except Exception as error:
            self._db = before
            raise self._refused(trouble_of(error, self.path) or self.trouble, not_sent=True) from error
        self.trouble = None
        if before is not None:
            before.close()

    def _give_way(self, error: Exception, *, not_sent: bool) -> None:
        """Say that the file can't be used; keep what can be read of it.

        Raises:
            Newer: when it was made by a newer flotui.
            StoreFailed: where something was to be done with it.
            Exception: the error, where the file is not to blame for it.
        """
        trouble = trouble_of(error, self.path)
        if isinstance(error, Newer):
            raise Newer(f"{error} Update flotui to use it. Nothing was changed. It is {self.path}.")
        if trouble is None and may_be_damage(error):  # the file was looked at, and is whole
            log.error("a mistake in what is asked of the %s", self.schema.name, exc_info=error)
            trouble = Trouble(f"SQLite says “{error}”")
        if trouble is None or self.path is None:
            raise error
        opening = self._db is None
        if self.trouble is None and (trouble.damaged or opening):
            self.trouble = trouble
            self._notify(self._stopped(trouble))
        if opening:
            if not trouble.damaged:
                self._db = copy_of(self.path, self.schema)
            return
        raise self._refused(trouble, not_sent=not_sent) from error

    def _stopped(self, trouble: Trouble) -> str:
        return (
            f"The {self.schema.name} can't be {'used' if trouble.damaged else 'written'}: {trouble.why}. "
            f"You can go on reading, but nothing is changed or sent. {self._advice(trouble)}"
        )

    def _refused(self, trouble: Trouble, *, not_sent: bool) -> StoreFailed:
        happened = f"the {self.schema.name} can't be {'written' if not_sent else 'read'}: {trouble.why}."
        reason = f"{happened[0].upper()}{happened[1:]}"
        failed = StoreFailed(f"Not sent: {happened}" if not_sent else reason, advice=self._advice(trouble))
        failed.reason, failed.full = reason, trouble.why in FULL
        failed.command_advice = failed.advice.replace("Type :aside", "Start flotui and type :aside")
        return failed

    def _advice(self, trouble: Trouble) -> str:
        if trouble.damaged:
            return f"Type :aside to set it aside and create a new one. The file is {self.path}."
        if trouble.cut_off:
            return f"Start flotui again to go on, and check what was changed last. The file is {self.path}."
        if trouble.gone:
            return f"Put it back, or start flotui again to use what is there then. The file is {self.path}."
        return f"Try again once it can be written. The file is {self.path}."

    def _set_aside(self) -> str:
        trouble, path = self.trouble, self.path
        if trouble is None or path is None or not trouble.damaged:
            raise StoreFailed(f"The {self.schema.name} isn't damaged.", advice="Nothing was changed.")
        self._leave()
        try:
            with locked(path):
                aside = self._move_aside(path) if self._is_ours(path) else None
                self._use(path)
        except Exception as error:
            raise self._refused(trouble_of(error, path) or trouble, not_sent=False) from error
        self.trouble = None
        name = self.schema.name
        return f"The damaged {name} is now {aside.name if aside else 'elsewhere'}, and a new one was created."
