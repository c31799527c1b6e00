# SPDX-License-Identifier: MIT
"""Message templates of WhatsApp and Facebook."""

from __future__ import annotations

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, named, ok, page_of
from flotui.sandbox.world import World


@answers("listWhatsappTemplates")
def templates(world: World, received: Received) -> Row:
    """The templates; a read, though it is a POST."""
    rows = [{key: row[key] for key in row if key != "id"} for row in world.whatsapp_templates.rows()]
    return page_of(received, named(received, rows))


@answers("CreateWhatsappTemplate")
def create_template(world: World, received: Received) -> Row:
    """Hand a template in; WhatsApp has yet to approve it."""
    body = received.body
    row = {name: body[name] for name in ("name", "language", "category", "components")}
    world.whatsapp_templates.add({"namespace": "acme_sandbox", "status": "PENDING", **row})
    return ok()


@answers("DeleteWhatsappTemplate")
def delete_template(world: World, received: Received) -> Row:
    """Delete the template of that name."""
    world.whatsapp_templates.remove(world.whatsapp_templates.called(received.text("name"))["id"])
    return ok()


@answers("SyncWhatsappTemplates")
def sync_templates(world: World, received: Received) -> Row:
    """Ask WhatsApp for the templates' state: what was pending is approved."""
    for row in world.whatsapp_templates.rows():
        row["status"] = "APPROVED" if row["status"] == "PENDING" else row["status"]
    return ok()


@answers("listFacebookUtilityMessageTemplates")
def facebook_templates(world: World, received: Received) -> Row:
    """Facebook's templates; a read, though it is a POST."""
    rows = [{key: row[key] for key in row if key != "id"} for row in world.facebook_templates.rows()]
    return page_of(received, named(received, rows))


@answers("SyncFacebookUtilityMessageTemplates")
def sync_facebook_templates(world: World, received: Received) -> Row:
    """Ask Facebook for the templates' state: what was pending is approved."""
    for row in world.facebook_templates.rows():
        row["status"] = "APPROVED" if row["status"] == "PENDING" else row["status"]
    return ok()
