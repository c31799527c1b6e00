# SPDX-License-Identifier: MIT
"""Paths as people type and paste them, and how they go on."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from flotui.text.filepath import complete, path_of
from flotui.text.whole_path import whole_path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/tmp/a b.csv", "/tmp/a b.csv"),
        ("  /tmp/a.csv\n", "/tmp/a.csv"),
        ("'/tmp/a b.csv'", "/tmp/a b.csv"),
        ('"/tmp/a b.csv"', "/tmp/a b.csv"),
        ("\u201c/tmp/a b.csv\u201d", "/tmp/a b.csv"),
        ("/tmp/a\\ b\\ \\(1\\).csv", "/tmp/a b (1).csv"),
        ("/tmp/it\\'s.csv", "/tmp/it's.csv"),
        ("'/tmp/a\\ b.csv'", "/tmp/a\\ b.csv"),
        ("file:///tmp/a%20b.csv", "/tmp/a b.csv"),
        ("file://localhost/tmp/pre%C3%A7os.csv", "/tmp/preços.csv"),
        ("\u202a/tmp/a.csv\u202c", "/tmp/a.csv"),
        ("a.csv", "a.csv"),
    ],
)
def test_a_path_is_read_as_it_was_meant(text: str, path: str) -> None:
    assert path_of(text) == Path(path)


def test_homes_are_found_by_their_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert path_of("~/a.csv") == Path("/home/me/a.csv")
    assert path_of("'~/a b.csv'") == Path("/home/me/a b.csv")
    me = pwd.getpwuid(os.getuid())
    assert path_of(f"~{me.pw_name}/a.csv") == Path(me.pw_dir) / "a.csv"


@pytest.mark.parametrize(
    ("text", "said"),
    [("~nobody42/a.csv", "There is no user nobody42"), ("file://other/a.csv", "That file is on other")],
)
def test_what_is_not_on_this_machine_is_said(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        path_of(text)


def test_a_path_goes_on_as_far_as_there_is_one_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "may prices").mkdir()
    for name in ("may prices/one.csv", "june-1.csv", "june-2.csv", ".hidden"):
        (tmp_path / name).touch()
    assert complete(f"{tmp_path}/ma") == (f"{tmp_path}/may prices/", ())
    assert complete(f"{tmp_path}/may prices/") == (f"{tmp_path}/may prices/one.csv", ())
    assert complete(f"{tmp_path}/MAY") == (f"{tmp_path}/may prices/", ())
    assert complete(f"{tmp_path}/j") == (f"{tmp_path}/june-", ("june-1.csv", "june-2.csv"))
    assert complete(f"{tmp_path}/june-1") == (f"{tmp_path}/june-1.csv", ())
    assert complete(f"{tmp_path}/.h") == (f"{tmp_path}/.hidden", ())
    assert complete(f"{tmp_path}/may\\ pr") == (f"{tmp_path}/may prices/", ())
    assert complete(f"'{tmp_path}/may pr") == (f"'{tmp_path}/may pr", ()), "a quote that isn't closed yet"
    assert complete(f"{tmp_path}/none/x") == (f"{tmp_path}/none/x", ())
    monkeypatch.setenv("HOME", str(tmp_path))
    assert complete("~/ma") == ("~/may prices/", ())
    monkeypatch.chdir(tmp_path)
    assert complete("jun") == ("june-", ("june-1.csv", "june-2.csv"))
    assert complete("./jun") == ("./june-", ("june-1.csv", "june-2.csv"))
    assert complete("may prices/") == ("may prices/one.csv", ())
    assert complete(f"{tmp_path}/june-1.csv") == (f"{tmp_path}/june-1.csv", ())


def test_a_path_is_told_so_that_it_is_found_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "sub").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home / "sub")
    assert whole_path(Path("a.csv")) == "~/sub/a.csv"
    assert whole_path(Path("/elsewhere/a.csv")) == "/elsewhere/a.csv"
    monkeypatch.chdir(tmp_path)
    assert whole_path(Path("a.csv")) == f"{tmp_path}/a.csv"
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert whole_path(Path("a.csv")) == "a.csv"
