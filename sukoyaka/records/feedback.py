"""What the office sends back to the hub: what people made of the lists, without a name and without free text.

Every person is a `case` (32 hex digits), which the hub can map to its own subject. Judgements and outcomes become labels
of the evaluation by channel; data errors go to their holder; wishes for data become candidates of the register.
"""

from enum import StrEnum

from sukoyaka.records.shape import Column, Kind, Table

KIND = "feedback"
"""Kind of the parcel."""


class Verdict(StrEnum):
    """What a person who looked says of the determination: all four cost the same."""

    AGREE = "agree"  # 同意
    DISAGREE = "disagree"  # 異なる判断
    DATA_WRONG = "data_wrong"  # データ誤り
    NOT_ENOUGH = "not_enough"  # 情報不足


class Channel(StrEnum):
    """How the child came to be looked at: labels of different channels are never mixed unseen."""

    LISTED = "listed"  # by red flag or score
    AUDIT = "audit"  # the random sample, with its probability
    NOTIFIED = "notified"  # somebody told the city, whatever the list said


class Decision(StrEnum):
    """Whether the child needs support, as assessed or as the meeting decided."""

    SUPPORT = "support"  # 支援必要
    WATCH = "watch"  # 見守り
    NONE = "none"  # 対応不要
    MORE_INFORMATION = "more_information"  # 追加情報


_CASE = Column("case", Kind.TEXT, "The child, pseudonym of the office")
_KNOWN = Column("known_on", Kind.DATE, "Day on which the office recorded it")

VERDICTS = Table(
    name="verdicts",
    grain="One row per child, determination and person's latest verdict on it",
    order=("case", "run_id", "known_on"),
    columns=(
        _CASE,
        Column("run_id", Kind.TEXT, "The determination that was looked at"),
        Column("verdict", Kind.TEXT, "agree, disagree, data_wrong or not_enough"),
        Column("reason", Kind.TEXT, "Category of the reason; empty where none is asked"),
        Column("item", Kind.TEXT, "Item of the criteria that it is about; empty: the whole", nullable=True),
        _KNOWN,
    ),
)

OUTCOMES = Table(
    name="outcomes",
    grain="One row per child and decision of people (assessment approved, or meeting)",
    order=("case", "decided_on", "stage"),
    columns=(
        _CASE,
        Column("run_id", Kind.TEXT, "The determination that brought the child; empty for a notification", nullable=True),
        Column("channel", Kind.TEXT, "listed, audit or notified"),
        Column("stage", Kind.TEXT, "assessment or meeting"),
        Column("decision", Kind.TEXT, "support, watch, none or more_information"),
        Column("supported", Kind.FLAG, "Support was given afterwards, as far as recorded", nullable=True),
        Column("decided_on", Kind.DATE, "Day of the decision"),
        _KNOWN,
    ),
)

DATA_ERRORS = Table(
    name="data_errors",
    grain="One row per reported error in the data",
    order=("reported_on", "source", "case"),
    columns=(
        _CASE,
        Column("source", Kind.TEXT, "Source id"),
        Column("code", Kind.TEXT, "Event code, or empty for the whole source", nullable=True),
        Column("happened_on", Kind.DATE, "Day of the fact in question", nullable=True),
        Column("reported_on", Kind.DATE, "Day of the report"),
        Column("state", Kind.TEXT, "open, corrected or stands"),
    ),
)

WISHES = Table(
    name="wishes",
    grain="One row per kind of data that would have helped, counted",
    order=("source", "item"),
    columns=(
        Column("source", Kind.TEXT, "Source id, or `new`"),
        Column("item", Kind.TEXT, "Item id, or the category of the wish"),
        Column("asked", Kind.INTEGER, "How many children it was asked for"),
    ),
)

TABLES = (VERDICTS, OUTCOMES, DATA_ERRORS, WISHES)
