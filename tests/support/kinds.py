# SPDX-License-Identifier: MIT
"""What is created with a way back: the kinds whose creation an undo deletes again."""

from __future__ import annotations

from flotui.repositories.things import kinds

CREATIONS = {kind.create: kind for kind in kinds().values() if kind.create and kind.delete}
"""By the operation that creates it."""
