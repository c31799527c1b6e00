# SPDX-License-Identifier: MIT
"""The states of a dialog, and the keys that go on from each.

    asking ──answer──▸ sending ──done──▸ closed
      ▲  ▲               │ │ │
      │  └───cancelled───┘ │ └──▸ unknown: ctrl+o sends it again anyway
      │                    │
      └──changed── not done ◂── nothing was sent, or the host refused it: ctrl+t tries it again
                           └──▸ partly: ctrl+t goes on with what is left, ctrl+f tries what was refused

The key that confirms works while it is asking. Each further state has another key.
"""

from __future__ import annotations

from enum import Enum

from flotui.api.errors import FlochatError
from flotui.jobs.outcomes import Unfinished
from flotui.ui.moving import AGAIN, ANYWAY, REFUSED

__all__ = ["AGAIN", "ANYWAY", "REFUSED", "DialogState", "state_after"]


class DialogState(Enum):
    """The state of a dialog: decides which keys it takes and what it says."""

    ASKING = "asking"
    """It waits for the person to answer."""
    SENDING = "sending"
    """An answer is being carried out."""
    NOT_DONE = "not done"
    """Nothing was sent, or the host did nothing: it may be sent again."""
    UNKNOWN = "unknown"
    """It was sent, and nobody knows what came of it."""
    PARTLY = "partly done"
    """Some of several calls are done, the others aren't."""
    CLOSED = "closed"
    """It was closed."""


def state_after(error: FlochatError | None) -> DialogState:
    """The state that an error leaves a dialog in; None where it was called off, and nothing was sent."""
    if error is None:
        return DialogState.ASKING
    if isinstance(error, Unfinished):
        return DialogState.PARTLY
    return DialogState.UNKNOWN if error.unsettled else DialogState.NOT_DONE
