"""sukoyaka (健やか): notice early, reach with support. The computer points; people decide.

Three zones that never import one another (terminal, hub, office), and what they share below them.
`docs/path.md` walks the whole path; each zone's `flow.py` is its table of contents.
"""

__version__ = "0.2.0"
