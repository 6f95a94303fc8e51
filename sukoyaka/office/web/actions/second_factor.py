"""Enrols and checks the second factor: six digits of an authenticator (RFC 6238), or a recovery code, each good once.

The secret lies sealed under a key derived from the office's key file, never in the clear in the database.
"""

import base64
import hashlib
import os
import secrets
from urllib.parse import quote, urlencode

import segno
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django_otp.oath import TOTP  # type: ignore[import-untyped]  # it has no types

from sukoyaka.office.web import clock
from sukoyaka.office.web.models import Account, SecondFactor

ISSUER = "Sukoyaka"
SECRET, NONCE, DIGITS = 20, 12, 6
TOLERANCE = 1  # steps of 30 seconds that a clock may be off
RECOVERY = 8  # codes of a person


def factor_of(account: Account) -> SecondFactor:
    """The account's factor; a new unconfirmed one with a fresh secret if it has none."""
    found = SecondFactor.objects.filter(account=account).first()
    if found is None:
        found, _ = SecondFactor.objects.get_or_create(account=account, defaults={"box": _sealed(os.urandom(SECRET), account)})
    return found


def uri(factor: SecondFactor) -> str:
    """What an authenticator reads."""
    label = quote(f"{ISSUER}:{factor.account.username}")
    return f"otpauth://totp/{label}?" + urlencode({"secret": shown_secret(factor), "issuer": ISSUER})


def shown_secret(factor: SecondFactor) -> str:
    """The secret for typing by hand."""
    return base64.b32encode(_opened(factor)).decode()


def picture(factor: SecondFactor) -> str:
    """The address as a QR code: one `<svg>` without any style, so that the policy of the pages holds."""
    return str(segno.make(uri(factor), error="m").svg_inline(scale=5, dark="#1a1a1c", light="#ffffff", border=4))


def confirm(account: Account, code: str) -> list[str] | None:
    """Ends the enrolment by a right code; the recovery codes, which are shown this once. Nothing for a wrong code."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().get(account=account)
        if factor.confirmed_at or not _right(factor, code):
            return None
        codes = [secrets.token_hex(8) for _ in range(RECOVERY)]
        factor.confirmed_at, factor.recovery = clock.now(), [_hash(one) for one in codes]
        factor.save(update_fields=["confirmed_at", "recovery", "last_step"])
        return [f"{one[:4]}-{one[4:8]}-{one[8:12]}-{one[12:]}" for one in codes]


def check(account: Account, code: str) -> bool:
    """Whether the code is the one of now, or a recovery code; either is used up by this."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().get(account=account)
        if not factor.confirmed_at:
            return False
        if _right(factor, code):
            factor.save(update_fields=["last_step"])
            return True
        left = [one for one in factor.recovery if not secrets.compare_digest(one, _hash(code))]
        if len(left) == len(factor.recovery):
            return False
        factor.recovery = left
        factor.save(update_fields=["recovery"])
        return True


def forget(account: Account) -> bool:
    """Forgets a lost factor: the account enrols again. Whether there was one."""
    return bool(SecondFactor.objects.filter(account=account).delete()[0])


def _right(factor: SecondFactor, code: str) -> bool:
    """Whether it is the code of now and later than the last one used; notes its step."""
    digits = code.replace(" ", "")
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return False
    generator = TOTP(_opened(factor))
    generator.time = clock.now().timestamp()
    if not generator.verify(int(digits), tolerance=TOLERANCE, min_t=factor.last_step + 1):
        return False
    factor.last_step = generator.t()
    return True


def _hash(code: str) -> str:
    """Recovery codes have 64 random bits, so a plain hash is enough."""
    return hashlib.sha256(code.strip().lower().replace("-", "").encode()).hexdigest()


def _key() -> AESGCM:
    return AESGCM(hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest())


def _sealed(secret: bytes, account: Account) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + _key().encrypt(nonce, secret, account.username.encode())


def _opened(factor: SecondFactor) -> bytes:
    box = bytes(factor.box)
    return _key().decrypt(box[:NONCE], box[NONCE:], factor.account.username.encode())
