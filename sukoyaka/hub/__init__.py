"""Zone 2, sees pseudonyms: receives parcels, builds the platform, screens, and reports findings to the office."""
