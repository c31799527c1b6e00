# SPDX-License-Identifier: MIT
"""What `flotui sandbox` does."""

from __future__ import annotations

from collections.abc import Sequence

import click

from flotui.cli.ends import Failure
from flotui.cli.given import Given
from flotui.config.errors import because
from flotui.sandbox import DEMO_TOKEN
from flotui.sandbox.serve import serve


def serve_demo(token: str | None, faults: Sequence[str], habits: Sequence[str], given: Given) -> None:
    """Serve the bot over HTTP until it is stopped.

    Args:
        token: the API key that it accepts; None for a made-up one.
        faults: what goes wrong, each as `kind` or `kind=path`.
        habits: what the host always does.
        given: address, port, size and speed, by name.

    Raises:
        click.BadParameter: when there is no such fault.
        Failure: when it can't listen there.
    """
    try:
        serve(
            token=token or DEMO_TOKEN,
            faults=[_fault(each) for each in faults],
            habits={each.replace("-", "_"): True for each in habits},
            **given,
        )
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--fault") from error
    except OSError as error:
        where = f"{given['host']}:{given['port']}"
        raise Failure(
            f"The sandbox can't listen on {where}: {because(error)}. Try another --port."
        ) from error


def _fault(given: str) -> dict[str, object]:
    """The fault that an option asks for, for good."""
    kind, _, path = given.partition("=")
    return {"kind": kind, "path": path or "*", "times": 0}
