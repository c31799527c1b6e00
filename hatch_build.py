# SPDX-License-Identifier: MIT
"""What a package index shows of flotui: the README with links that lead somewhere, and the project's addresses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

REPOSITORY = "https://example.org/flotui"
"""Where the repository is. A placeholder until there is a public one: this is the only place that says it."""

_LINK = re.compile(r"\]\((?!https?://|#)([^)]+)\)")


def absolute(readme: str) -> str:
    """The README with every link and picture of this repository made absolute.

    Args:
        readme: the README, as Markdown.
    """

    def replaced(found: re.Match[str]) -> str:
        path = found[1]
        kind = "raw" if path.endswith((".svg", ".png", ".gif")) else "blob"
        return f"]({REPOSITORY}/{kind}/main/{path})"

    return _LINK.sub(replaced, readme)


class Metadata(MetadataHookInterface):
    """Fills in the README and the addresses when the package is built."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add `readme` and `urls` to the project's metadata."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text)}
        metadata["urls"] = {
            "Source": REPOSITORY,
            "Documentation": f"{REPOSITORY}/blob/main/README.md",
            "Changes": f"{REPOSITORY}/blob/main/CHANGELOG.md",
            "Issues": f"{REPOSITORY}/issues",
        }
