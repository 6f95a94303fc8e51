"""A data set per purpose, under its own subject ids, with its cleared items only."""
