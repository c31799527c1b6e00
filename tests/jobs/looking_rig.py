# SPDX-License-Identifier: MIT
"""What the tests of jobs that ran share."""

from __future__ import annotations

import asyncio
from typing import Any

from flotui.api.call import Call
from flotui.api.pacer import Purpose
from flotui.repositories.subscribers import FieldChange
from flotui.store.job import Job
from flotui.workspace import Workspace
from tests.support.jobs import people


async def run_through(workspace: Workspace, job: Job) -> Job:
    return await asyncio.wait_for(workspace.working.start(job.id), 30)


async def a_field(workspace: Workspace) -> FieldChange:
    row = (await people(workspace, 1))[0]
    field = next(each for each in row["user_fields"] if each["name"] == "city")
    return FieldChange(field["var_ns"], "city", field["var_type"], "Lima")


async def set_field(workspace: Workspace, user_ns: str, var_ns: str, value: str) -> None:
    body = {"user_ns": user_ns, "var_ns": var_ns, "value": value}
    await workspace.reader.send(Call.of("flowBotUserSetUserField", body=body), Purpose.INTERACTIVE)


def value_of(row: dict[str, Any], var_ns: str) -> str:
    found = {each["var_ns"]: each["value"] for each in row["user_fields"]}
    return str(found.get(var_ns) or "")
