# SPDX-License-Identifier: MIT
"""Loading the modules of some packages without Python's search for them, which costs as much as what is in them.

Python's own way looks through the kinds of files that a module may be, and checks each step anew. Here the two files
that it nearly always is, source and bytecode, are looked up where they stand. Whatever is otherwise is left to Python:
bytecode that is out of date or isn't there, packages in several folders or in an archive, modules that aren't Python's.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import MAGIC_NUMBER
from types import CodeType, ModuleType
from typing import Any

_BEGINS = MAGIC_NUMBER + bytes(4)
"""How bytecode of this Python begins that goes by its source's time and size."""
_HEAD = 16
"""Bytes before the code itself: that beginning, time and size."""


class _Loader(SourceFileLoader):
    """Python's loader of a file, which takes bytecode that fits its source as it is."""

    def __init__(self, name: str, path: str, cached: str, fits: bytes) -> None:
        super().__init__(name, path)
        self._cached, self._fits = cached, fits

    def get_code(self, fullname: str) -> CodeType | None:
        """The module's code.

        Args:
            fullname: its name.
        """
        try:
            file = os.open(self._cached, os.O_RDONLY | os.O_CLOEXEC)
            try:
                size = os.fstat(file).st_size
                data = os.read(file, size)
            finally:
                os.close(file)
        except OSError:
            return super().get_code(fullname)
        if data.startswith(self._fits) and len(data) == size:
            try:
                code = marshal.loads(memoryview(data)[_HEAD:])
                if not isinstance(code, CodeType):
                    raise TypeError
            except (EOFError, ValueError, TypeError):  # cut short, as Python leaves it on a full disk
                with suppress(OSError):
                    os.unlink(self._cached)  # noqa: PTH108 - as above, and it is written anew at the next start
                return self.source_to_code(self.get_data(self.path), self.path)
            if code.co_filename == self.path:  # else it was moved here with its bytecode
                return code
        return super().get_code(fullname)


class Finder:
    """Finds what is in some packages."""

    def __init__(self, packages: Sequence[str]) -> None:
        """
        Args:
            packages: their names.
        """
        self._within = tuple(f"{each}." for each in packages)
        self._ending = f".{sys.implementation.cache_tag}.pyc"

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """What Python is told of a module; None where Python is to look for itself.

        Args:
            name: its whole name.
            path: the folders of the package that it is in.
            target: the module that is loaded again, if any.
        """
        if not path or not name.startswith(self._within) or len(path) != 1:
            return None
        folder, own = path[0], name.rpartition(".")[2]
        found = _stat(f"{folder}/{own}.py")
        if found is None:
            folder, own = f"{folder}/{own}", "__init__"
            found = _stat(f"{folder}/__init__.py")
            if found is None:
                return None
        source, cached = f"{folder}/{own}.py", f"{folder}/__pycache__/{own}{self._ending}"
        fits = _BEGINS + _four(int(found.st_mtime)) + _four(found.st_size)
        spec = ModuleSpec(name, _Loader(name, source, cached, fits), origin=source)
        if own == "__init__":
            spec.submodule_search_locations = [folder]
        spec.cached = cached
        spec.has_location = True
        return spec


def _stat(path: str) -> Any:
    try:
        return os.stat(path)  # noqa: PTH116 - a Path for each would cost more than is saved
    except OSError:
        return None


def _four(number: int) -> bytes:
    """A number's lowest 32 bits as bytecode has them."""
    return (number & 0xFFFFFFFF).to_bytes(4, "little")


def load_quickly(*packages: str) -> None:
    """Have what is in some packages loaded quickly from now on; nothing where Python keeps bytecode elsewhere.

    Args:
        packages: their names, each of Python files alone, and none with a module and a package of one name.
    """
    if sys.pycache_prefix is None and not sys.flags.optimize:
        sys.meta_path.insert(0, Finder(packages))
