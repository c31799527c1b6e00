# SPDX-License-Identifier: MIT
"""A subscriber as a whole: what their own rows, their chat and their shopping say together."""
