"""Rules of case work without Django: states, permissions, visibility, worklist, timeline."""
