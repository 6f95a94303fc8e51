"""Tags of the templates: words in the reader's language, days in both calendars, ages.

A page writes hundreds of them, so they are nodes of their own: words that the template itself writes are translated and
escaped once, when the template is read.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from django import template
from django.template.base import FilterExpression, Node, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from sukoyaka.office.casework.days import in_both, month_in_both
from sukoyaka.office.web.words import LANGUAGES, in_language
from sukoyaka.records.age import age_in_words, completed_months

register = template.Library()
KEPT = 4_096  # days and ages that a process remembers; a city's small children have fewer


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, to go through."""
    return text.split()


@register.filter
def of(form: Mapping[str, str], name: str) -> str:
    """What a form holds under a name; nothing if it does not."""
    return form.get(name, "")


def language_in(context: Context) -> str:
    """The reader's language. A page has one, so the first answer is kept with the context."""
    found: str | None = context.__dict__.get("office_language")
    if found is None:
        found = context.__dict__["office_language"] = str(context.get("language", LANGUAGES[0]))
    return found


class Words(Node):
    """Words that the template writes itself."""

    def __init__(self, text: str) -> None:
        self.told = {language: escape(in_language(text, language)) for language in LANGUAGES}

    def render(self, context: Context) -> SafeString:
        """In the reader's language."""
        return self.told[language_in(context)]


class Told(Node):
    """A text of the page, or words with places to fill."""

    def __init__(self, text: FilterExpression, values: dict[str, FilterExpression]) -> None:
        self.text, self.values = text, values

    def render(self, context: Context) -> SafeString:
        """In the reader's language, its places filled, escaped as a whole."""
        words = in_language(str(self.text.resolve(context)), language_in(context))
        filled = words.format(**{name: value.resolve(context) for name, value in self.values.items()}) if self.values else words
        return conditional_escape(filled)


@register.tag
def t(parser: Parser, token: Token) -> Node:
    """A text in the reader's language, its {places} filled: `{% t "{n}人" n=count %}`."""
    _, text, *values = token.split_contents()
    if not values and text[0] == text[-1] and text[0] in "\"'":
        return Words(text[1:-1])
    named = token_kwargs(values, parser)
    if values:
        raise template.TemplateSyntaxError(f"{{% t %}} takes name=value, not {values[0]}")
    return Told(parser.compile_filter(text), named)


class Of(Node):
    """Something said of a few values in the reader's language."""

    def __init__(self, say: Callable[..., str], values: list[FilterExpression]) -> None:
        self.say, self.values = say, values

    def render(self, context: Context) -> str:
        """Markup; `say` has escaped what needs it."""
        return self.say(language_in(context), *[value.resolve(context) for value in self.values])


def said(say: Callable[..., str]) -> Callable[[Parser, Token], Node]:
    """Registers `say(language, *values)` as a tag of its name."""

    def read(parser: Parser, token: Token) -> Node:
        return Of(say, [parser.compile_filter(word) for word in token.split_contents()[1:]])

    register.tag(say.__name__, read)
    return read


@said
@lru_cache(KEPT)
def day(language: str, value: date | None) -> str:
    """「令和6年4月1日 (2024-04-01)」, or the plain day in English; a dash for none."""
    if value is None:
        return "―"
    parts = [value.isoformat()] if language == "en" else in_both(value).split(" ")
    return mark_safe(" ".join(f'<span class="nowrap">{part}</span>' for part in parts))  # noqa: S308 - a date's own digits


@said
@lru_cache(KEPT)
def month(language: str, value: date | None) -> str:
    """A day of which the month is known."""
    if value is None:
        return "―"
    return f"{value:%Y-%m}" if language == "en" else month_in_both(value)


@said
@lru_cache(KEPT)
def age(language: str, birth: date, on: date) -> str:
    """「2歳3か月」."""
    if language != "en":
        return age_in_words(birth, on)
    years, months = divmod(max(completed_months(birth, on), 0), 12)
    return f"{years} y {months} m"
