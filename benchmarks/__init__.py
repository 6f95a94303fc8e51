"""Speed as a ratio: each figure stands beside a peer or a limit measured in the same run. Nothing here is a test."""
