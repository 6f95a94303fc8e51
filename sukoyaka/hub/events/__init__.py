"""The one long table: every fact about a person, from the register's event codes."""
