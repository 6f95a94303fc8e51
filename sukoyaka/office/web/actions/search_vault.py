"""Looks for a child in the vault by name: a re-identification of its own, recorded before anything shows.

Reads every sealed identity under the vault's role, in memory; what was typed is stored nowhere. Puts in a name that
somebody entered by hand.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import connection

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.purposes import REVEAL_LASTS, Category
from sukoyaka.office.casework.searching import Result, check_search, search
from sukoyaka.office.vault.lookup import Vault
from sukoyaka.office.vault.sealing import Identity, Sealed, seal, unseal
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.actions.reveal import DatabaseShelf
from sukoyaka.office.web.actions.step_up import confirm_again
from sukoyaka.office.web.keyring import vault_key
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.rules import SEARCH

SESSION = "found"  # what the last search of this session showed, and why it was made
FIELDS = ("name", "birth_date", "years")
ALL = f"""
    SAVEPOINT the_vault;
    SET LOCAL office.purpose = '{SEARCH}';
    SET LOCAL ROLE office_vault;
    SELECT "case", key_id, box FROM office_sealedidentity;
    ROLLBACK TO SAVEPOINT the_vault;
    RELEASE SAVEPOINT the_vault;
"""  # noqa: S608 - a word of our own
PUT_IN = """
    SET LOCAL ROLE office_vault;
    INSERT INTO office_sealedidentity ("case", key_id, box, as_of) VALUES ('{case}', '{key}', decode('{box}', 'hex'), '{as_of}');
    RESET ROLE;
"""
"""One message to the database; every value is hexadecimal or a day, made by us. RESET gives back the role of the connection."""


def search_vault(request: OfficeRequest, form: Mapping[str, str]) -> Result:
    """The children that fit; the audit names them, the purpose and the reason, in the same transaction. Raises `Refused`."""
    confirm_again(request)
    purpose, reason = form.get("purpose", ""), form.get("reason", "").strip()
    wanted = check_search(request.user.actor, purpose, reason, {name: form.get(name, "").strip() for name in FIELDS}, clock.today())
    result = search(_identities(), wanted, clock.today())
    cases = [one.case for one in result.shown]
    kinds = (Category.NAME, Category.BIRTH_DATE, Category.SUPPORT_MEASURE) if cases else ()
    told = f"{reason} [{len(cases)} shown]" if not result.too_many else f"{reason} [{result.too_many} fit, none shown]"
    record(request, Action.SEARCH_VAULT, "vault", cases=cases, purpose=purpose, categories=kinds, detail=told)
    request.session[SESSION] = {"cases": cases, "purpose": purpose, "reason": reason, "until": (clock.now() + REVEAL_LASTS).timestamp()}
    return result


def searched(request: OfficeRequest) -> dict[str, object]:
    """What this session's search showed and why it was made. Raises `Refused` without one in the last half hour."""
    found: dict[str, object] | None = request.session.get(SESSION)
    if found is None or datetime.fromtimestamp(float(str(found["until"])), tz=clock.now().tzinfo) <= clock.now():
        raise Refused("氏名の検索から時間がたちました", "", "もう一度検索してください")
    return found


def known(case: str) -> Identity:
    """The identity of a case that a search has shown. Raises `Refused` if it is gone."""
    identity = Vault(vault_key(), DatabaseShelf(SEARCH)).open(case)
    if identity is None:
        raise Refused("このこどもの氏名情報がありません", "", "もう一度検索してください")
    return identity


def enter_identity(request: OfficeRequest, case: str, identity: Identity, purpose: str, reason: str) -> None:
    """Seals a name that no delivery has brought."""
    sealed = seal(case, identity, vault_key())
    values = {"case": sealed.case, "key": sealed.key_id, "box": sealed.box.hex(), "as_of": identity.as_of.isoformat()}
    with connection.cursor() as cursor:
        cursor.execute(PUT_IN.format(**values))
    record(request, Action.ENTER_IDENTITY, "identity", cases=[case], purpose=purpose, detail=reason)


def _identities() -> Iterator[tuple[str, Identity]]:
    key = vault_key()
    with connection.cursor() as cursor:
        cursor.execute(ALL)
        while cursor.description is None:
            cursor.nextset()
        for case, key_id, box in cursor:
            yield case, unseal(Sealed(case, key_id, bytes(box)), key)
