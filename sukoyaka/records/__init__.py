"""The shapes of the data, in the order of the path. Every zone knows these and nothing else of another zone."""
