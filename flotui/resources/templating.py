# SPDX-License-Identifier: MIT
"""Templates sent to several subscribers: who gets one, the values for each, and a template looked up by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flotui.api.errors import Malformed
from flotui.api.models.sending import Template
from flotui.api.secrets import is_secret
from flotui.jobs.sends import Fitted, Send
from flotui.repositories.filling import HOLE, FilledTemplate, own, placeholders
from flotui.repositories.sending import (
    SEND_FACEBOOK_TEMPLATE,
    SEND_WHATSAPP_TEMPLATE,
    Variable,
    filled,
    variables,
)
from flotui.resources.reading import named, read_all
from flotui.text.clean import cleaned
from flotui.text.fold import fold
from flotui.text.sendable import unfilled

if TYPE_CHECKING:
    from flotui.api.models.subscriber import Subscriber
    from flotui.workspace import Workspace


def channels_of_templates(*, facebook: bool) -> tuple[str, tuple[str, ...]]:
    """What templates are sent on: its name, and the channels that are it, as the host names them.

    Args:
        facebook: whether Facebook's templates are meant, not WhatsApp's.
    """
    return ("Facebook", ("facebook",)) if facebook else ("WhatsApp", ("whatsapp_cloud", "whatsapp"))


async def filling_of(
    workspace: Workspace,
    template: Template,
    values: Mapping[str, str],
    *,
    facebook: bool = False,
    force: bool = False,
) -> FilledTemplate:
    """A template with what was typed for its variables, in which each placeholder names one thing.

    Args:
        workspace: the open bot.
        template: which.
        values: what was typed, by variable.
        facebook: whether it is Facebook's.
        force: whether the bot's fields are read anew.

    Raises:
        Malformed: when a placeholder names nothing that can be filled in.
    """
    names = [each for each in placeholders(values.values()) if not own(each)]
    fields = await read_all(workspace.flows.user_fields(force=force)) if names else []
    known: dict[str, str] = {}
    for variable, value in values.items():
        if unfilled(HOLE.sub("", value)):
            raise _wrong(variable, f"{value} has a placeholder that isn't closed.", "Write it as {{city}}.")
        for name in placeholders([value]):
            if own(name):
                continue
            try:
                field = named(fields, name, "user field")
            except Malformed as error:
                raise _wrong(variable, error.happened, error.advice) from None
            if is_secret(field.name):
                raise _wrong(variable, f"{field.name} looks like a credential: no message has it.", "")
            known[name] = field.var_ns
    channels = channels_of_templates(facebook=facebook)
    return FilledTemplate(template, values, known, *channels, facebook=facebook)


def _wrong(variable: str, happened: str, advice: str) -> Malformed:
    return Malformed(happened, advice=advice, fields={variable: (happened,)})


def sending_of(filling: FilledTemplate) -> Send:
    """A send of a template, with its values filled in for each subscriber."""
    template, facebook = filling.template, filling.facebook
    says = f"Send template {template.name}"

    def fit(person: Subscriber) -> Fitted:
        values, lacks = filling.of(person)
        summary = f"{says}: {', '.join(values.values())}" if values else says
        content = filled(template, values, facebook=facebook)
        return Fitted({"content": content}, summary, filling.left_out(person, lacks))

    return Send(
        f"{says} ({template.language})" if template.language else says,
        f"template {template.name}",
        SEND_FACEBOOK_TEMPLATE if facebook else SEND_WHATSAPP_TEMPLATE,
        {},
        fit,
        frozenset(filling.fields.values()),
        late_matters=False,
    )


async def send_named(
    workspace: Workspace, name: str, given: Sequence[str], *, facebook: bool = False, force: bool
) -> Send:
    """A send of the template of a name, for the steps of a job.

    Args:
        workspace: the open bot.
        name: the name, or `name:language`.
        given: the values, each as `variable=value`.
        facebook: whether it is Facebook's; else it is WhatsApp's.
        force: whether what names mean is read anew.

    Raises:
        Malformed: when it isn't exactly one that can be sent, a variable isn't one of its own, or one that it needs is
            missing.
    """
    sending = workspace.sending
    every = sending.facebook_templates(force=force) if facebook else sending.whatsapp_templates(force=force)
    template = _template(await read_all(every), cleaned(name))
    asked = variables(template, facebook=facebook)
    values: dict[str, str] = {}
    for each in given:
        variable, value = _given(template, asked, each)
        if variable.kind == "reply":
            flows = await read_all(workspace.flows.sub_flows(force=force))
            value = named(flows, value, "sub-flow").sub_flow_ns
        values[variable.name] = value
    if lacking := [each for each in asked if each.required and not values.get(each.name, "").strip()]:
        needed = ", ".join(each.title for each in lacking)
        raise Malformed(
            f"Template {template.name} needs {needed}.",
            advice=f"Add --template-value '{lacking[0].title}=…'.",
        )
    ordered = {each.name: values[each.name] for each in asked if values.get(each.name)}
    return sending_of(await filling_of(workspace, template, ordered, facebook=facebook, force=force))


def _template(templates: Sequence[Template], name: str) -> Template:
    """The template of a name, in which the language may be told behind a colon.

    Raises:
        Malformed: when it isn't exactly one, or can't be sent.
    """
    called, _, language = name.partition(":")
    found = [each for each in templates if not language or fold(each.language) == fold(language)]
    if len(same := [each for each in found if fold(each.name) == fold(called)]) > 1:
        candidates = ", ".join(f"{each.name}:{each.language}" for each in same)
        raise Malformed(f"There is more than one template called {called}.", advice=f"Choose {candidates}.")
    template = named(found, called, "template")
    if not template.approved:
        raise Malformed(f"Template {template.name} isn't approved: {template.status.lower()}.", advice="")
    return template


def _given(template: Template, asked: Sequence[Variable], text: str) -> tuple[Variable, str]:
    """The variable and the value in `variable=value`.

    Raises:
        Malformed: when it isn't exactly one of the template's.
    """
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise Malformed(f"--template-value wants VARIABLE=VALUE, not {text}.", advice="")
    wanted = fold(cleaned(key))
    found = [each for each in asked if wanted in (fold(each.name), fold(each.title))]
    found = found or [each for each in asked if fold(each.name).endswith(f"_{{{{{wanted}}}}}")]
    if len(found) != 1:
        about = f"more than one variable {key}" if found else f"no variable {key}"
        known = ", ".join(each.title for each in found or asked) or "none"
        raise Malformed(f"Template {template.name} has {about}.", advice=f"Its variables: {known}.")
    return found[0], value
