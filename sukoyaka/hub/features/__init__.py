"""What is known about a child as of a day, declared once, and what is not observable."""
