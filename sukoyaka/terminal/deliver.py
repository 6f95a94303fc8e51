"""Masked tables and identities → files of the two parcels.

Reads resolved rows, writes Parquet into a working directory. Only people in scope; only items that may leave; protected
households without any trace of where they live.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import jaconv
import polars as pl

from sukoyaka.governance.permit import goes_to_vault, leaves_terminal
from sukoyaka.governance.register import Item, ItemType, Register, Source
from sukoyaka.records.age import add_months, end_of_month
from sukoyaka.records.delivery import HELD_BACK, IDENTITIES
from sukoyaka.records.errors import NotPermitted
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.mask import coarsen_birth_day, mask_rows, pseudonyms
from sukoyaka.terminal.read.distinct import over_distinct
from sukoyaka.terminal.resolve.flow import Resolved
from sukoyaka.terminal.resolve.held_back import placed
from sukoyaka.terminal.resolve.residents import IN_FORCE, protected
from sukoyaka.terminal.resolve.scope import in_scope

ROW_GROUP = 100_000
NOTHING_KNOWN = date(1900, 1, 1)  # known through a day before anybody's data
_OPTIONAL_IN_VAULT = ("name", "kana", "postal_code", "address", "building")


@dataclass
class Delivery:
    """Files written, their rows, and per source how many rows went, stayed out of scope, or wait."""

    files: dict[str, Path] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    people: int = 0


def known_through(source: Source, on: date) -> date:
    """The last day whose facts are surely in a delivery of `on`: with a rule of n months, the last whole month they cover."""
    if isinstance(source.known, str):
        return on
    months = int(source.known["after_months"])
    complete = on if on == end_of_month(on) else add_months(on.replace(day=1), -1)
    return end_of_month(add_months(complete.replace(day=1), -months))


def known_on(rows: pl.DataFrame, source: Source, happened: pl.Series, on: date) -> pl.Series:
    """When the city could know each row: the source's own item, or the end of the n-th month after; never after the delivery."""
    if isinstance(source.known, str):
        day = rows[source.known].zip_with(rows[source.known].is_not_null(), happened)
    else:
        day = happened.dt.offset_by(f"{source.known['after_months']}mo").dt.month_end()
    return pl.DataFrame({"day": day}).select(pl.min_horizontal(pl.col("day").fill_null(on), pl.lit(on))).to_series().alias("known_on")


def write_data(resolved: Resolved, register: Register, keyring: Keyring, on: date, into: Path) -> Delivery:
    """The contents of the data parcel, but for `sources.parquet`."""
    scope = in_scope(resolved.register, on)
    hidden = protected(resolved.register, on)
    done = Delivery(people=scope.len())
    births = resolved.register.people.select(resident_number="resident", birth_date_of_subject="birth_date")
    for name, rows in sorted(resolved.tables.items()):
        source = register.source(name.partition(".")[0])
        known = rows.filter(pl.col("resident_number").is_not_null())
        inside = known.filter(pl.col("resident_number").is_in(scope.implode())).join(
            births, on="resident_number", how="left", maintain_order="left"
        )
        inside = inside.with_columns(withheld=pl.col("resident_number").is_in(hidden.implode()))
        _count(done, name, rows.height, known.height, inside.height)
        _write(done, name, _masked(inside, name, source, keyring, on, scope), into)
    _write(done, "subjects", subjects(scope, keyring), into)
    return done


def subjects(scope: pl.Series, keyring: Keyring) -> pl.DataFrame:
    """person and case of everyone in scope."""
    return pl.DataFrame(
        {"person": pseudonyms(scope, keyring, "platform/person"), "case": pseudonyms(scope, keyring, "casework/person")}
    ).sort("person")


def _count(done: Delivery, name: str, rows: int, known: int, inside: int) -> None:
    if name.endswith(".receipt") or "." not in name:
        done.counts[name.partition(".")[0]] = {"delivered": inside, "out_of_scope": known - inside, "waiting_review": rows - known}


def _masked(rows: pl.DataFrame, name: str, source: Source, keyring: Keyring, on: date, scope: pl.Series) -> pl.DataFrame:
    subject = "card" if "." in name else source.subject
    rows = rows.with_columns(pl.col("resident_number").alias(subject))
    others = [item.id for item in source.items if item.type is ItemType.RESIDENT_NUMBER and item.id != subject]
    rows = rows.with_columns(pl.when(pl.col(other).is_in(scope.implode())).then(other) for other in others)
    items = tuple(item for item in source.items if _belongs(item, name))
    happened = rows["happened_on"] if "." in name else rows[source.time]
    known = known_on(rows, source, happened, on)
    births = rows["birth_date_of_subject"]
    happened, known = coarsen_birth_day(happened.alias("happened_on"), births), coarsen_birth_day(known, births)
    return mask_rows(rows, items, source, keyring, on).with_columns(happened, known, rows["file"], rows["line"]).sort("file", "line")


def _belongs(item: Item, name: str) -> bool:
    """Items of a table of its own, and those that every table of the source shares: whose it is, and the setting of a visit."""
    table = name.partition(".")[2]
    return not table or item.table == table or item.id == "card" or (table == "visit" and item.id == "setting")


def write_sources(done: Delivery, register: Register, on: date, read: Mapping[str, tuple[int, int, int]], into: Path) -> None:
    """`sources.parquet`: per source, known through when, and rows read, kept, quarantined, delivered.

    A source of which nothing was kept tells nothing of any day: the hub must not take its silence for a no.
    """
    rows = []
    for source, (seen, kept, held) in sorted(read.items()):
        through = known_through(register.source(source), on) if kept else NOTHING_KNOWN
        rows.append((source, through, seen, kept, held, done.counts.get(source, {}).get("delivered", 0)))
    schema = {
        "source": pl.String,
        "known_through": pl.Date,
        "rows_read": pl.Int64,
        "rows_kept": pl.Int64,
        "rows_quarantined": pl.Int64,
        "rows_delivered": pl.Int64,
    }
    _write(done, "sources", pl.DataFrame(rows, schema=schema, orient="row"), into)


def write_held_back(
    done: Delivery, rows: pl.DataFrame, resolved: Resolved, register: Register, keyring: Keyring, on: date, into: Path
) -> None:
    """`held_back.parquet`: whom the rows held back are about, of people in scope; `rows` as `held_back` counts them.

    A day crosses only where the source's own day may, and a birthday as its month.
    """
    told = placed(rows, resolved.register.people, in_scope(resolved.register, on))
    dated = [source.id for source in register.sources.values() if leaves_terminal(source.item(source.time), on)]
    told = told.with_columns(
        person=pseudonyms(told["number"], keyring, "platform/person"),
        happened_on=coarsen_birth_day(told["happened_on"], told["birth_date"]),
    ).with_columns(pl.when(pl.col("source").is_in(dated)).then("happened_on"))
    keys = [name for name in HELD_BACK.column_names if name != "rows"]
    counted = told.group_by(keys).agg(pl.col("rows").sum()).select(HELD_BACK.column_names)
    _write(done, HELD_BACK.name, counted.sort(HELD_BACK.order, nulls_last=False), into)


def write_identities(resolved: Resolved, register: Register, keyring: Keyring, on: date, into: Path) -> Delivery:
    """The contents of the identity parcel: of everyone in scope, as last known; no address where a measure is in force."""
    source = register.source("resident")
    allowed = {item.id for item in source.items if goes_to_vault(item, on)}
    scope = in_scope(resolved.register, on)
    hidden = protected(resolved.register, on)
    people = resolved.register.people.filter(pl.col("resident").is_in(scope.implode()))
    _require_for_vault(source, allowed)
    people = people.with_columns(pl.lit(None, dtype=people.schema[item]).alias(item) for item in _OPTIONAL_IN_VAULT if item not in allowed)
    withheld = pl.col("resident").is_in(hidden.implode())
    address = pl.concat_str([pl.col("address").fill_null(""), pl.col("building").fill_null("")], separator=" ").str.strip_chars()
    table = people.select(
        case=pseudonyms(people["resident"], keyring, "casework/person"),
        name="name",
        kana=full_width(people["kana"]),
        birth_date="birth_date",
        sex="sex",
        postal_code=pl.when(~withheld).then("postal_code"),
        address=pl.when(~withheld & (address != "")).then(address),
        support_measure=(pl.col("support_measure") == IN_FORCE).fill_null(value=False)
        & (pl.col("support_until").is_null() | (pl.col("support_until") >= on))
        | withheld,
        support_until="support_until",
        as_of=pl.lit(on),
    ).sort("case")
    done = Delivery(people=table.height)
    _write(done, IDENTITIES.name, table, into)
    return done


def _require_for_vault(source: Source, allowed: set[str]) -> None:
    """An identity without birth date or sex is none; without the measure an address could be shown that must not be."""
    if missing := sorted({"birth_date", "sex", "support_measure", "support_until"} - allowed):
        raise NotPermitted(
            f"{source.id}: {', '.join(missing)} may not go to the office vault",
            "items of the purpose casework with an approval in force",
            f"ask {source.holder} and the steward to clear them; without them no identities are delivered",
        )


def full_width(kana: pl.Series) -> pl.Series:
    """ﾔﾏﾀﾞ ﾊﾅｺ → ヤマダ　ハナコ, for reading; distinct names only are converted."""
    return over_distinct(kana, lambda text: jaconv.h2z(text, digit=False, ascii=False).replace(" ", "　"))


def _write(done: Delivery, name: str, table: pl.DataFrame, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    path = into / f"{name}.parquet"
    table.write_parquet(path, compression="zstd", row_group_size=ROW_GROUP, statistics=True)
    done.files[path.name] = path
    done.rows[path.name] = table.height
