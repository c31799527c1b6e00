# SPDX-License-Identifier: MIT
"""What flotui keeps on this machine: folders, profiles, credentials, preferences, the log.

The lowest room: it imports nothing else of flotui.
"""
