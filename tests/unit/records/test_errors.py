"""Errors are sentences, and no two causes share an exit code."""

from sukoyaka.records.errors import ExitCode, ParcelDamaged, SukoyakaError
from sukoyaka.records.ids import CaseId, ResidentNumber


def test_a_message_says_what_came_what_is_allowed_what_to_do() -> None:
    error = ParcelDamaged("the part 0001.age is not what was signed", "parts as the sender wrote them", "copy it again")
    assert error.sentence() == "the part 0001.age is not what was signed. Allowed: parts as the sender wrote them. Next: copy it again."


def test_exit_codes_are_distinct() -> None:
    assert len({code.value for code in ExitCode}) == len(list(ExitCode))
    causes = [cause.exit_code for cause in SukoyakaError.__subclasses__() if cause.__module__ == SukoyakaError.__module__]
    assert len(causes) == len(set(causes))


def test_a_resident_number_never_shows_itself() -> None:
    number = ResidentNumber("0123456789")
    assert "0123456789" not in f"{number} {number!r} {[number]}"
    assert CaseId("0123456789abcdef" * 2).short == "0123-4567"
