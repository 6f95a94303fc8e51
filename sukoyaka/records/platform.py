"""The hub's store: people, household spells, coverage spells, and the one long table of events.

The first five columns of `EVENTS` are those of the Medical Event Data Standard (MEDS 0.4).
`subject_id` is the first 63 bits of the person pseudonym; a build fails if two people collide.
Spells are half-open: `from_on` is in, `until_on` is out; an open spell has no `until_on`.
"""

from sukoyaka.records.shape import Column, Kind, Table

_SUBJECT = Column("subject_id", Kind.INTEGER, "The person, 63 bits")

PEOPLE = Table(
    name="people",
    grain="One row per person",
    order=("subject_id",),
    columns=(
        _SUBJECT,
        Column("person", Kind.TEXT, "Person pseudonym of the delivery"),
        Column("birth_month", Kind.DATE, "First day of the month of birth"),
        Column("sex", Kind.TEXT, "male or female"),
        Column("died_on", Kind.DATE, "Day of death", nullable=True),
    ),
)

HOUSEHOLD_SPELLS = Table(
    name="household_spells",
    grain="One row per person, household and stretch of time in the city",
    order=("subject_id", "from_on"),
    columns=(
        _SUBJECT,
        Column("household_id", Kind.INTEGER, "The household, 63 bits of its pseudonym"),
        Column("dwelling_id", Kind.INTEGER, "Same address: separate households (世帯分離) share it; empty under 支援措置", nullable=True),
        Column("town", Kind.TEXT, "Town code; empty under 支援措置", nullable=True),
        Column("relation", Kind.TEXT, "続柄 as written", nullable=True),
        Column("reason", Kind.TEXT, "Change that began the spell"),
        Column("from_on", Kind.DATE, "First day"),
        Column("until_on", Kind.DATE, "First day no longer", nullable=True),
        Column("known_on", Kind.DATE, "Day from which the start could be known"),
    ),
)

COVERAGE_SPELLS = Table(
    name="coverage_spells",
    grain="One row per person, source and stretch in which that source could have shown something",
    order=("subject_id", "source", "from_on"),
    columns=(
        _SUBJECT,
        Column("source", Kind.TEXT, "Source id of the register"),
        Column("from_on", Kind.DATE, "First day observable"),
        Column("until_on", Kind.DATE, "First day no longer; at the latest the day after known_through"),
    ),
)

EVENTS = Table(
    name="events",
    grain="One row per fact about one person",
    order=("subject_id", "time", "code", "known_on", "source", "numeric_value", "text_value"),
    columns=(
        _SUBJECT,
        Column("time", Kind.TIMESTAMP, "When it happened, midnight where only the day is known"),
        Column("code", Kind.TEXT, "Path from the register: CHECKUP/18M/WEIGHT, CLAIM/DX/F32, VACCINE/MR/1"),
        Column("numeric_value", Kind.REAL, "Value of a measurement, in the register's unit", nullable=True),
        Column("text_value", Kind.TEXT, "Value of a choice, as the register's code table names it", nullable=True),
        Column("known_on", Kind.DATE, "Day the city could know it"),
        Column("source", Kind.TEXT, "Source id of the register"),
        Column("parcel", Kind.TEXT, "Parcel that first told it"),
    ),
)

HELD_BACK = Table(
    name="held_back",
    grain="One row per person, source, day and rule that rows held back at the terminal are about; without a person: nobody knows whose",
    order=("subject_id", "source", "happened_on", "rule"),
    columns=(
        Column("subject_id", Kind.INTEGER, "The person; empty where nobody knows whose the rows are", nullable=True),
        Column("source", Kind.TEXT, "Source id"),
        Column("happened_on", Kind.DATE, "Day of the fact, where it is readable", nullable=True),
        Column("rule", Kind.TEXT, "Rule of the terminal's check"),
        Column("rows", Kind.INTEGER, "How many rows"),
    ),
)

CODES = Table(
    name="codes",
    grain="One row per event code",
    order=("code",),
    columns=(
        Column("code", Kind.TEXT, "Event code"),
        Column("label", Kind.TEXT, "Japanese word for the screens"),
        Column("source", Kind.TEXT, "Source id; of a code that several sources tell, the first by name"),
        Column("strand", Kind.TEXT, "concern, life or agency"),
        Column("unit", Kind.TEXT, "Unit of the numeric value", nullable=True),
    ),
)
