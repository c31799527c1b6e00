# SPDX-License-Identifier: MIT
"""SQLite on disk: what the host said (the cache) and what we did (the journal)."""
