"""What the hub tells in counts: statistics for planning, and the steward's data page. No person is in either."""
