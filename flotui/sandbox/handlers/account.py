# SPDX-License-Identifier: MIT
"""Who the token belongs to."""

from __future__ import annotations

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Refusal, Row, ok
from flotui.sandbox.seed.team import ME
from flotui.sandbox.world import World


@answers("UserInfo")
def me(world: World, received: Received) -> Row:
    """The person who made the token, as a bare object."""
    return dict(ME)


@answers("userChangePassword")
def change_password(world: World, received: Received) -> Row:
    """Change the password, which the sandbox does not keep."""
    if received.body["password"] != received.body["password_confirmation"]:
        raise Refusal(422, "The password confirmation does not match.", {"password": ["It does not match."]})
    return ok()
