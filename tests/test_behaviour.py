# SPDX-License-Identifier: MIT
"""Comments that lean on docs/behaviour.md name a section that is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "behaviour.md"


def sources() -> list[tuple[Path, str]]:
    found = [each for folder in ("flotui", "tests", "scripts") for each in (ROOT / folder).rglob("*.py")]
    return [(each, each.read_text("utf-8")) for each in found if each != Path(__file__)]


def test_every_reference_has_its_section() -> None:
    headings = set(re.findall(r"^## (.+)$", PAGE.read_text("utf-8"), re.MULTILINE))
    named: set[str] = set()
    for file, text in sources():
        for reference in re.findall(r"behaviour\.md, ([A-Z][a-z]+(?: [a-z]+)*)", text):
            assert reference in headings, f"{file} names {reference}"
            named.add(reference)
        assert not re.search(r"(?i)behaviou?r notes", text), f"{file} speaks of notes that nobody has"
    assert {"Paging", "Bodies", "Times", "Secrets"} <= named
