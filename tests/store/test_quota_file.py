# SPDX-License-Identifier: MIT
"""The file in which processes of one bot tell each other what is left of the hour's calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from flotui.api.headers import Quota
from flotui.api.hour import HourTold
from flotui.store.quota_file import QuotaFile

TOLD = HourTold(Quota(1000, 998, 1_764_000_000.5), 1_763_999_000.25, 3, 1_764_000_001.5, 2**64 - 1)


def test_another_process_reads_what_was_written_last(tmp_path: Path) -> None:
    path = tmp_path / "made" / "quota-1"
    one, other = QuotaFile(path), QuotaFile(path)
    assert other.read() is None
    one.write(TOLD)
    assert other.read() == TOLD
    partly = TOLD._replace(quota=Quota(None, 3, 1.0), by=7)
    other.write(partly)
    assert one.read() == partly
    assert path.stat().st_mode & 0o777 == 0o600
    one.close()
    other.close()
    assert one.read() is None


@pytest.mark.parametrize("kept", [b"", b"quota", bytes(60), b"\xff" * 60, b"x" * 4000])
def test_a_file_of_anything_else_says_nothing_and_is_written_over(tmp_path: Path, kept: bytes) -> None:
    path = tmp_path / "quota-1"
    path.write_bytes(kept)
    file = QuotaFile(path)
    assert file.read() is None
    file.write(TOLD)
    assert file.read() == TOLD
    file.close()


def test_a_place_that_can_not_be_written_to_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "quota-1", tmp_path):
        file = QuotaFile(path)
        file.write(TOLD)
        assert file.read() is None
        file.close()
