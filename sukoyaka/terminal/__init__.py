"""Zone 1, sees names: reads departments' extracts, checks them, finds whose row it is, masks, and seals."""
