"""The study of groups: how the health of those who live with a child goes with its growth. No list is made of it, and no point."""
