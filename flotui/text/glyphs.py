# SPDX-License-Identifier: MIT
"""The signs that say a state without a colour, and what stands for them where a font has none of them.

Each is one cell in every terminal, and is before the word that it belongs to: `✓ done`.
"""

from __future__ import annotations

from typing import Final, Literal

State = Literal[
    "done", "open", "running", "new", "unknown", "attention", "failed", "undone", "moving", "reaches", "both"
]
"""What a sign says."""

_SIGNS: Final[dict[State, tuple[str, str]]] = {
    "done": ("✓", "+"),
    "open": ("●", "*"),
    "running": ("◐", "~"),
    "new": ("○", "o"),
    "unknown": ("?", "?"),
    "attention": ("!", "!"),
    "failed": ("✗", "x"),
    "undone": ("↺", "<"),
    "moving": ("▶", ">"),
    "reaches": ("⇢", ">"),
    "both": ("◉", "@"),
}
"""Each sign, and the one of ASCII: `both` is the row under the cursor that is marked as well."""

_STATES: Final[dict[str, State]] = {
    **dict.fromkeys(("done", "completed", "complete", "delivered", "fulfilled", "active", "sent", "ok"), "done"),
    **dict.fromkeys(("open", "paid", "online", "running now", "in stock"), "open"),
    **dict.fromkeys(("running", "processing", "pending", "sending", "in progress", "waiting"), "running"),
    **dict.fromkeys(("new", "ordered", "offline", "draft", "planned", "scheduled", "off", "inactive"), "new"),
    **dict.fromkeys(("unknown", "unclear"), "unknown"),
    **dict.fromkeys(("low", "spam", "paused", "attention", "partly", "expired"), "attention"),
    **dict.fromkeys(("failed", "refused", "cancelled", "canceled", "error", "sold out", "rejected"), "failed"),
    **dict.fromkeys(("undone", "refunded", "returned"), "undone"),
    **dict.fromkeys(("shipped", "start", "on its way"), "moving"),
}  # fmt: skip
"""The state that a word of the host's or of ours says."""

_DRAWN: Final = str.maketrans(
    {
        "━": "=", "─": "-", "│": "|", "┃": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+",
        "┬": "+", "┴": "+", "┼": "+", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "┄": ".", "╵": "'", "╷": ".",
        "▌": ">", "▐": "|", "▎": "|", "▊": "|", "▔": "-", "▕": "|", "▏": "|", "█": "#", "▉": "#", "▋": "#",
        "▍": ":", "▁": "_", "▂": ".", "▃": "-", "▄": "-", "▅": "=", "▆": "=", "▇": "#", "▀": "-", "▖": ".",
        "·": ".", "…": "~", "‹": "<", "›": ">", "▸": ">", "▾": "v", "▴": "^", "▲": "^", "▼": "v",
        "↑": "^", "↓": "v", "←": "<", "→": ">", "⏎": "$", "–": "-", "—": "-", "“": '"', "”": '"', "’": "'",
        "░": ".", "▒": ":", "▓": "#", "■": "#", "□": "o", "◆": "*", "◇": "o", "×": "x", "▪": "*", "•": "*",
        "−": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "‘": "'", "‚": "'", "„": '"', "═": "=", "║": "|",
        "◌": "o", "\N{REPLACEMENT CHARACTER}": "?", "▘": "'", "▝": "'", "▗": ".",
        **dict.fromkeys(map(chr, range(0x2400, 0x2427)), "?"),
        **dict(_SIGNS.values()),
    }
)  # fmt: skip

_plain = False


def use_ascii(on: bool) -> None:
    """Have signs and pictures written in ASCII from now on, for fonts that have none of them.

    Args:
        on: whether.
    """
    global _plain
    _plain = on


def is_ascii() -> bool:
    """Whether signs and pictures are written in ASCII."""
    return _plain


def glyph(state: State, ascii: bool | None = None) -> str:
    """The sign of a state, one cell.

    Args:
        state: what it says.
        ascii: whether in ASCII; as it was set by default.
    """
    return _SIGNS[state][_plain if ascii is None else ascii]


def state_of(word: object) -> State | None:
    """The state that a word says; None where it says none that we know.

    Args:
        word: `completed`, `in_progress`, `Shipped`; anything that a host may send.
    """
    if not isinstance(word, str) or len(word) > 40:
        return None
    return _STATES.get(word.strip().lower().replace("_", " "))


def stated(word: str) -> str:
    """A word with the sign of its state before it: `✓ done`; the word alone where it says no state.

    Args:
        word: as the host or we say it: `Completed`, `in_progress`.
    """
    state = state_of(word)
    return word if state is None else f"{glyph(state)} {word.strip().lower().replace('_', ' ')}"


def as_ascii(text: str) -> str:
    """A line of the screen with every sign that draws something written in ASCII, cell for cell.

    Args:
        text: what would be sent; letters of any script stay.
    """
    return text if text.isascii() else text.translate(_DRAWN)
