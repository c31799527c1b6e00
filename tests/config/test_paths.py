# SPDX-License-Identifier: MIT
from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from platformdirs import PlatformDirs

from flotui.config.errors import ConfigError
from flotui.config.paths import Paths, locked, read_text, unused, write_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_home_puts_everything_under_one_folder(tmp_path: Path) -> None:
    paths = Paths.find({"FLOTUI_HOME": str(tmp_path / "a" / "b")})
    assert {paths.config, paths.cache, paths.state, paths.logs} == {
        tmp_path / "a" / "b" / name for name in ("config", "cache", "state", "logs")
    }
    assert not (tmp_path / "a").exists()


def test_home_may_begin_with_a_tilde_or_be_relative(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Paths.find({"FLOTUI_HOME": "~/x"}).config == tmp_path / "x" / "config"
    monkeypatch.chdir(tmp_path)
    assert Paths.find({"FLOTUI_HOME": "y"}).config == tmp_path / "y" / "config"


def test_without_any_home_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"the home folder isn't known\. Set FLOTUI_HOME to a folder"):
        Paths.find({"FLOTUI_HOME": "~no-such-person-here/x"})
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(ConfigError, match=r"the current folder is gone\. Set FLOTUI_HOME"):
        Paths.find({"FLOTUI_HOME": "x"})


def test_without_home_the_platforms_folders_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("CONFIG", "CACHE", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    paths = Paths.find({})
    assert all(
        each.is_relative_to(tmp_path) and "flotui" in each.parts for each in (paths.config, paths.cache)
    )
    assert paths.home is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is asked")
@pytest.mark.parametrize("home", ["/home/ana", "/home/ana/", "here", None])
@pytest.mark.parametrize("given", ["/srv/ana", "/srv/ana/", "relative", "", None])
def test_on_linux_they_are_where_platformdirs_finds_them(
    monkeypatch: pytest.MonkeyPatch, home: str | None, given: str | None
) -> None:
    values = {"HOME": home} | {f"XDG_{name}_HOME": given for name in ("CONFIG", "CACHE", "STATE")}
    for name, value in values.items():
        monkeypatch.setenv(name, value) if value is not None else monkeypatch.delenv(name, raising=False)
    found, dirs = Paths.find({}), PlatformDirs("flotui", appauthor=False)
    assert (found.config, found.cache) == (dirs.user_config_path, dirs.user_cache_path)
    assert (found.state, found.logs) == (dirs.user_state_path, dirs.user_log_path)


def test_platformdirs_is_left_alone_where_it_would_say_nothing_new() -> None:
    code = (
        "import os, sys; from flotui.config.paths import Paths; Paths.find({'FLOTUI_HOME': '/x'}); "
        "assert 'platformdirs' not in sys.modules; os.environ['HOME'] = '/home/ana'; Paths.find({}); "
        "assert ('platformdirs' in sys.modules) == (sys.platform != 'linux'); del os.environ['HOME']; "
        "Paths.find({}); assert 'platformdirs' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_folders_are_private_even_with_a_lax_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        paths = Paths.find({"FLOTUI_HOME": str(tmp_path / "over" / "home")}).make()
        apart = Paths.find({"FLOTUI_HOME": str(tmp_path / "of-the-demo")}).apart("demo").make()
    finally:
        os.umask(old)
    above = (tmp_path / "over", tmp_path / "over" / "home", apart.cache.parent, apart.state.parent)
    for folder in (*above, apart.cache, paths.config, paths.cache, paths.state, paths.logs):
        assert mode(folder) == 0o700


def test_an_open_folder_of_ours_is_closed_but_a_given_home_is_left_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "config").mkdir(parents=True)
    home.chmod(0o755)
    (home / "config").chmod(0o755)
    paths = Paths.find({"FLOTUI_HOME": str(home)}).make()
    assert (mode(home), mode(paths.config)) == (0o755, 0o700)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"file/home.* can't be created: Not a directory\."):
        Paths.find({"FLOTUI_HOME": str(tmp_path / "file" / "home")}).make()


def test_apart_keeps_config_and_logs(paths: Paths) -> None:
    demo = paths.apart("demo")
    assert (demo.config, demo.logs) == (paths.config, paths.logs)
    assert (demo.cache, demo.state) == (paths.cache / "demo", paths.state / "demo")


def test_written_files_are_private_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.toml"
    old = os.umask(0)
    try:
        write_private(path, "één")
    finally:
        os.umask(old)
    assert path.read_text(encoding="utf-8") == "één"
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    path.chmod(0o644)
    write_private(path, "two")
    assert (path.read_text(), mode(path)) == ("two", 0o600)
    assert [each.name for each in path.parent.iterdir()] == ["file.toml"]


def test_a_failed_write_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.toml"
    write_private(path, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match=r"file\.toml can't be written: No space left on device\."):
        write_private(path, "new")
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["file.toml"]


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.toml", tmp_path / "link.toml"
    real.write_text("old")
    link.symlink_to(real)
    write_private(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_file_takes_the_place_of_no_pipe_or_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(ConfigError, match=r"pipe can't be written: it is a device or a pipe, not a file\."):
        write_private(pipe, "text")
    assert pipe.is_fifo() and [*tmp_path.iterdir()] == [pipe]


def test_no_pipe_or_device_is_read(tmp_path: Path) -> None:
    pipe, zero, null = (tmp_path / name for name in ("pipe", "zero", "null"))
    os.mkfifo(pipe)
    zero.symlink_to("/dev/zero")
    null.symlink_to(os.devnull)
    for endless in (pipe, zero):
        with pytest.raises(ConfigError, match=r"can't be read: it is a device or a pipe, not a file\."):
            read_text(endless)
    assert read_text(null) == ""


def test_reading(tmp_path: Path) -> None:
    assert read_text(tmp_path / "none") is None
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    with pytest.raises(ConfigError, match=r"latin can't be read: it isn't UTF-8 text \(byte 3\)"):
        read_text(tmp_path / "latin")
    with pytest.raises(ConfigError, match="Is a directory"):
        read_text(tmp_path)


def test_a_lock_keeps_others_waiting(tmp_path: Path) -> None:
    path = tmp_path / "file"
    order: list[str] = []
    inside, done = threading.Event(), threading.Event()

    def second() -> None:
        inside.wait(10)
        with locked(path):
            order.append("second")
        done.set()

    thread = threading.Thread(target=second)
    thread.start()
    with locked(path):
        inside.set()
        assert not done.wait(0.2)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_a_new_file_is_offered_a_name_that_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert unused("chat.txt") == "chat.txt"
    Path("chat.txt").touch()
    Path("chat-2.txt").symlink_to("nowhere")
    assert unused("chat.txt") == "chat-3.txt"
