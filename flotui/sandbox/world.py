# SPDX-License-Identifier: MIT
"""Everything that the demo bot is and has, as one world that can be made again from its seed."""

from __future__ import annotations

import functools
from collections.abc import Callable

from flotui.sandbox import DEMO_PREFIX
from flotui.sandbox.chats import Chats
from flotui.sandbox.clock import Clock
from flotui.sandbox.history import History
from flotui.sandbox.people import People
from flotui.sandbox.seed import bot, team
from flotui.sandbox.seed.fields import FIRST_FIELD, SEED_FIELDS
from flotui.sandbox.seed.past import broadcasts
from flotui.sandbox.seed.worlds import SHOP_WINDOW, TALKATIVE, USUAL
from flotui.sandbox.shop import Shop
from flotui.sandbox.table import Table


class World:
    """The bot and its workspace. A part is made when it is first asked for."""

    def __init__(
        self,
        *,
        subscribers: int,
        seed: int,
        clock: Clock,
        shop_window: bool = False,
        talkative: bool = False,
    ) -> None:
        """Make the world.

        Args:
            subscribers: how many people the bot has.
            seed: makes other people with other lives.
            clock: tells the time.
            shop_window: for pictures: plain names and real prices.
            talkative: for the demo: everybody has said something.
        """
        self.clock = clock
        self.seed = seed
        self._seed = SHOP_WINDOW if shop_window else TALKATIVE if talkative else USUAL
        self.crowd = self._seed.crowd(seed, subscribers, clock.start)
        self.people = People(self.crowd)
        self.chats = Chats(self.crowd, clock, self._seed.chat)
        self.settings = {
            "default_start_flow": f"{DEMO_PREFIX}s2001",
            "web_chat_start_flow": f"{DEMO_PREFIX}s2001",
            "ai_provider": "openai",
            "ai_model": "gpt-5",
            "stt_model": "whisper-sandbox",
        }
        """The bot's settings, by a name of ours."""
        self.channels = dict.fromkeys(team.CHANNELS, 1)
        """Which channels the workspace offers, 1 or 0."""
        self.sidebar = ["hide_notes"]
        """What the dashboard's chat hides."""

    @functools.cached_property
    def tags(self) -> Table:
        """The bot's tags."""
        rows = ({"name": name} for name in bot.SEED_TAGS)
        return Table("Tag", "tag_ns", rows, identify=_ns("t"), first=3001)

    @functools.cached_property
    def labels(self) -> Table:
        """The workspace's labels."""
        return Table("Label", "id", ({"name": name} for name in bot.SEED_LABELS), first=61)

    @functools.cached_property
    def user_fields(self) -> Table:
        """The fields that every subscriber has a value in, or none."""
        rows = (
            {"name": each.name, "var_type": each.kind, "description": "", "value": None}
            for each in SEED_FIELDS
        )
        return Table("User field", "var_ns", rows, identify=_ns("v"), first=FIRST_FIELD)

    @functools.cached_property
    def bot_fields(self) -> Table:
        """The bot's own fields."""
        return Table("Bot field", "var_ns", bot.BOT_FIELDS, identify=_ns("v"), first=7001)

    @functools.cached_property
    def sub_flows(self) -> Table:
        """The sub-flows."""
        rows = ({"name": name} for name in bot.SUB_FLOW_NAMES)
        return Table("Sub flow", "sub_flow_ns", rows, identify=_ns("s"), first=2001)

    @functools.cached_property
    def segments(self) -> Table:
        """The saved filters."""
        rows = ({"name": name, "_filter": saved} for name, saved in bot.SEGMENTS)
        return Table("Segment", "segment_ns", rows, identify=_ns("sg"), first=31)

    @functools.cached_property
    def webhooks(self) -> Table:
        """The inbound webhooks."""
        return Table("Inbound webhook", "id", team.WEBHOOKS)

    @functools.cached_property
    def widgets(self) -> Table:
        """The chat buttons for web pages."""
        return Table("Widget", "id", team.WIDGETS, first=71)

    @functools.cached_property
    def agents(self) -> Table:
        """The workspace's people."""
        return Table("Agent", "id", team.AGENTS, first=20)

    @functools.cached_property
    def groups(self) -> Table:
        """The groups of agents."""
        return Table("Agent group", "id", team.GROUPS, first=41)

    @functools.cached_property
    def shortcuts(self) -> Table:
        """The agents' canned replies."""
        return Table("Shortcut", "id", team.SHORTCUTS)

    @functools.cached_property
    def closing_notes(self) -> Table:
        """The forms that an agent fills in when closing."""
        rows = (
            {**row, "note_ns": _ns("cn")(number)} for number, row in enumerate(team.CLOSING_NOTES, start=1)
        )
        return Table("Closing note", "id", rows)

    @functools.cached_property
    def ai_agents(self) -> Table:
        """The AI agents."""
        rows = ({**row, "id": str(number)} for number, row in enumerate(team.AI_AGENTS, start=81))
        return Table("AI agent", "ai_agent_ns", rows, identify=_ns("ag"), first=81)

    @functools.cached_property
    def ai_tasks(self) -> Table:
        """The AI tasks."""
        rows = ({**row, "id": str(number)} for number, row in enumerate(team.AI_TASKS, start=91))
        return Table("AI task", "ai_task_ns", rows, identify=_ns("at"), first=91)

    @functools.cached_property
    def whatsapp_templates(self) -> Table:
        """The message templates that WhatsApp knows."""
        return Table("Template", "id", team.WHATSAPP_TEMPLATES)

    @functools.cached_property
    def facebook_templates(self) -> Table:
        """The utility message templates that Facebook knows."""
        return Table("Template", "id", team.FACEBOOK_TEMPLATES)

    @functools.cached_property
    def events(self) -> Table:
        """The kinds of custom event."""
        keys = ("name", "description", "text_label", "price_label", "number_label")
        rows = (dict(zip(keys, row, strict=True)) for row in bot.EVENTS)
        return Table("Custom event", "event_ns", rows, identify=_ns("e"), first=401)

    @functools.cached_property
    def broadcasts(self) -> Table:
        """What was sent to many, oldest first."""
        rows = broadcasts(self.clock.start, len(self.people.indexes()))
        return Table("Broadcast", "broadcast_ns", rows, identify=_ns("b"), first=501)

    @functools.cached_property
    def history(self) -> History:
        """What happened: logs and daily figures."""
        return History(self.crowd, self.clock)

    @functools.cached_property
    def shop(self) -> Shop:
        """What is sold, and to whom."""
        return Shop(self.crowd, self.clock, self._seed)

    def tables(self) -> dict[str, Table]:
        """Every table, by name, for tests that want to look in."""
        own = {name: getattr(self, name) for name in _TABLES}
        logs = {f"log_{name}": getattr(self.history, name) for name in _LOGS}
        return own | logs | {name: getattr(self.shop, name) for name in _GOODS}


_TABLES = (
    "tags",
    "labels",
    "user_fields",
    "bot_fields",
    "sub_flows",
    "segments",
    "webhooks",
    "widgets",
    "agents",
    "groups",
    "shortcuts",
    "closing_notes",
    "ai_agents",
    "ai_tasks",
    "whatsapp_templates",
    "facebook_templates",
    "events",
    "broadcasts",
)
_GOODS = ("products", "variants", "types", "vendors", "product_tags", "locations", "codes", "orders")
_LOGS = ("errors", "events", "activities", "conversations")


def _ns(kind: str) -> Callable[[int], str]:
    return lambda number: f"{DEMO_PREFIX}{kind}{number}"
