# SPDX-License-Identifier: MIT
"""The workspace: its bots, people, groups, labels and settings."""

from __future__ import annotations

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, data, equal, invalid, named, ok, page_of, shown
from flotui.sandbox.seed.team import FLOWS, WORKSPACE
from flotui.sandbox.world import World

_GROUP = ("name", "image", "assign_method", "online_first", "only_view_assigned_to_me")


@answers("workspaceInfo")
def info(world: World, received: Received) -> Row:
    """The workspace."""
    return data(dict(WORKSPACE))


@answers("workspaceBots")
def bots(world: World, received: Received) -> Row:
    """The workspace's bots."""
    return page_of(received, equal(received, named(received, FLOWS), "type"))


@answers("workspaceMembers")
def members(world: World, received: Received) -> Row:
    """The workspace's people."""
    return page_of(received, equal(received, named(received, world.agents.rows()), "role"))


@answers("teamLabels")
def labels(world: World, received: Received) -> Row:
    """The labels."""
    return page_of(received, named(received, world.labels.rows()))


@answers("teamCreateLabel")
def create_label(world: World, received: Received) -> Row:
    """Make a label. Its name must be new."""
    name = received.text("name")
    if world.labels.find(name):
        raise invalid("name", "The name has already been taken.")
    return ok(**world.labels.add({"name": name}))


@answers("teamDeleteLabel")
def delete_label(world: World, received: Received) -> Row:
    """Delete a label: nobody has it any more."""
    world.labels.remove(received.body["id"])
    return ok()


@answers("teamDeleteLabelByName")
def delete_label_by_name(world: World, received: Received) -> Row:
    """Delete the label of that name."""
    world.labels.remove(world.labels.called(received.text("name"))["id"])
    return ok()


@answers("teamAgentGroups")
def groups(world: World, received: Received) -> Row:
    """The groups of agents."""
    return page_of(received, named(received, world.groups.rows()), shown)


@answers("teamViewAgentGroup")
def group(world: World, received: Received) -> Row:
    """One group with its members, as a bare object."""
    kept = world.groups.get(received.arguments["id"])
    members = [
        {"user_id": each.get("user_id"), "weighting": each.get("weighting", 1)}
        | {"name": world.agents.get(each.get("user_id"))["name"]}
        for each in kept.get("_members", ())
    ]
    return {**shown(kept), "members": members}


@answers("teamCreateAgentGroup")
def create_group(world: World, received: Received) -> Row:
    """Make a group."""
    row = {
        "name": received.text("name"),
        "image": received.text("image"),
        "assign_method": received.text("assign_method") or "random",
        "online_first": received.body.get("online_first", 0),
        "only_view_assigned_to_me": received.body.get("only_view_assigned_to_me", 0),
    }
    return ok(**world.groups.add(row))


@answers("teamUpdateAgentGroup")
def update_group(world: World, received: Received) -> Row:
    """Change a group."""
    return ok(**shown(world.groups.update(received.arguments["id"], received.body, _GROUP)))


@answers("teamDeleteAgentGroup")
def delete_group(world: World, received: Received) -> Row:
    """Delete a group."""
    world.groups.remove(received.arguments["id"])
    return ok()


@answers("teamUpdateAgentGroupUsers")
def set_group_members(world: World, received: Received) -> Row:
    """Say who is in a group: these and no others."""
    members = received.body["members"]
    for member in members:
        world.agents.get(member.get("user_id"))
    world.groups.get(received.arguments["id"])["_members"] = members
    return ok()


@answers("workspaceSettingsChannels", "workspaceSettingsChannelsUpdate")
def channels(world: World, received: Received) -> Row:
    """Which channels the workspace offers; an update changes those in the body."""
    world.channels.update(
        {name: int(received.body[name]) for name in world.channels if name in received.body}
    )
    return data(dict(world.channels))


@answers("workspaceSettingsLiveChatSidebar", "workspaceSettingsLiveChatSidebarUpdate")
def sidebar(world: World, received: Received) -> Row:
    """What the dashboard's chat hides; an update sets the whole list."""
    if "data" in received.body:
        world.sidebar = [str(each) for each in received.body["data"]]
    return data(world.sidebar)
