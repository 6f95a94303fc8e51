"""Seals new audit rows into the chain, and verifies the whole chain.

One writer at a time. The head is written down outside the database too, so that a cut end is found.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from sukoyaka.governance.audit import GENESIS, Link, first_broken, seal
from sukoyaka.office.web.models import AuditEntry, AuditSeal

LOCK = 7_201_945  # any number, the same for every sealer
BATCH = 2_000
LATE = 10_000  # rows that a slow transaction may come behind


def seal_new(after_entry: int = 0) -> int:
    """Seals every row after that one that has no place yet, in order of writing. Returns how many."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        last = AuditSeal.objects.order_by("-seq").first()
        sealed = Exists(AuditSeal.objects.filter(entry=OuterRef("pk")))
        rows = list(AuditEntry.objects.filter(~sealed, pk__gt=after_entry).order_by("pk"))
        links = seal((row.content() for row in rows), last.seq if last else 0, last.hash if last else GENESIS)
        places = [AuditSeal(seq=link.seq, entry=row.pk, hash=link.hash) for link, row in zip(links, rows, strict=True)]
        AuditSeal.objects.bulk_create(places, batch_size=BATCH)
    return len(places)


def seal_recent() -> int:
    """Seals what is new without reading the whole trail; what a slow transaction left behind waits for `seal_new`."""
    last = AuditSeal.objects.order_by("-seq").first()
    return seal_new(max(last.entry - LATE, 0) if last else 0)


def verify(heads: dict[int, str]) -> tuple[int, int | None]:
    """How many rows are sealed, and the first broken place if there is one."""
    return AuditSeal.objects.count(), first_broken(_links(), heads)


def head() -> tuple[int, str]:
    """The last place and its hash; 0 and the genesis before anything is sealed."""
    last = AuditSeal.objects.order_by("-seq").first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def _links() -> Iterator[Link]:
    seals = AuditSeal.objects.order_by("seq").iterator(BATCH)
    batch: list[AuditSeal] = []
    for place in seals:
        batch.append(place)
        if len(batch) == BATCH:
            yield from _with_rows(batch)
            batch = []
    yield from _with_rows(batch)


def _with_rows(places: list[AuditSeal]) -> Iterator[Link]:
    rows = AuditEntry.objects.in_bulk([place.entry for place in places])
    for place in places:
        row = rows.get(place.entry)
        yield Link(place.seq, row.content() if row else None, place.hash)


def read_heads(path: Path) -> dict[int, str]:
    """Hashes written down earlier, by place."""
    if not path.exists():
        return {}
    entries = [json.loads(line) for line in path.read_text().splitlines() if line]
    return {entry["seq"]: entry["hash"] for entry in entries}


def write_head(path: Path) -> None:
    """Adds the present head to the file, once a place."""
    seq, digest = head()
    if seq == 0 or seq in read_heads(path):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(json.dumps({"seq": seq, "hash": digest}) + "\n")
