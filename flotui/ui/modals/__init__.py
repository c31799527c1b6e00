# SPDX-License-Identifier: MIT
"""The dialogs. Nothing here is imported before the first one is opened (see `flotui.ui.ask`)."""
