"""Zone 3: names only by a recorded act."""
