"""Drafts a register file from an extract that nobody has registered yet: what it holds, column by column, and what must not pass."""
