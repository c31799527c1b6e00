# SPDX-License-Identifier: MIT
"""What a command says while it reads the rows of a job: it may wait an hour for the host to take calls again."""

from __future__ import annotations

from pathlib import Path

import pytest

from flotui.cli.jobs_reading import reading
from flotui.jobs.times import used_up
from tests.support.bot import Bot
from tests.support.jobs import planned


async def test_until_when_it_waits_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = await Bot(subscribers=60).open(tmp_path)
    job, pacer = await planned(workspace, 3), workspace.pacer
    async with reading(workspace, job.id, 3):
        until = pacer.pause(3000)
        workspace.notice("Something else.")
    assert capsys.readouterr().err.splitlines() == [used_up(until)], "what it costs is too little to be said"
    until = pacer.pause(3500)
    assert capsys.readouterr().err == "", "what is waited for afterwards is the job's to say"
    async with reading(workspace, job.id, 3):
        pass
    assert capsys.readouterr().err.splitlines() == [used_up(until)], "also of a pause that has begun before"
    await workspace.close()
