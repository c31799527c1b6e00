"""What a bot (the API calls it a flow) is made of."""

from __future__ import annotations

from typing import Any, ClassVar

from flotui.api.models.base import Model
from flotui.api.models.subscriber import value_text


class Tag(Model):
    """A flag that subscribers carry for their current state."""

    ID: ClassVar[str] = "tag_ns"
    tag_ns: str = ""
    name: str = ""


class SubFlow(Model):
    """A piece of conversation that can be started."""

    ID: ClassVar[str] = "sub_flow_ns"
    sub_flow_ns: str = ""
    name: str = ""


class UserField(Model):
    """A field that every subscriber has a value of."""

    ID: ClassVar[str] = "var_ns"
    var_ns: str = ""
    name: str = ""
    var_type: str = "text"
    description: str = ""
    display_type: str = ""


class BotField(Model):
    """A field with one value for the whole bot."""

    ID: ClassVar[str] = "var_ns"
    var_ns: str = ""
    name: str = ""
    var_type: str = "text"
    value: Any = None
    description: str = ""
    is_template_field: bool = False

    @property
    def text(self) -> str:
        """Its value as text; empty for null and ""."""
        return value_text(self.value)


class Segment(Model):
    """A saved filter over the subscribers, evaluated live."""

    ID: ClassVar[str] = "segment_ns"
    segment_ns: str = ""
    name: str = ""
