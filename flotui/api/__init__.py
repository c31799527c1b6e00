# SPDX-License-Identifier: MIT
"""The API of a Flochat host: its catalogue, a Call, the client that sends it, and what can go wrong."""
