"""The number of a form: made when a screen is drawn, kept with the row it makes, so that sending twice makes one row."""

import re
import secrets

from django.db import models

from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.web.page import OfficeRequest

NUMBER = re.compile("[0-9a-f]{32}")


def new_number() -> str:
    """A number for a form that is about to be shown."""
    return secrets.token_hex(16)


def number_of(request: OfficeRequest) -> str:
    """The number of the form that was sent. Raises `Refused` for a form that has none."""
    number = request.POST.get("once", "")
    if not NUMBER.fullmatch(number):
        raise Refused("画面の有効期限が切れました", "", "もう一度開いてやり直してください")
    return number


def sent_before(model: type[models.Model], number: str) -> bool:
    """Whether the form with this number has made its row already."""
    return model._default_manager.filter(once=number).exists()
