"""What becomes of a piece: its rows cleansed, and the events that they are, by the period in which they happened.

Reads the rows of a piece and the lives of the people in them; keeps what comes out under the digest of both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from sukoyaka.governance.register import Register
from sukoyaka.hub.cleanse import told_twice
from sukoyaka.hub.cleanse.clean import clean
from sukoyaka.hub.cleanse.sheet import CHANGES, SET_ASIDE, Outcome, Sheet, unchanged
from sukoyaka.hub.events.codes import code_row
from sukoyaka.hub.events.emit import SCHEMA, emit, used_values
from sukoyaka.hub.events.periods import Periods
from sukoyaka.hub.events.pieces import Part, Rows, Telling, content_digest
from sukoyaka.hub.events.plan import Emission, emissions
from sukoyaka.hub.store.code import PLATFORM, code_version
from sukoyaka.hub.store.shelf import Kept, Shelf, key_of
from sukoyaka.hub.store.standing import PART

CHANGED, ASIDE = "changes", "set_aside"
EVENTS_OF = "events-"


@dataclass
class Workshop:
    """Makes outcomes, or takes them from the shelf. `keeps`: tables whose cleansed rows are asked for later."""

    register: Register
    people: pl.DataFrame
    periods: Periods
    shelf: Shelf
    keeps: frozenset[Part]
    reused: dict[str, int] = field(default_factory=dict)  # table → rows
    made: dict[str, int] = field(default_factory=dict)

    def outcome(self, telling: Telling, period: str) -> Kept:
        """What becomes of a piece: tables `changes`, `set_aside`, `events-PERIOD` and `rows-TABLE` of what it keeps.

        Said of it: rows that came and stayed by table, and the words of the codes.
        """
        piece = telling.pieces[period]
        key = key_of("outcome", piece, self._lives(telling, period), code_version(PLATFORM), self.register.version, sorted(self.keeps))
        found = self.shelf.look(key)
        made = found or self._made(key, telling.rows(period))
        for table, counts in made.said["tables"].items():
            told = self.reused if found else self.made
            told[table] = told.get(table, 0) + counts["in"]
        return made

    def _made(self, key: str, rows: Rows) -> Kept:
        cleansed = told_twice.settle({part: self._clean(part, frame) for part, frame in rows.items()}, self.register)
        kept = {part: one.rows for part, one in cleansed.items() if one.rows.height}
        events = pl.concat([pl.DataFrame(schema=SCHEMA), *self._events(kept)])
        tables = {
            CHANGED: pl.concat([pl.DataFrame(schema=CHANGES), *(one.changes for one in cleansed.values())]),
            ASIDE: pl.concat([pl.DataFrame(schema=SET_ASIDE), *(one.set_aside for one in cleansed.values())]),
            **{f"{EVENTS_OF}{period}": told for period, told in self.periods.parted(events, "time").items()},
            **{rows_of(part): one.rows for part, one in cleansed.items() if part in self.keeps},
        }
        counts = {table: {"in": rows[source, table].height, "kept": one.rows.height} for (source, table), one in cleansed.items()}
        return self.shelf.put(key, tables, {"tables": counts, "words": list(self._words(kept))})

    def _clean(self, part: Part, rows: pl.DataFrame) -> Outcome:
        source, table = part
        if rows.is_empty():
            return unchanged(rows)
        return clean(rows, Sheet(self.register.source(source), table, frozenset(rows.columns) - {PART}), self.people)

    def _events(self, cleansed: Mapping[Part, pl.DataFrame]) -> Iterable[pl.DataFrame]:
        for part, emission in self._emissions(cleansed):
            yield emit(cleansed[part], emission, self.people)

    def _words(self, cleansed: Mapping[Part, pl.DataFrame]) -> Iterable[dict[str, str | None]]:
        for part, emission in self._emissions(cleansed):
            yield from (code_row(emission, values) for values in used_values(cleansed[part], emission))

    def _emissions(self, parts: Iterable[Part]) -> Iterable[tuple[Part, Emission]]:
        for source, table in parts:
            for emission in emissions(self.register, source):
                if emission.table == table:
                    yield (source, table), emission

    def _lives(self, telling: Telling, period: str) -> str:
        """Digest of what is known of the lives of the people in a piece: births, and deaths that some row lies after."""
        key = key_of("subjects", telling.pieces[period], code_version(PLATFORM), self.register.version)
        kept = self.shelf.look(key) or self.shelf.put(key, {"subjects": self._subjects(telling.rows(period))}, {})
        last = kept.table("subjects")
        ids = self.people.select("person", "subject_id", "birth_month", "died_on")
        known = last.join(ids, on="person", how="left", maintain_order="left")
        return content_digest(known.with_columns(pl.when(pl.col("died_on") < pl.col("last")).then("died_on").alias("died_on")))

    def _subjects(self, rows: Rows) -> pl.DataFrame:
        """Everybody whom the rows name, and the last day on which they say something of them."""
        named = [
            frame.select(pl.col(person).alias("person"), last="happened_on")
            for (source, table), frame in rows.items()
            for person in {self.register.source(source).subject, *(e.person for p, e in self._emissions([(source, table)]))}
            if person in frame.columns
        ]
        return pl.concat(named).drop_nulls("person").group_by("person").agg(pl.col("last").max()).sort("person")


def rows_of(part: Part) -> str:
    """Name of the table of cleansed rows."""
    return f"rows-{part[1]}"
