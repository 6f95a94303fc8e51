"""One file per kind of dirt; every change of a value is recorded with its rule."""
