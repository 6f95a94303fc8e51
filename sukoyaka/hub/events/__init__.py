"""The one long table, from the register's event codes."""
