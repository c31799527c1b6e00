# SPDX-License-Identifier: MIT
"""Reading and writing a bot's things: async, cached, typed."""
