# SPDX-License-Identifier: MIT
"""The widgets everything on screen is made of."""
