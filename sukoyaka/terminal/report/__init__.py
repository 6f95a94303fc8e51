"""What each holder is handed: an HTML page and a CSV of findings, with lines and how to mend; never a value."""
