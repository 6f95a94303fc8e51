"""Extracts → typed rows. Encodings, wareki, 外字, claims; nothing undeclared gets in."""
