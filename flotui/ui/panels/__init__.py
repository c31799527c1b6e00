# SPDX-License-Identifier: MIT
"""Panels: what stands between the header and the footer."""
