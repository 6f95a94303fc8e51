"""Tags of the templates: words in the reader's language, days in both calendars, ages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html

from sukoyaka.office.casework.days import in_both, month_in_both
from sukoyaka.office.web.words import in_language
from sukoyaka.records.age import age_in_words, completed_months

register = template.Library()


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, to go through."""
    return text.split()


@register.filter
def of(form: Mapping[str, str], name: str) -> str:
    """What a form holds under a name; nothing if it does not."""
    return form.get(name, "")


@register.simple_tag(takes_context=True)
def t(context: dict[str, Any], text: object, **values: object) -> str:
    """A text in the reader's language, its {places} filled."""
    words = in_language(str(text), context.get("language", "ja"))
    return words.format(**values) if values else words


@register.simple_tag(takes_context=True)
def day(context: dict[str, Any], value: date | None) -> str:
    """「令和6年4月1日 (2024-04-01)」, or the plain day in English; a dash for none."""
    if value is None:
        return "―"
    if context.get("language") == "en":
        return format_html('<span class="nowrap">{}</span>', value.isoformat())
    era, common = in_both(value).split(" ")
    return format_html('<span class="nowrap">{}</span> <span class="nowrap">{}</span>', era, common)


@register.simple_tag(takes_context=True)
def month(context: dict[str, Any], value: date | None) -> str:
    """A day of which the month is known."""
    if value is None:
        return "―"
    return f"{value:%Y-%m}" if context.get("language") == "en" else month_in_both(value)


@register.simple_tag(takes_context=True)
def age(context: dict[str, Any], birth: date, on: date) -> str:
    """「2歳3か月」."""
    if context.get("language") != "en":
        return age_in_words(birth, on)
    years, months = divmod(max(completed_months(birth, on), 0), 12)
    return f"{years} y {months} m"
