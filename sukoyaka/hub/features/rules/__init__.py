"""What cannot be said with one aggregate: a small module each, with a table that a nurse or a clerk can check."""
