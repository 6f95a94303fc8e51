"""Pictures as SVG text: the same on screen and on paper. Knows no Django."""
