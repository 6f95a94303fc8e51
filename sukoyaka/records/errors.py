"""One class per cause, one exit code per class. A message says what came, what is allowed, what to do next.

No message ever holds a name or a value of a person: files, columns, counts and rule names only.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit status means. An operator without the log can tell the cause from it."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    # the register and its gate
    REGISTER_INVALID = 10
    NOT_PERMITTED = 11
    # the terminal
    FILE_REFUSED = 20
    KEY_UNAVAILABLE = 21
    NOTHING_TO_DO = 22
    # parcels
    PARCEL_DAMAGED = 30
    PARCEL_INCOMPLETE = 31
    PARCEL_NOT_FOR_US = 32
    PARCEL_SENDER_UNKNOWN = 33
    PARCEL_REGISTER_MISMATCH = 34
    PARCEL_OUT_OF_SEQUENCE = 35
    PARCEL_KEY_MISMATCH = 36
    # the hub
    STORE_DAMAGED = 40
    NO_SNAPSHOT = 41
    CRITERIA_INVALID = 42
    DATA_INCONSISTENT = 43
    STORE_FULL = 44
    ENGINE_MISSING = 49
    # the office
    DATABASE_UNAVAILABLE = 50
    AUDIT_BROKEN = 51
    FINDINGS_INVALID = 52


class SukoyakaError(Exception):
    """An error shown without a traceback: what came, what is allowed, what to do next."""

    exit_code = ExitCode.UNEXPECTED

    def __init__(self, came: str, allowed: str = "", next_step: str = "") -> None:
        self.came, self.allowed, self.next_step = came, allowed, next_step
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """The whole message in one line."""
        parts = [self.came]
        if self.allowed:
            parts.append(f"Allowed: {self.allowed}")
        if self.next_step:
            parts.append(f"Next: {self.next_step}")
        return " ".join(part.rstrip(".") + "." for part in parts)


class RegisterInvalid(SukoyakaError):
    """A register file that cannot be obeyed: unknown key, missing legal basis, unknown masking."""

    exit_code = ExitCode.REGISTER_INVALID


class NotPermitted(SukoyakaError):
    """The register does not allow this item for this purpose; the message names the missing legal step."""

    exit_code = ExitCode.NOT_PERMITTED


class ParcelDamaged(SukoyakaError):
    """A part or the manifest is not what the sender signed."""

    exit_code = ExitCode.PARCEL_DAMAGED


class ParcelIncomplete(SukoyakaError):
    """A part is missing or cut; bring it again, the others are kept."""

    exit_code = ExitCode.PARCEL_INCOMPLETE


class ParcelNotForUs(SukoyakaError):
    """Encrypted to another zone."""

    exit_code = ExitCode.PARCEL_NOT_FOR_US


class ParcelSenderUnknown(SukoyakaError):
    """Signed by nobody we trust."""

    exit_code = ExitCode.PARCEL_SENDER_UNKNOWN


class ParcelKeyMismatch(SukoyakaError):
    """Pseudonyms made with another key than those received before: nobody would be the same person."""

    exit_code = ExitCode.PARCEL_KEY_MISMATCH


class ParcelRegisterMismatch(SukoyakaError):
    """Made under a register that this zone does not hold."""

    exit_code = ExitCode.PARCEL_REGISTER_MISMATCH
