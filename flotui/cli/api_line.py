# SPDX-License-Identifier: MIT
"""What a command line of `flotui api` asks for, looked through before anything is opened.

What filters is imported when there is an expression.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence

from flotui.api.catalogue import Risk, catalogue
from flotui.cli import output, sink
from flotui.cli.api_asked import CallOptions, Written
from flotui.cli.api_call import call_of, check
from flotui.cli.api_run import confirm, send
from flotui.cli.ends import Failure
from flotui.cli.given import Given
from flotui.cli.options import only_one
from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.config.resolving import resolve
from flotui.resources.explorer.newnames import with_plain_names
from flotui.resources.explorer.spots import misread, plain, spots


def run(target: Sequence[str], listing: bool, given: Given) -> None:
    """Send the call that a command line asks for, or write what it asks to see.

    Args:
        target: an operation's id, or a method and a path; with `listing`, words that narrow the list.
        listing: whether the operations are listed.
        given: the options, by name.

    Raises:
        Failure: when they make no call, or it isn't confirmed.
        FlochatError: when there is no answer, or it says no.
    """
    forms = [form for form in output.FORMATS if given[f"as_{form}"]]
    only_one(**dict.fromkeys(forms, True))
    usual: output.Format = "table" if listing and not given["jq"] else "json"
    written = _written(forms[0] if forms else usual, given)
    if listing:
        _list(target, written)
        return
    if isinstance(sys.stdout, sink.ClosedOutput):
        raise Failure(
            "Not sent. Standard output is closed; to throw the answer away, use >/dev/null.", Exit.USAGE
        )
    if not given["paginate"] and (given["reserve"] is not None or given["rows_before"] is not None):
        raise Failure("--reserve and --rows-before go with --paginate.", Exit.USAGE)
    found = resolve(Paths.find(), os.environ, given["profile"])
    server = found.profile.base_url if found else catalogue().server
    call = call_of(target, given["fields"], given["source"], unchecked=given["unchecked"], base_urls=[server])
    asked = CallOptions(written, **{name: given[name] for name in CallOptions._fields if name != "written"})
    names = []
    if not asked.unchecked:
        call, notes = with_plain_names(plain(call))
        for sentence in notes:
            sink.tell(sentence)
        if why := misread(call):
            raise Failure(f"Not sent. {why}", Exit.USAGE)
        names = spots(call)
        check(call, but={each.path for each in names})
    if asked.curl and found is None:  # nobody can be asked whether a number is an id
        names = [each for each in names if not each.is_number]
    if asked.curl and not names and (found is None or call.operation.risk is Risk.READ):
        sink.write_data(call.curl(server))
        return
    if not names and not asked.curl:
        confirm(call, asked)
    if found is None:
        raise Failure("No profiles yet. Add a bot with flotui login.", Exit.USAGE)
    asyncio.run(send(call, names, found, asked))


def _written(form: output.Format, given: Given) -> Written:
    """How the answer is to be written.

    Raises:
        Failure: when an option doesn't go with the format.
    """
    columns = [name.strip() for name in (given["columns"] or "").split(",") if name.strip()]
    if columns and form not in output.IN_COLUMNS:
        raise Failure("--columns goes with --csv or --table.", Exit.USAGE)
    if given["guard"] and form != "csv":
        raise Failure("--no-formulas goes with --csv.", Exit.USAGE)
    if given["jq"]:
        from flotui.cli.filtering import unheard

        if word := unheard(given["jq"]):
            sink.tell(f"--jq: {word} writes nothing here; the rest of the expression is evaluated.")
    return Written(form, columns, bool(given["guard"]), given["jq"])


def _list(words: Sequence[str], written: Written) -> None:
    rows = [
        {
            "operation": each.id,
            "method": each.method,
            "path": each.path,
            "group": each.group,
            "scope": each.scope,
            "risk": str(each.risk),
            "summary": each.summary,
        }
        for each in catalogue().operations
    ]
    wanted = [word.lower() for word in words]
    rows = [row for row in rows if all(word in " ".join(map(str, row.values())).lower() for word in wanted)]
    if not rows:
        raise Failure(f"No operation has {' and '.join(words)} in its name, path, group or summary.")
    if written.form == "json":
        written.whole(rows)
        return
    out = written.output()
    out.add(rows)
    out.end()
