"""Which rows the database itself shows to whom (row-level security): rules as data, and the statements that make them.

A rule names the permissions of which one is enough, and a condition on the row where there is one. Whoever has told the
database nothing (`asking.py`) sees no row of any table here. Why beside the application's own checks: a forgotten filter, a
wrong join or an injected statement finds only what the person may see anyway.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sukoyaka.office.casework.roles import CHARTERS, Permission

P = Permission
OFFICE = "office"  # the office's own work: receiving, sealing, papers, drawing ahead; never a person
CHARTER = "office_charter"


def _may(*permissions: Permission) -> str:
    """Whether who asks has one of them; with none, whether it is the office itself."""
    named = ", ".join(f"'{permission.value}'" for permission in permissions)
    return f"(SELECT office_may(ARRAY[{named}]::text[]))"


@dataclass(frozen=True)
class Rule:
    """Permissions of which one is enough, and what must hold of the row besides."""

    permissions: tuple[Permission, ...] = ()
    row: str = ""

    @property
    def condition(self) -> str:
        """As PostgreSQL reads it; asking for the permission costs once a statement, not once a row."""
        may = _may(*self.permissions) if self.permissions else ""
        own = f"({self.row} OR {_may()})" if self.row else ""
        return " AND ".join(filter(None, (may, own)))


LISTED = Rule((P.SEE_WORKLIST, P.SEE_CHILD, P.SEE_COUNTS))
FOLLOWED = Rule((P.SEE_WORKLIST, P.SEE_CHILD))
OF_A_CHILD = Rule((P.SEE_CHILD,))
MET = Rule((P.SEE_MEETINGS,))
OWN = Rule(row="account_id = office_account()")

RULES: dict[str, Rule] = {
    "office_case": LISTED,
    "office_listing": LISTED,
    # counted on the desk, shown in a row of a list
    **dict.fromkeys(("office_reason", "office_move", "office_closing", "office_outreach", "office_assessment", "office_verdict"), FOLLOWED),
    # a child's page, its plan, its sheets
    **dict.fromkeys(("office_lifefact", "office_member", "office_coverage", "office_unknown", "office_drawn"), OF_A_CHILD),
    **dict.fromkeys(("office_goal", "office_planact", "office_review", "office_handover"), OF_A_CHILD),
    **dict.fromkeys(("office_assessmentaddendum", "office_keptcopy"), OF_A_CHILD),
    **dict.fromkeys(("office_meeting", "office_meetingitem", "office_meetingmember", "office_meetingrole"), MET),
    **dict.fromkeys(("office_keptminutes", "office_minutesaddendum", "office_packet", "office_packetcopy"), MET),
    "office_alert": Rule(row=f"{_may(P.SEE_CHILD)} OR (change = 'error_answered' AND {_may(P.ANSWER_DATA_ERRORS)})"),
    "office_wisheddata": Rule((P.SEE_CHILD, P.SEE_WISHES)),
    "office_dataerror": Rule(
        (P.SEE_CHILD, P.SEE_ALL_SOURCES, P.ANSWER_DATA_ERRORS),
        row="(SELECT office_may_every_source()) OR holder = ANY (SELECT office_holdings())",
    ),
    "office_referral": OF_A_CHILD,
    **dict.fromkeys(("office_enteredidentity", "office_joined", "office_parted"), FOLLOWED),
    "office_reveal": OWN,
    "office_savedview": OWN,
    "office_sealedidentity": FOLLOWED,  # for the vault's own role there is a stricter one below
}

SEARCH = "search"  # the office looks for a child in the vault: a recorded search by name, a delivery of names
OPENS = _may(P.OPEN_CASE)
SEARCHES = f"current_setting('office.purpose', true) = '{SEARCH}' AND {OPENS}"

FUNCTIONS = """
CREATE OR REPLACE FUNCTION office_may(permissions text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT current_setting('office.role', true) = 'office' OR EXISTS (
        SELECT FROM office_charter c WHERE c.role = current_setting('office.role', true) AND c.permission = ANY (permissions))
$$;
CREATE OR REPLACE FUNCTION office_account() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('office.account', true), '')::bigint
$$;
CREATE OR REPLACE FUNCTION office_may_every_source() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT office_may(ARRAY['see_all_sources', 'see_child'])
$$;
CREATE OR REPLACE FUNCTION office_holdings() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT jsonb_array_elements_text(holdings) FROM office_account WHERE id = office_account()
$$;
CREATE OR REPLACE FUNCTION office_reveals(listed text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT EXISTS (SELECT FROM office_reveal r WHERE r.case_id = listed AND r.account_id = office_account()
        AND r.purpose = current_setting('office.purpose', true) AND now() < r.ends_at)
$$;
"""


def statements(vault: str, web: str) -> Iterator[str]:
    """Everything that makes the rules, in order; running it again changes nothing."""
    yield from _charter()
    yield FUNCTIONS
    for table, rule in RULES.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield from _policy(table, "who_may", rule.condition)
    # PostgreSQL asks for one policy of those that speak to a role, and for all the restrictive ones
    yield from _policy("office_sealedidentity", "who_may", f"current_user <> '{vault}' AND {RULES['office_sealedidentity'].condition}")
    yield from _policy("office_sealedidentity", "revealed", 'office_reveals("case"::text)', to=vault, act="SELECT")
    yield from _policy("office_sealedidentity", "searched", SEARCHES, to=vault, act="SELECT")
    yield from _policy("office_sealedidentity", "put_in", OPENS, to=vault, act="INSERT")
    yield "REVOKE ALL ON FUNCTION office_may(text[]), office_holdings(), office_reveals(text) FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION office_may(text[]), office_holdings(), office_reveals(text) TO {web}, {vault}"


def _policy(table: str, name: str, condition: str, to: str = "PUBLIC", act: str = "ALL") -> Iterator[str]:
    reads = "" if act == "INSERT" else f"USING ({condition})"
    writes = "" if act == "SELECT" else f"WITH CHECK ({condition})"
    yield f"DROP POLICY IF EXISTS {name} ON {table}"
    yield f"CREATE POLICY {name} ON {table} FOR {act} TO {to} {reads} {writes}"


def _charter() -> Iterator[str]:
    """The charters of the roles, as the database looks them up."""
    rows = ", ".join(f"('{role.value}', '{p.value}')" for role, charter in CHARTERS.items() for p in sorted(charter.permissions))
    yield f"CREATE TABLE IF NOT EXISTS {CHARTER} (role text NOT NULL, permission text NOT NULL, PRIMARY KEY (role, permission))"
    yield f"DELETE FROM {CHARTER}"  # noqa: S608 - words of our own
    yield f"INSERT INTO {CHARTER} VALUES {rows}"  # noqa: S608 - words of our own
