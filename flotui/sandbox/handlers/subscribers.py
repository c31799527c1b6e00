# SPDX-License-Identifier: MIT
"""Subscribers: listing, looking up, making, deleting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flotui.sandbox.audience import audience
from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.handlers.rows import fields_without_value, subscriber_row
from flotui.sandbox.people import Person
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Refusal, Row, data, ok, page_of
from flotui.sandbox.world import World

_PROFILE = ("name", "first_name", "last_name", "phone", "email", "gender")


@answers("flowBotUsers")
def subscribers(world: World, received: Received) -> Row:
    """The subscribers who match every filter of the query; what is no filter is ignored."""
    page = _page(world, received, received.query)
    if received.habits.restless:
        world.people.stir()
    return page


@answers("teamBotUsers")
def team_subscribers(world: World, received: Received) -> Row:
    """The workspace's subscribers. The other bots of the sandbox have none, so they are this bot's."""
    known = {name: received.query.get(name, "") for name in received.operation.names("query")}
    return _page(world, received, known)


@answers("flowBotUserInfo")
def get_info(world: World, received: Received) -> Row:
    """One subscriber, as a bare object."""
    return subscriber_row(world, world.people.get(received.query["user_ns"]))


@answers("flowBotUserInfoByUserId")
def get_info_by_user_id(world: World, received: Received) -> Row:
    """One subscriber by the id on its channel."""
    return _row(world, world.people.index_of_user_id(received.query["user_id"]))


@answers("flowCreateBotUser")
def create(world: World, received: Received) -> Row:
    """Make a subscriber. A phone that is known already makes a second one."""
    return subscriber_row(world, _create(world, received.body))


@answers("flowCreateManyBotUsers")
def create_many(world: World, received: Received) -> Row:
    """Make up to twenty subscribers, each with tags and fields; all, or none where one is wrong."""
    users = received.body["users"]
    if len(users) > 20:
        raise Refusal(422, "The users must not have more than 20 items.", {"users": ["Too many items."]})
    tags = [
        [world.tags.called(tag["tag_name"])["tag_ns"] for tag in user.get("tags") or ()] for user in users
    ]
    for user in users:
        for each in user.get("user_fields") or ():
            world.user_fields.get(each["var_ns"])
    made = [_create(world, user) for user in users]
    for person, user, held in zip(made, users, tags, strict=True):
        person.tags = held
        person.values = {each["var_ns"]: str(each["value"]) for each in user.get("user_fields") or ()}
    return data([{"user_ns": person.user_ns, "name": person.name} for person in made])


@answers("flowUpdateBotUser")
def update(world: World, received: Received) -> Row:
    """Change a subscriber's profile: only what is in the body."""
    person = world.people.edit(received.text("user_ns"))
    _fill(person, received.body)
    return subscriber_row(world, person)


@answers("flowDeleteBotUser")
def delete(world: World, received: Received) -> Row:
    """Delete a subscriber for good."""
    world.people.remove(received.text("user_ns"))
    return ok()


def _page(world: World, received: Received, query: Mapping[str, str]) -> Row:
    """A page of those who match the filters of a query."""
    empty = fields_without_value(world)
    return page_of(
        received,
        audience(world, query),
        lambda index: subscriber_row(world, world.people.person(index), empty),
    )


def _row(world: World, index: int) -> Row:
    return subscriber_row(world, world.people.person(index))


def _create(world: World, given: Mapping[str, Any]) -> Person:
    whole = given.get("name") or f"{given.get('first_name') or ''} {given.get('last_name') or ''}".strip()
    person = world.people.create(
        name=str(whole),
        phone=given.get("phone") or None,
        email=given.get("email") or None,
        now=world.clock.stamp(),
    )
    _fill(person, {key: value for key, value in given.items() if value})
    return person


def _fill(person: Person, given: Mapping[str, Any]) -> None:
    for name in _PROFILE:
        if name in given:
            value = given[name]
            setattr(
                person,
                name,
                None if value is None and name in ("phone", "email", "gender") else str(value or ""),
            )
    if "image" in given:
        person.profile_pic = given["image"]
    if "name" not in given and ("first_name" in given or "last_name" in given):
        person.name = f"{person.first_name} {person.last_name}".strip()
