"""Elements of a picture as text. Attributes come in the order given, so the same picture has the same bytes."""

from xml.sax.saxutils import escape, quoteattr

Value = str | float


def tag(name: str, *inside: str, **attributes: Value) -> str:
    """An element; `_` in an attribute's name becomes `-`, a trailing one is dropped (`class_`)."""
    words = "".join(f" {key.rstrip('_').replace('_', '-')}={quoteattr(number(value))}" for key, value in attributes.items())
    return f"<{name}{words}>{''.join(inside)}</{name}>" if inside else f"<{name}{words}/>"


def text(words: str, x: float, y: float, **attributes: Value) -> str:
    """A line of text, escaped."""
    return tag("text", escape(words), x=x, y=y, **attributes)


def titled(words: str) -> str:
    """What a pointer shows, escaped."""
    return tag("title", escape(words))


def number(value: Value) -> str:
    """Numbers to a tenth of a pixel, without needless zeros."""
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
