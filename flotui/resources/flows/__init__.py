# SPDX-License-Identifier: MIT
"""What the bot is made of, what happened in it, and the workspace around it: one module for each thing."""
