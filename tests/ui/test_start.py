# SPDX-License-Identifier: MIT
"""What the first screen loads, and what waits for whoever needs it."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from textual.design import ColorSystem

from flotui.text.patterns import later
from flotui.ui import themes
from tests.support.app import app_on
from tests.support.bot import Bot
from tests.support.way import Certificate, Host

LATE = (
    "textual.command",
    "textual.widgets._select",
    "textual.widgets._input",
    "flotui.ui.panels.browser",
    "flotui.ui.panels.listing",
    "flotui.ui.widgets.table",
    "flotui.ui.modals",
    "flotui.resources.subscribers",
    "flotui.resources.explorer",
    "httpx",
    "zoneinfo",
    "flotui.ui.drafts",
)


UNUSED = {
    *(
        "click",
        "ssl",
        "_ssl",
        "asyncio.sslproto",
        "pickle",
        "platformdirs",
        "tempfile",
        "mimetypes",
        "difflib",
    ),
    *("typing_extensions", "ipaddress", "rich.table", "textual.css._help_text", "msgspec._json_schema"),
    *("_hashlib", "json", "shlex", "secrets"),
    *("platform", "importlib.resources", "pkgutil", "logging.handlers", "gettext"),
}
"""What neither the first screen nor anything that it loads needs."""


def loaded(code: str, environ: dict[str, str] | None = None) -> str:
    """What a process of its own prints that loaded the program as the command line does, and then did more."""
    begin = (
        "import sys\nfrom flotui.cli import straight\nfrom flotui.text.patterns import compiling_later\n"
        "from flotui.text.standing_in import standing_in\n"
        "with standing_in(straight._LEFT_OUT), compiling_later():\n    from flotui.cli import ends, opening, sink\n"
        "from flotui.ui.terminal.leaving_out import load_textual\nload_textual()\nimport flotui.app\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", begin + code], capture_output=True, text=True, check=True, env=environ
    )
    return done.stdout.strip()


def test_the_first_screen_loads_no_list_and_nothing_to_type_in() -> None:
    today = (
        "from flotui.resources import registry, today\nimport flotui.ui.panels.today\n"
        "[group.shown for group in today.chosen(())]\n"
    )
    late = f"[name for name in sys.modules if name.startswith({LATE!r}) or name in {UNUSED!r}]"
    assert loaded(f"{today}print({late})") == "[]"


def test_plain_values_that_the_first_screen_loads_are_structs() -> None:
    code = (
        "from flotui.resources import today\nimport flotui.ui.panels.today\n"
        "[group.shown for group in today.chosen(())]\n"
        "ours = [each for name, each in sys.modules.items() if name.startswith('flotui.')]\n"
        "found = {c for each in ours for c in vars(each).values() if isinstance(c, type) and issubclass(c, tuple)}\n"
        "named = sorted(c.__name__ for c in found if c.__module__.startswith('flotui.'))\n"
        "print(named if len(named) > 20 else '')"
    )
    assert loaded(code) == "", "a named tuple takes five times as long to define: is it unpacked anywhere?"


def test_expressions_that_the_first_screen_loads_are_compiled_by_their_first_use() -> None:
    code = (
        "import re\nfrom flotui.resources import today\nimport flotui.ui.panels.today\n"
        "[group.shown for group in today.chosen(())]\n"
        "ours = [name for name in sys.modules if name.startswith('flotui.')]\n"
        "made = [(name, each) for name in ours for each, value in vars(sys.modules[name]).items()\n"
        "        if isinstance(value, re.Pattern)]\n"
        "print(made if len(ours) > 200 else 'too few')"
    )
    assert loaded(code) == "[]", "see flotui.text.patterns.later"


def test_neither_this_machines_zone_nor_drafts_that_there_are_none_of_load_what_reads_them() -> None:
    runs = (
        "import asyncio\nfrom pathlib import Path\nfrom types import SimpleNamespace\n"
        "from flotui.app import FlotuiApp\nfrom flotui.text.zones import machine\n"
        "begun = asyncio.run(FlotuiApp._begun(SimpleNamespace(drafts=Path('nowhere')), None))\n"
        "assert begun == set() and machine().name\n"
    )
    late = f"[name for name in sys.modules if name.startswith({LATE!r})]"
    environ = {name: value for name, value in os.environ.items() if name != "TZ"}
    assert loaded(f"{runs}print({late})", environ) == "[]"


async def test_the_colours_of_the_theme_that_a_start_has_are_worked_out_once(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    generate = ColorSystem.generate
    monkeypatch.setattr(ColorSystem, "generate", lambda self: made.append("") or generate(self))
    async with app_on(bot, tmp_path, theme=themes.DARK).run_test() as pilot:
        await pilot.pause()
        assert len(made) == 1
        pilot.app.theme = "nord"
        await pilot.pause()
        assert len(made) == 2


def test_what_reads_style_sheets_is_compiled_when_it_reads_some_and_reads_the_same() -> None:
    reads = (
        "from textual.css.stylesheet import Stylesheet\nfrom textual.content import Content\n"
        "sheet = Stylesheet()\nsheet.add_source(TEXT)\nsheet.parse()\n"
        "print(sheet.css, repr(Content.from_markup('[b $primary]x[/] [@click=a(1)]y[/]').markup))\n"
    ).replace("TEXT", repr("$a: red; A > B.c:hover { color: $a 50%; margin: 1 2; & D { offset: 10% -1; } }"))
    compiled = (
        "from textual.markup import expect_markup\nfrom flotui.text.patterns import _LazyPattern\n"
        "assert isinstance(expect_markup._regex, _LazyPattern) and '_compiled' not in vars(expect_markup._regex)\n"
    )
    usual = subprocess.run([sys.executable, "-c", reads], capture_output=True, text=True, check=True)
    assert loaded(compiled + reads) == usual.stdout.strip() != ""


def test_each_placeholder_stands_for_what_would_be_loaded() -> None:
    code = (
        "import sys, importlib\nfrom flotui.cli import straight\nfrom flotui.ui.terminal import leaving_out\n"
        "from flotui.cli import ends, opening, sink\n"
        "for name in leaving_out._FIRST: importlib.import_module(name)\n"
        "older = {'platform'} if sys.version_info >= (3, 13) else set()  # uuid asked it\n"
        "print(sorted({*straight._LEFT_OUT, *leaving_out._LEFT_OUT} - {*sys.modules} - older))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]", (
        f"Python {sys.version.split()[0]} and Textual {version('textual')} load these no more "
        "without a placeholder: take them out of cli/straight.py or ui/terminal/leaving_out.py"
    )


def test_the_first_screen_loads_none_of_what_is_stood_in_for() -> None:
    code = (
        "from flotui.ui.terminal import leaving_out\n"
        "own = {'uuid'}  # a step's template has one\n"
        "print(sorted(({*straight._LEFT_OUT, *leaving_out._LEFT_OUT} - own) & {*sys.modules}))\n"
    )
    assert loaded(code) == "[]", (
        f"Python {sys.version.split()[0]} and Textual {version('textual')} use these as they load: "
        "their placeholders in cli/straight.py or ui/terminal/leaving_out.py are no use"
    )


async def test_tls_works_though_asyncio_was_loaded_without_it(tmp_path: Path) -> None:
    host = Host(Certificate(tmp_path))
    assert host.certificate is not None
    async with host.listening() as port:
        asks = (
            "import asyncio\nassert 'ssl' not in sys.modules\nfrom flotui.api.http import httpx\n"
            "async def ask():\n"
            "    import ssl\n"
            f"    trust = ssl.create_default_context(cafile={str(host.certificate.file)!r})\n"
            "    async with httpx().AsyncClient(verify=trust) as client:\n"
            f"        print((await client.get('https://127.0.0.1:{port}/')).status_code)\n"
            "asyncio.run(ask())\n"
        )
        assert await asyncio.to_thread(loaded, asks) == "200"


def test_textuals_palette_is_there_for_whoever_imports_it() -> None:
    later_on = "from textual.command import CommandPalette\nfrom textual.screen import Screen\n"
    assert loaded(later_on + "print(issubclass(CommandPalette, Screen))") == "True"


def test_an_expression_is_compiled_by_its_first_use() -> None:
    broken, number = later("("), later(r"\d+")
    assert number.sub("n", "a1b22") == "anbn" and number.fullmatch("7")
    with pytest.raises(re.error):
        broken.match("")
    kept = later("b", re.IGNORECASE)
    search = kept.search
    assert "_compiled" not in vars(kept) and search("aB") and search("aB", 1) and not kept.match("aB")
    found = later("b").search("bab", pos=1), later("b").match("abb", pos=1, endpos=2)
    assert [each and each.span() for each in found] == [(2, 3), (1, 2)]


def test_what_python_and_textual_look_for_is_compiled_when_it_is_looked_for() -> None:
    code = (
        "import fractions, logging, rich.markup\nfrom flotui.config import log\nfrom flotui.text import fold\n"
        "kept = (fractions._RATIONAL_FORMAT, logging.StrFormatStyle.field_spec, rich.markup.RE_TAGS,"
        " log._NAMED, fold._FIGURES)\n"
        "print([each for each in kept if '_compiled' in vars(each)], fractions.Fraction('1/3'))"
    )
    assert loaded(code) == "[] 1/3"
