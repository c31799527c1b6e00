# SPDX-License-Identifier: MIT
"""Prices and stock from a CSV file: read, compared with what the host has, sent line by line.

Reading and planning send nothing. Only lines that change something are sent, as a job, and what came of each is
written to a result file after each of its runs. The same file can be given once more: what has been done is no longer
a change.

`table` reads any form that spreadsheets write, `names` and `columns` find out what its columns hold, `cells` what
its cells say; `plan` compares, `results` says what came of each line, `export` writes a file of our own.
"""

from __future__ import annotations

from flotui.jobs.sheet.columns import (
    Columns,
    Doubt,
    Guess,
    called,
    guess,
    mapped,
    open_doubts,
    passed_over,
    problem,
)
from flotui.jobs.sheet.export import COLUMNS, write
from flotui.jobs.sheet.lines import FileVersion, SheetTable, WrongLine, cells_of, numbered
from flotui.jobs.sheet.names import CHANGING, IDENTITY, PRICES, STOCK, TITLES
from flotui.jobs.sheet.plan import Known, LineChange, SheetPlan, planned, stock_of
from flotui.jobs.sheet.table import read
from flotui.jobs.sheet.vocabulary import Vocabulary

__all__ = [
    "CHANGING",
    "COLUMNS",
    "IDENTITY",
    "PRICES",
    "STOCK",
    "TITLES",
    "Columns",
    "Doubt",
    "FileVersion",
    "Guess",
    "Known",
    "LineChange",
    "SheetPlan",
    "SheetTable",
    "Vocabulary",
    "WrongLine",
    "called",
    "cells_of",
    "guess",
    "mapped",
    "numbered",
    "open_doubts",
    "passed_over",
    "planned",
    "problem",
    "read",
    "stock_of",
    "write",
]
