# SPDX-License-Identifier: MIT
"""What hosts say in words: how it is told apart, and which argument it is about.

The patterns are texts here, so that they are compiled at the first need and not at start-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from flotui.api.call import Call
from flotui.text.quoting import quoted

LIMITED = r"(?i)too many (attempts|requests)|rate limit(ed| exceeded)|error 1015"
"""There were too many requests."""
WRONG_VERB = r"(?i)the \w+ method is not supported for (this )?route"
"""The route is there, but not with this method."""
NO_ROUTE = r"(?i)^the route .* could not be found|^route not found|^no route\b|^page not found"
"""There is no such route."""
UNAUTHENTICATED = r"(?i)^unauthenticated\b|^unauthorized\.?$|^invalid (api )?token\b"
"""The token is not taken."""
NO_BOT = r"(?i)^flow not found\.?$"
"""The token belongs to no bot."""
NO_THING = r"(?i)\w+ (was )?not found|no query results|(does not|doesn't|doesn’t) exist"
"""Something that was named is not there."""
BARE_NOT_FOUND = r"(?i)^(404 )?(page )?not found\.?$"
"""Something is not there, but not what."""
_FIELD = (
    r"(?i)\bthe (?:selected )?([\w.\-]+(?: [\w.\-]+)*?)(?: fields?)? "
    r"(?:is (?:required|invalid|not|prohibited)|must|has (?:already|a )|may (?:not|only)|can(?:not|'t)|"
    r"format|does not|should|contains)"
)
CLOUDFLARE = r"(?i)cloudflare|error(?: code:?)? 10\d\d|attention required|just a moment"
"""The page is a firewall's."""
_ID_NAME = r"(^|_)(ids?|ns|uuid|sku|code|key|mid)$|[a-z](Id|Ns)s?$"


def message(value: Mapping[str, object]) -> str:
    """What the host says in words, one line."""
    for name in ("message", "msg", "error", "detail"):
        message = value.get(name)
        if isinstance(message, Mapping):
            message = message.get("message")
        if isinstance(message, str) and message.strip():
            return quoted(message)
    return ""


def host_text(value: object) -> str:
    """What the host says in an answer of any shape, one line: an object's message, texts in a list, or a lone text."""
    if isinstance(value, Mapping):
        return message(value)
    texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return quoted("; ".join(each for each in texts if isinstance(each, str)))


def with_arguments(sentence: str, errors: Mapping[str, Sequence[str]]) -> str:
    """A host's message with what it says of each argument, as far as the message doesn't: “The given data was invalid.”
    alone helps nobody.

    Args:
        sentence: the message.
        errors: what `fields` made of the answer.
    """
    more = []
    for name, texts in errors.items():
        plain = name.replace("_", " ")
        for text in texts:
            if text not in sentence:
                named = not name or plain in text.replace("_", " ") or name.rpartition(".")[2] in text
                more.append(text if named else f"{name}: {text}")
    parts = [part for part in (sentence, *more) if part]
    ended = [part if part[-1] in ".!?:" or part is parts[-1] else f"{part};" for part in parts]
    return " ".join(ended)


def fields(value: object, sentence: str) -> dict[str, list[str]]:
    """What the host says of each argument.

    Args:
        value: its answer; what is under `errors` comes first.
        sentence: its message, which names an argument where `errors` doesn't.
    """
    errors = value.get("errors") if isinstance(value, Mapping) else None
    found: dict[str, list[str]] = {}
    if isinstance(errors, Mapping):
        for name, text in _leaves(errors, ""):
            texts = found.setdefault(quoted(name, 80), [])
            if text is not None:
                texts.append(quoted(str(text)))
    elif isinstance(errors, list):
        for each in errors:
            text = message(each) if isinstance(each, Mapping) else quoted(str(each))
            found.setdefault(_field_of(text), []).append(text)
    if not found and (name := _field_of(sentence)):
        found[name] = [sentence]
    return found


def _leaves(errors: object, name: str) -> Iterator[tuple[str, object]]:
    """What stands within objects and lists, each with the names that lead to it, joined by points."""
    if isinstance(errors, Mapping):
        for key, inner in errors.items():
            yield from _leaves(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(errors, list):
        for inner in errors:
            yield from _leaves(inner, name)
    else:
        yield name, errors


def _field_of(message: str) -> str:
    """The argument that a message is about; empty where it names none."""
    found = re.search(_FIELD, message)
    return found[1].replace(" ", "_") if found else ""


def names_a_thing(call: Call) -> bool:
    """Whether a Call points at something by its id, so that a 404 can be about that."""
    if call.path:
        return True
    names = [name for name, _ in call.query]
    waiting = [call.json]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            names += part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return any(re.search(_ID_NAME, name) for name in names)


def whereto(location: str) -> str:
    """A redirect's target without what may be secret in it."""
    try:
        parts = urlsplit(location)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "another address"
    where = f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path}" if host else parts.path
    return quoted(where, 120) or "another address"
