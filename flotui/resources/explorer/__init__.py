# SPDX-License-Identifier: MIT
"""The API area: every operation of the contract, tried out; what was executed, and what was saved."""
