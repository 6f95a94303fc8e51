"""Pages about criteria: the readable sheet of a version, and what a trial of another version found."""
