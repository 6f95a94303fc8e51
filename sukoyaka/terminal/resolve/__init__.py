"""Whose row it is: number, crosswalk, exact cascade on folded keys, review queue."""
