# SPDX-License-Identifier: MIT
"""An embedded Flochat: an ASGI app that speaks the contract, quirks and all.

It holds a made-up shop's bot, so that the program can be tried and tested without a host. Importing
this package is cheap: the app is in `flotui.sandbox.app`, the server in `flotui.sandbox.serve`.
"""

from __future__ import annotations

DEMO_TOKEN = "demo"
"""The token that opens everything, unless another is asked for."""

DEMO_PREFIX = "f1284"
"""What every namespace id of the demo bot begins with."""
