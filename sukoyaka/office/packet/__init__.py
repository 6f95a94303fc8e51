"""Meeting papers as PDF: what they say, and how they are set. Knows no Django, reads no network, leaves no file behind."""
