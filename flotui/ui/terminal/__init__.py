# SPDX-License-Identifier: MIT
"""All that lies between Textual and the terminal: keys in, what is painted out, modes, and how it ends."""
