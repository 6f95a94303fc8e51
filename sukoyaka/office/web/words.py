"""The words of the screens in two languages. Japanese is written where it is shown; English comes from one catalogue.

Why not gettext: one small table that a translator can read needs no compiled files in the repository.
"""

from django.http import HttpRequest

from sukoyaka.office.web.english import ENGLISH

LANGUAGES = ("ja", "en")
COOKIE = "language"


def language_of(request: HttpRequest) -> str:
    """The language a reader chose; Japanese until then."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def in_language(text: str, language: str) -> str:
    """The text in a language; what the data itself says stays as it is."""
    return ENGLISH.get(text, text) if language == "en" else text
