# SPDX-License-Identifier: MIT
"""`blake2b`, as hashlib has it, without hashlib: that loads OpenSSL, which takes as long as ten modules of ours."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # where hashlib takes it from
except ImportError:  # a Python that was built without it
    from hashlib import blake2b

__all__ = ["blake2b"]
