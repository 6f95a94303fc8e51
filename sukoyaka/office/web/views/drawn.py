"""The parts of a child's page that nobody at the screens changes: why listed, what is unknown, the life and its pictures.

They follow from the rows of one determination, the reader's language and rights, the month (ages) and this version of the
software. Drawn at the first look or ahead of it, kept compressed, given out unchanged.
"""

import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db import connection
from django.db.models import Exists, OuterRef
from django.template.loader import get_template
from django.utils.safestring import SafeString

from sukoyaka import office, records
from sukoyaka.office.casework.looking import Look as Way
from sukoyaka.office.web import clock
from sukoyaka.office.web.models import Drawn, Listing
from sukoyaka.office.web.views import chart
from sukoyaka.office.web.words import LANGUAGES

SOURCES = {".py", ".html", ".toml", ".csv"}
FIND = "SELECT box FROM office_drawn WHERE run_id = %s AND case_id = %s AND view = %s"


@dataclass(frozen=True)
class Reader:
    """For whom the parts are drawn, and when."""

    language: str
    reports: bool  # may report an error of the data
    today: date

    @property
    def view(self) -> str:
        """What the parts differ by, apart from the child."""
        return f"{self.language}/{self.today:%Y-%m}/{int(self.reports)}/{version()}"


@dataclass(frozen=True)
class Parts:
    """Markup, and what the rest of the page needs to know."""

    why: SafeString
    unknowns: SafeString
    life: SafeString
    items: dict[str, str]  # item → what it asks, of everything that is told about the child
    size: int | None  # of the household


NOTHING = Parts(SafeString(), SafeString(), SafeString(), {}, None)  # of a child that no determination lists


@cache
def version() -> str:
    """Names this version of everything that draws: a change anywhere in it draws anew."""
    digest = hashlib.sha256()
    for package in (office, records):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*")):
            if path.suffix in SOURCES:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def parts(listing: Listing, seen: Way, reader: Reader) -> Parts:
    """The parts; kept ones where the page is looked at as it opens, drawn ones for any other zoom, fold or day."""
    if seen != chart.WHOLE_LIFE:
        return draw(listing, seen, reader)
    if kept := _kept(listing, reader):
        return kept
    made = draw(listing, seen, reader)
    keep(listing, reader, made)
    return made


def draw(listing: Listing, seen: Way, reader: Reader) -> Parts:
    """Reads the rows and draws."""
    ctx = chart.context(listing, seen, reader.language) | {"language": reader.language, "today": reader.today, "reports": reader.reports}
    told = [*ctx["raising"], *ctx["lowering"], *ctx["neutral"]]
    why, unknowns, life = (SafeString(get_template(f"child/drawn/{name}.html").render(ctx)) for name in ("why", "unknowns", "life"))
    return Parts(why, unknowns, life, {one["item"]: one["asks"] for one in told}, ctx["home"]["size"])


def keep(listing: Listing, reader: Reader, made: Parts) -> None:
    """Stores what was drawn; somebody may have drawn the same a moment ago."""
    box = zlib.compress(json.dumps(made.__dict__, ensure_ascii=False).encode(), 6)
    row = Drawn(run_id=listing.run_id, case_id=listing.case_id, view=reader.view, box=box)
    Drawn.objects.bulk_create([row], ignore_conflicts=True)


def _kept(listing: Listing, reader: Reader) -> Parts | None:
    with connection.cursor() as cursor:
        cursor.execute(FIND, [listing.run_id, listing.case_id, reader.view])
        row = cursor.fetchone()
    if row is None:
        return None
    told = json.loads(zlib.decompress(row[0]))
    why, unknowns, life = (SafeString(told[name]) for name in ("why", "unknowns", "life"))
    return Parts(why, unknowns, life, told["items"], told["size"])


def draw_ahead(most: int) -> int:
    """Draws pages of the current determination that nobody has opened yet, the gravest list first. Returns how many."""
    reader = Reader(LANGUAGES[0], reports=True, today=clock.today())
    drawn = Drawn.objects.filter(run=OuterRef("run"), case=OuterRef("case"), view=reader.view)
    waiting = Listing.objects.filter(~Exists(drawn), run__current=True).select_related("run", "case").order_by("-tier", "rank")[:most]
    for listing in waiting:
        keep(listing, reader, draw(listing, chart.WHOLE_LIFE, reader))
    return len(waiting)
