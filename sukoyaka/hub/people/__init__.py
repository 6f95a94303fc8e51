"""People and households over time: who is who, who lived with whom on a day, and what could have been observed."""
