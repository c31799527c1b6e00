"""Which shell a pasted command was written for, and its words as that shell splits them."""

from __future__ import annotations

import re

from flotui.api.shells import bash, cmd, powershell
from flotui.api.shells.bash import INVISIBLE

_LINE_END = re.compile(r"([`^])[ \t]*(?:\n|$)")
_SIGNS = re.compile(r"(?P<cmd>\s\^\")|(?P<bash>'|\\[ \t]*\n)")
"""What else tells a command for bash from one for cmd: whichever comes first."""
_DOUBLED = re.compile(r'[^"\']*".*[{,]\s*""[^"\n:,{}\[\]]*""\s*:', re.DOTALL)
"""Quotes that are doubled within others, in JSON: cmd's, where a command begins with a double quote."""
_INVOKED = re.compile(r"^\s*(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b", re.I | re.M)
_TYPOGRAPHIC = {
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛′"), "'"),
}


def words(text: str) -> list[str] | None:
    """The words of a pasted command; None where a quote is not closed.

    Typographic quotes are a shell's where there are no others: a document has made them.

    Args:
        text: as it was pasted.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip(f"{INVISIBLE} \t\n")
    if "'" not in text and '"' not in text:
        text = text.translate(_TYPOGRAPHIC)
    if invoked := _INVOKED.search(text):
        return powershell.words(text[invoked.start() :])  # without what a browser puts before it: a session
    if goes_on := _LINE_END.search(text):
        return powershell.words(text) if goes_on[1] == "`" else cmd.words(text)
    if _DOUBLED.match(text):
        return cmd.words(text)
    sign = _SIGNS.search(text)
    return cmd.words(text) if sign and sign["cmd"] else bash.words(text)
