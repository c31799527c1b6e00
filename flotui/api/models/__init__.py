# SPDX-License-Identifier: MIT
"""What the host's rows mean: lenient, typed views of them."""
