"""Rows without the builder of statements: a row by its key, as `objects.get` finds it; a row from the values of a statement."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def find(model: type[Row], key: int | str | None) -> Row | None:
    """The row, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(model), [key])
        row = cursor.fetchone()
    return made(model, [field.attname for field in model._meta.concrete_fields], row) if row else None


def made(model: type[Row], names: Sequence[str], values: Sequence[Any]) -> Row:
    """A row of the model from values as the driver gives them; columns that are not named are read when asked for."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    read = [_read(fields[name], value) for name, value in zip(names, values, strict=True)]
    return model.from_db("default", list(names), read)


def _read(field: Any, value: Any) -> Any:
    return field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value


@cache
def _statement(model: type[Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f'SELECT {columns} FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = %s'  # noqa: S608 - names of our own tables
