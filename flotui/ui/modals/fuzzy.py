"""Fuzzy search, where dialogs look for it; see `flotui.resources.fuzzy`."""

from flotui.resources.fuzzy import Index, fold, fold_map, hits, match

__all__ = ["Index", "fold", "fold_map", "hits", "match"]
