"""Distinct types for distinct ids, so that a pseudonym cannot be passed where a resident number is wanted."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class ResidentNumber:
    """宛名番号. Lives on the terminal only; its repr never shows its value, so no log line can leak it."""

    value: str

    def __repr__(self) -> str:
        return "ResidentNumber(***)"

    __str__ = __repr__


@dataclass(frozen=True, order=True)
class PersonId:
    """A person on the hub: 32 hex digits, made by the terminal under the key of the purpose `platform`."""

    value: str


@dataclass(frozen=True, order=True)
class CaseId:
    """A person in the office: 32 hex digits under the key of the purpose `casework`. The vault knows who it is."""

    value: str

    @property
    def short(self) -> str:
        """What a screen shows before a name is revealed: eight digits in two groups."""
        return f"{self.value[:4]}-{self.value[4:8]}".upper()
