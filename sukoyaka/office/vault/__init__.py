"""Pseudonym → person, encrypted; one lookup."""
