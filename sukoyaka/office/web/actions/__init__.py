"""What changes something: one file a verb. Each loads, checks, changes and records in one transaction."""
