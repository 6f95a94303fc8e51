"""Cleansing: one file per kind of dirt, each a named, versioned rule. Every change of a value is recorded with its rule."""
