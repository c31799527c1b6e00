# SPDX-License-Identifier: MIT
"""What a bot is made of, as declarations: resources with columns, detail and actions. No Textual here."""
