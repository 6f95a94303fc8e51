"""Where the hub keeps things: its home directory, the ledger of parcels, what was received, and how a table becomes a file."""
