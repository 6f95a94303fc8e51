"""The whole path as a new user meets it: each step its own process in its own home, measured."""
