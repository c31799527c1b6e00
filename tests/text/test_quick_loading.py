# SPDX-License-Identifier: MIT
"""Modules are loaded quickly as Python would load them."""

from __future__ import annotations

import errno
import importlib
import marshal
import os
import py_compile
import sys
from importlib.machinery import EXTENSION_SUFFIXES, PathFinder, SourceFileLoader
from importlib.util import cache_from_source
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from flotui.cli import PLAIN
from flotui.text.quick_loading import Finder, load_quickly


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a package `quick_one` that is loaded quickly, with a module `part` of which bytecode is kept."""
    folder = tmp_path / "quick_one"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "part.py").write_text("said = 'first'\ndef fails(): raise OSError\n")
    for each in folder.glob("*.py"):
        py_compile.compile(str(each))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "meta_path", [Finder(["quick_one"]), *sys.meta_path])
    for name in ("quick_one", "quick_one.part"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return folder


def part() -> ModuleType:
    sys.modules.pop("quick_one.part", None)
    return importlib.import_module("quick_one.part")


def kept(folder: Path) -> Path:
    return Path(cache_from_source(str(folder / "part.py")))


@pytest.mark.parametrize("package_name", PLAIN)
def test_all_that_is_loaded_is_what_python_would_find(package_name: str) -> None:
    finder, tried = Finder(PLAIN), 0
    for name, module in list(sys.modules.items()):
        within = sys.modules.get(name.rpartition(".")[0])
        if not name.startswith(f"{package_name}.") or within is None or module.__spec__ is None:
            continue
        quick, usual = finder.find_spec(name, within.__path__), PathFinder.find_spec(name, within.__path__)
        assert quick is not None and usual is not None, name
        for each in ("origin", "cached", "has_location", "submodule_search_locations", "parent"):
            assert getattr(quick, each) == getattr(usual, each), (name, each)
        assert isinstance(quick.loader, SourceFileLoader) and isinstance(usual.loader, SourceFileLoader)
        assert quick.loader.is_package(name) == usual.loader.is_package(name)
        tried += 1
    assert tried > 10


@pytest.mark.parametrize("package_name", PLAIN)
def test_a_name_in_them_is_one_file_of_pythons_own(package_name: str) -> None:
    for folder, folders, files in os.walk(importlib.import_module(package_name).__path__[0]):
        assert not any(each.endswith(tuple(EXTENSION_SUFFIXES)) for each in files), folder
        modules = {each.removesuffix(".py") for each in files if each.endswith(".py")}
        assert not modules.intersection(folders), folder


def test_code_is_taken_from_the_bytecode_that_fits(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    importlib.import_module("quick_one")  # which Python finds

    def read(loader: SourceFileLoader, path: str) -> bytes:
        raise AssertionError(f"Python's own way read {path}")

    monkeypatch.setattr(SourceFileLoader, "get_data", read, raising=False)
    assert part().said == "first"
    assert part().fails.__code__.co_filename == str(package / "part.py")


def test_changed_source_is_read_anew(package: Path) -> None:
    before = kept(package).read_bytes()
    (package / "part.py").write_text("said = 'second'\n")
    assert part().said == "second"
    assert kept(package).read_bytes() != before


def test_source_of_the_same_size_with_another_time_is_read_anew(package: Path) -> None:
    source = package / "part.py"
    source.write_text(source.read_text().replace("first", "later"))
    os.utime(source, (10**9, 10**9))
    assert part().said == "later"


def test_without_bytecode_it_is_made(package: Path) -> None:
    kept(package).unlink()
    assert part().said == "first"
    assert kept(package).exists()


@pytest.mark.parametrize("left", [0, 10, 16, 17, 40])
def test_bytecode_that_a_full_disk_cut_short_is_made_anew(package: Path, left: int) -> None:
    """Python itself writes such, and then can't start any more."""
    kept(package).write_bytes(kept(package).read_bytes()[:left])
    for _ in range(2):
        assert part().said == "first"
    assert part().__spec__ is not None and kept(package).stat().st_size > 40


def test_bytecode_that_goes_by_its_sources_text_is_pythons_to_check(package: Path) -> None:
    py_compile.compile(
        str(package / "part.py"), invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH
    )
    assert part().said == "first"
    (package / "part.py").write_text("said = 'third'\n")
    assert part().said == "third"


def test_moved_bytecode_names_the_file_where_it_is(package: Path) -> None:
    py_compile.compile(str(package / "part.py"), dfile="/elsewhere/part.py")
    assert part().fails.__code__.co_filename == str(package / "part.py")


def test_what_is_in_several_folders_or_in_none_of_them_is_pythons_to_find(package: Path) -> None:
    finder = Finder(["quick_one"])
    assert finder.find_spec("quick_one.part", [str(package), str(package)]) is None
    assert finder.find_spec("quick_one.nothing", [str(package)]) is None
    assert finder.find_spec("quick_one", None) is None
    assert finder.find_spec("quick_other.part", [str(package)]) is None
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'quick_one\.nothing'"):
        importlib.import_module("quick_one.nothing")


@pytest.mark.parametrize(
    ("name", "value"), [("pycache_prefix", "/elsewhere"), ("flags", SimpleNamespace(optimize=1))]
)
def test_it_is_left_to_python_where_bytecode_is_elsewhere(
    name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "meta_path", [])
    load_quickly("a")
    assert len(sys.meta_path) == 1
    monkeypatch.setattr(sys, "meta_path", [])
    monkeypatch.setattr(sys, name, value)
    load_quickly("a")
    assert not sys.meta_path


def test_bytecode_that_holds_no_code_is_made_anew(package: Path) -> None:
    kept(package).write_bytes(kept(package).read_bytes()[:16] + marshal.dumps(7))
    for _ in range(2):
        assert part().said == "first"
    assert kept(package).stat().st_size > 40


def test_bytecode_that_the_disk_fails_to_read_is_left_to_python(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(file: int, size: int) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("flotui.text.quick_loading.os.read", fails)
    assert part().said == "first"
