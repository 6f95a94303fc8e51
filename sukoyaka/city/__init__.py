"""A synthetic city: people, households, services and their dirt. Writes extracts; knows the truth."""
