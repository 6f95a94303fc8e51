"""Data sets by purpose: one file per purpose, with its cleared items and its own pseudonyms. Readers start with `open_mart`."""

from sukoyaka.hub.marts.opening import Mart, open_mart

__all__ = ["Mart", "open_mart"]
