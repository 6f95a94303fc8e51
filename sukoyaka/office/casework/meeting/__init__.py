"""The policy review meeting (方針検討会), without Django: states, the five blocks, decisions, agenda."""
