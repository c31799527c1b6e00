# SPDX-License-Identifier: MIT
"""What any room needs of text. It knows nobody."""
