# SPDX-License-Identifier: MIT
"""The made-up shop Acme Retail: its bot, its people and what happened there. Nobody in it is real."""
