# SPDX-License-Identifier: MIT
"""What somebody who waits said last."""

from __future__ import annotations

from flotui.repositories.inbox import Heard
from flotui.resources.text import Headline, Span, Text


def last_words(heard: Heard) -> Text:
    """What somebody said last, and how many messages they wrote before it without an answer: where there is no room for
    both it is the words that are cut.

    Args:
        heard: what their chat says.
    """
    more = f"  +{heard.number - 1}" if heard.number > 1 else ""
    return Headline((Span(heard.words), Span(more, "dim")))
