# SPDX-License-Identifier: MIT
"""What any room needs of text is done in `text/` alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import flotui

ROOT = Path(flotui.__file__).parent
ELSEWHERE = [
    (
        r"strftime\(|:%[YmdHMSb]",
        ["store/opening.py"],
        "days and times are written by `text.dates` and `text.zones`",
    ),
    (
        r"\btextwrap\b|def \w*wrapped\w*\(",
        ["resources/wrapping.py"],
        "lines are broken by `text.wrap`",
    ),
    (
        r'(?<!Choice\()"(on|1|true)", "yes"|"yes", "(on|1|true)"',
        [],
        "yes and no are read by `text.truth`",
    ),
    (
        r"O_CREAT",
        ["config/paths.py", "config/log.py", "store/opening.py", "store/quota_file.py", "audience/lease.py"],
        "private files are written by `config.paths`",
    ),
    (
        r"(?:and|;) \{[^}]*\} more(?! of)",
        ["resources/standing.py"],
        "the first of several, and how many more there are, are said by `text.plural`",
    ),
    (r"[≠≤≥]", ["audience/signs.py"], "signs that compare are in `audience.signs`"),
    (r'"sms": "SMS"', ["text/channels.py"], "what a key of the API is called is said by `text.captions`"),
    (
        r"json_extract\([^)]*dialog",
        ["store/job.py"],
        "in whose dialog a job was begun is `store.job.BEGUN_IN`",
    ),
    (r"unicodedata\.combining|NFKD", [], "texts are compared through `text.fold`"),
]
"""What must not be found, but in these files, and why."""


@pytest.mark.parametrize(("pattern", "allowed", "why"), ELSEWHERE, ids=[each[0] for each in ELSEWHERE])
def test_no_second_way(pattern: str, allowed: list[str], why: str) -> None:
    files = (
        each for each in ROOT.rglob("*.py") if each.relative_to(ROOT).parts[0] not in ("text", "sandbox")
    )
    found = {
        each.relative_to(ROOT).as_posix() for each in files if re.search(pattern, each.read_text("utf-8"))
    }
    assert found <= set(allowed), why
