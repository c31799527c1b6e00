# SPDX-License-Identifier: MIT
"""The terminal: panels, dialogs, widgets. Only this room and `app.py` know Textual."""
