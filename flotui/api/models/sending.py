# SPDX-License-Identifier: MIT
"""What can be sent, and what was sent to many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from flotui.api.models.base import Model


class Template(Model):
    """A message template of WhatsApp or Facebook.

    The host gives it no id, and the same name exists in several languages: what tells one from another is
    its whole content.
    """

    ID: ClassVar[str] = ""
    name: str = ""
    namespace: str = ""
    language: str = ""
    category: str = ""
    status: str = ""
    components: object = None

    @property
    def parts(self) -> tuple[Mapping[str, object], ...]:
        """Header, body, footer, buttons, as the host describes them."""
        found = self.components if isinstance(self.components, list) else []
        return tuple(each for each in found if isinstance(each, Mapping))

    @property
    def approved(self) -> bool:
        """Whether it can be sent; true where the host doesn't say."""
        return self.status.upper() in ("", "APPROVED", "ACTIVE")


class Broadcast(Model):
    """A message to many. The contract does not say what is in a row."""

    ID: ClassVar[str] = "broadcast_ns"
    broadcast_ns: str = ""
    name: str = ""
    type: str = ""
    status: str = ""
    sub_flow_ns: str = ""
    total: int | None = None
    sent: int | None = None
    max_per_minute: int | None = None
    scheduled_time: str = ""
    created_at: str = ""

    @property
    def title(self) -> str:
        """What to call it."""
        return self.name or self.broadcast_ns or self.row_id
