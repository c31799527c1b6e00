# SPDX-License-Identifier: MIT
"""Which shell a paste was written for, and its commands as that shell splits them."""

from __future__ import annotations

import re
from collections.abc import Callable

from flotui.api.shells import bash, cmd, powershell
from flotui.api.shells.bash import INVISIBLE
from flotui.api.shells.powershell_values import filled_in
from flotui.api.shells.split import Split

_LINE_END = re.compile(r"([`^])[ \t]*(?:\n|$)")
_SIGNS = re.compile(r"(?P<cmd>\s\^\"|\^[&|<>])|(?P<bash>'|\\[ \t]*\n)")
"""What else tells a command for bash from one for cmd: whichever comes first."""
_DOUBLED = re.compile(r'[^"\']*".*[{,]\s*""(?:[^"\n:,{}\[\]]|"%")*""\s*:', re.DOTALL)
"""Quotes that are doubled within others, in JSON: cmd's, where a command begins with a double quote."""
_INVOKED = re.compile(
    r"^\s*(?:(?:\[[\w.\[\]]+\][ \t]*)?\$[\w:]+[ \t]*=[ \t]*)?[(& \t]*"
    r"(?P<name>(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b(?![.:/])|"
    r"curl(?=[ \t](?:[^\n]*[ \t])?-(?:Uri|Method|Body|Headers|ContentType|UseBasicParsing)[ \t:]))",
    re.IGNORECASE | re.MULTILINE,
)
"""PowerShell's own command, also where its answer is assigned, and where it is called by its alias `curl`."""
_COMMAND = (
    r"(?=(?:sudo[ \t]+)?(?:[\w.:/\\-]*[/\\])?curl(?:\.exe)?[ \t]|"
    r"(?i:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)[ \t])"
)
_PROMPT = re.compile(
    r"^[ \t]*(?:PS [^\n>'\"]*>+|[A-Za-z]:\\[^\n>'\"]*>|[$%>@]|[➜❯λ»›▶]|[-*•]|\d+[.)]|\$\w+[ \t]*=|"
    r"\([^\n()]*\)[ \t]*[$#%>]|"
    r"(?:\[\d[^\n\[\]]{3,30}\]|\d[\d/.-]{5,9},? \d\d?:\d\d[^\n:'\"]{0,4} -)[ \t][^\n:'\"]{1,60}:|"
    r"(?:\([^\n()]*\)[ \t]*)?(?:[\w.-]+@|\[|~|(?:ba|z|)sh-)(?:(?!\bcurl\b)[^\n'\"=|;&])*?[$#%>❯➜λ]|"
    r"➜(?:(?!\bcurl\b)[^\n'\"=|;&])*?)[ \t]*" + _COMMAND,
    re.MULTILINE,
)
"""What a terminal writes before a command, a mail before what it quotes, a chat before what somebody said."""
_GOES_ON = re.compile(r"([\\`^][ \t]*\n)[ \t]*(?:>+|More\?)[ \t]")
"""A shell's prompt for a command's next line."""
_FENCE = re.compile(
    r"^[ \t]*(?P<fence>```+|~~~+)[^\n`]*\n(?P<inside>.*?)(?:^[ \t]*(?P=fence)|\Z)", re.MULTILINE | re.DOTALL
)
_INLINE = re.compile(
    r"(?P<ticks>`+)[ \t]*((?:[$>%][ \t]*)?curl(?:\.exe)?[ \t].*?)[ \t]*(?P=ticks)", re.DOTALL
)
_SUBSTITUTED = re.compile(
    r"[ \t]*(?:(?:(?:export|local|readonly)[ \t]+)?[A-Za-z_]\w*=|echo[ \t]+)?\"?(?P<mark>\$\(|`)(?=[ \t\n]*curl)"
)
"""A command whose answer is put into a variable, or written."""
_TYPOGRAPHIC = {
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛′"), "'"),
}


def commands(text: str) -> Split:
    """The commands of a paste, each in its words.

    A prompt before a command and the fence that Markdown puts around it are passed over. Typographic quotes are a
    shell's where there are no others: a document has made them.

    Args:
        text: as it was pasted.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip(f"{INVISIBLE} \t\n")
    if all(line.startswith(">") for line in text.splitlines()):
        text = re.sub(r"^> ?", "", text, flags=re.MULTILINE)  # a mail or Markdown quotes it
    if fenced := [found["inside"] for found in _FENCE.finditer(text)]:
        text = "\n".join(fenced)
    elif inline := _INLINE.fullmatch(text):
        text = inline[2]
    prompted = _PROMPT.search(text)
    if prompted:
        text = _GOES_ON.sub(r"\1", _PROMPT.sub("", text))
    if "'" not in text and '"' not in text:
        text = text.translate(_TYPOGRAPHIC)
    if substituted := _SUBSTITUTED.match(text):
        closing = ")" if substituted["mark"] == "$(" else "`"
        text = text[substituted.end() :].rstrip('\n;"').removesuffix(closing)
    if invoked := _INVOKED.search(text):
        begins = invoked.start("name")
        return powershell.commands(filled_in(text[:begins], text[begins:]))  # what is before it is a session
    shell = _shell(text, prompted[0].lstrip() if prompted else "")
    if shell is cmd.commands and text.startswith("("):
        text = text[1:].rstrip().removesuffix(")")
    return shell(text)


def _shell(text: str, prompt: str) -> Callable[[str], Split]:
    """The shell that a command is for, by its prompt and by its quotes and the ends of its lines."""
    if re.match(r"PS |\$\w", prompt):
        return powershell.commands
    if re.match(r"[A-Za-z]:\\|@", prompt) or re.match(r"\"?[A-Za-z]:\\", text):
        return cmd.commands
    if goes_on := _LINE_END.search(text):
        return powershell.commands if goes_on[1] == "`" else cmd.commands
    if _DOUBLED.match(text):
        return cmd.commands
    sign = _SIGNS.search(text)
    if sign is None:
        return cmd.commands if cmd.VARIABLE.search(text) else bash.commands
    return cmd.commands if sign["cmd"] else bash.commands
