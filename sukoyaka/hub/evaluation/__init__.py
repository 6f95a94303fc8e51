"""Does it work, for whom not, and what is unknown? Lists of past days against what became known afterwards."""
