"""What the terminal sends: masked tables to the hub, identities to the office vault, and to each which pseudonym a new key made of which.

A masked source table is named after its source (`checkup_child`, `claims_nhi.diagnosis`); its columns are the
register's items that pass the gate, under their item names, plus the columns of `ROW` on every table. An item of type
`resident_number` holds a person pseudonym, `household_number` a household pseudonym, both 32 hex digits.
"""

from enum import StrEnum

from sukoyaka.records.shape import Column, Kind, Table


class Whose(StrEnum):
    """Whom a row that was held back is about, as far as the terminal can tell."""

    IN_SCOPE = "in scope"  # a person of the delivery
    OUT_OF_SCOPE = "out of scope"  # a resident who is not in the delivery
    UNKNOWN = "unknown"  # its number is unreadable, or nobody's
    NOBODY = "nobody"  # a copy of a row that was kept, or a line of totals: nothing is lost


ROW = (
    Column("happened_on", Kind.DATE, "Day the fact happened, from the source's `time` item", nullable=True),
    Column("known_on", Kind.DATE, "Day the city could know it, from the source's `known` rule, never after the delivery"),
    Column("file", Kind.SMALL, "Ordinal of the extract in the manifest's list of files"),
    Column("line", Kind.SMALL, "Line of the row in that extract, header is line 1"),
)

SUBJECTS = Table(
    name="subjects",
    grain="One row per person of the delivery",
    order=("person",),
    columns=(
        Column("person", Kind.TEXT, "Pseudonym on the hub: key of the purpose platform"),
        Column("case", Kind.TEXT, "Pseudonym in the office: key of the purpose casework; opaque to the hub"),
    ),
)

SOURCES = Table(
    name="sources",
    grain="One row per source of the delivery",
    order=("source",),
    columns=(
        Column("source", Kind.TEXT, "Source id of the register"),
        Column("known_through", Kind.DATE, "Facts that were known up to this day are in the delivery"),
        Column("rows_read", Kind.INTEGER, "Rows in the holder's files"),
        Column("rows_kept", Kind.INTEGER, "Rows that passed the checks"),
        Column("rows_quarantined", Kind.INTEGER, "Rows held back with a reason; read = kept + quarantined"),
        Column("rows_delivered", Kind.INTEGER, "Kept rows about people in scope"),
    ),
)

HELD_BACK = Table(
    name="held_back",
    grain="One row per source, rule, and person and day that rows held back are about; the rows of a source sum to its rows_quarantined",
    order=("source", "person", "happened_on", "rule", "whose"),
    columns=(
        Column("source", Kind.TEXT, "Source id of the register"),
        Column("person", Kind.TEXT, "Whom the rows are about: people of the delivery only", nullable=True),
        Column("happened_on", Kind.DATE, "Day of the fact, of people of the delivery, where it is readable", nullable=True),
        Column("rule", Kind.TEXT, "Rule of the check that held the rows back"),
        Column("whose", Kind.TEXT, "in scope, out of scope, unknown or nobody"),
        Column("rows", Kind.INTEGER, "How many rows"),
    ),
)

WITHDRAWALS = Table(
    name="withdrawals",
    grain="One row per row of an earlier parcel that its sender takes back, or per whole parcel",
    order=("parcel", "table", "file", "line"),
    columns=(
        Column("parcel", Kind.TEXT, "Name of the earlier parcel"),
        Column("table", Kind.TEXT, "Masked table of it; empty: the whole parcel", nullable=True),
        Column("file", Kind.SMALL, "Ordinal of the extract in that parcel's list of files", nullable=True),
        Column("line", Kind.SMALL, "Line of the row in that extract", nullable=True),
    ),
)

REKEY, RECASE = "rekey", "recase"  # kinds of parcels, to hub and office, that say which pseudonym of a new key is which of the old one


class Domain(StrEnum):
    """What a pseudonym names. The hub is told of all four, the office of its cases alone."""

    PERSON = "person"
    HOUSEHOLD = "household"
    DWELLING = "dwelling"
    CASE = "case"


GENERATION = Table(
    name="generation",
    grain="One row: the key before and the key now",
    order=("now_key",),
    columns=(
        Column("was_key", Kind.TEXT, "Id of the key that made the pseudonyms so far"),
        Column("now_key", Kind.TEXT, "Id of the key that makes them from now on"),
    ),
)

RENEWALS = Table(
    name="renewals",
    grain="One row per pseudonym that was ever delivered to the receiver",
    order=("domain", "now"),
    columns=(
        Column("domain", Kind.TEXT, "person, household, dwelling or case"),
        Column("was", Kind.TEXT, "Pseudonym under the key before"),
        Column("now", Kind.TEXT, "Pseudonym under the key now"),
    ),
)

IDENTITIES = Table(
    name="identities",
    grain="One row per person of the delivery, as last known",
    order=("case",),
    columns=(
        Column("case", Kind.TEXT, "Pseudonym in the office"),
        Column("name", Kind.TEXT, "氏名 as registered", nullable=True),
        Column("kana", Kind.TEXT, "氏名カナ, full-width", nullable=True),
        Column("birth_date", Kind.DATE, "Date of birth to the day"),
        Column("sex", Kind.TEXT, "male or female"),
        Column("postal_code", Kind.TEXT, "123-4567; empty under 支援措置", nullable=True),
        Column("address", Kind.TEXT, "Address with building; empty under 支援措置", nullable=True),
        Column("support_measure", Kind.FLAG, "支援措置 in force: no address anywhere"),
        Column("support_until", Kind.DATE, "Last day of the measure", nullable=True),
        Column("as_of", Kind.DATE, "Day of the delivery that says so"),
    ),
)
