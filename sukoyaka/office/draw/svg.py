"""Elements of a picture as text. Attributes come in the order given, so the same picture has the same bytes."""

from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

Value = str | float


def tag(name: str, *inside: str, **attributes: Value) -> str:
    """An element; `_` in an attribute's name becomes `-`, a trailing one is dropped (`class_`)."""
    words = "".join([_attribute(key, value) for key, value in attributes.items()])
    return f"<{name}{words}>{''.join(inside)}</{name}>" if inside else f"<{name}{words}/>"


@lru_cache(maxsize=20_000)  # the same few places and classes come thousands of times
def _attribute(key: str, value: Value) -> str:
    return f" {key.rstrip('_').replace('_', '-')}={quoteattr(number(value))}"


def text(words: str, x: float, y: float, **attributes: Value) -> str:
    """A line of text, escaped."""
    return tag("text", escape(words), x=x, y=y, **attributes)


def titled(words: str) -> str:
    """What a pointer shows, escaped."""
    return tag("title", escape(words))


def number(value: Value) -> str:
    """Numbers to a tenth of a pixel, without needless zeros."""
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
