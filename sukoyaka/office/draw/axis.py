"""Days to pixels, and the marks of the axis."""

from dataclasses import dataclass
from datetime import date

from sukoyaka.records.age import add_months

STEPS = (1, 2, 3, 6, 12, 24)  # months between two marks
MOST_MARKS = 9


@dataclass(frozen=True)
class Axis:
    """A stretch of time on a stretch of pixels."""

    start: date
    end: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """Where a day lies; days outside lie on the edge."""
        share = (day - self.start).days / max((self.end - self.start).days, 1)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def marks(self) -> list[date]:
        """First days of months, evenly apart, at most nine."""
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        step = next((s for s in STEPS if months / s <= MOST_MARKS), STEPS[-1])
        return [day for day in self._grid(step) if self.start <= day < self.end]

    def birthdays(self, birth_month: date) -> list[tuple[int, date]]:
        """Ages in years and the months in which they are reached."""
        years = range(0, self.end.year - birth_month.year + 1)
        reached = [(year, add_months(birth_month, 12 * year)) for year in years]
        return [(year, day) for year, day in reached if self.start <= day < self.end]

    def _grid(self, step: int) -> list[date]:
        first = date(self.start.year, 1, 1)
        count = (self.end.year - self.start.year + 1) * 12 // step + 1
        return [add_months(first, step * index) for index in range(count)]


@dataclass(frozen=True)
class Stretch:
    """Half-open: `from_on` is in, `until_on` is out; an open one has none."""

    from_on: date
    until_on: date | None


def gaps(stretches: list[Stretch], start: date, end: date) -> list[Stretch]:
    """What the stretches leave uncovered between two days."""
    found, at = [], start
    for stretch in sorted(stretches, key=lambda s: s.from_on):
        if stretch.from_on > at:
            found.append(Stretch(at, min(stretch.from_on, end)))
        at = max(at, stretch.until_on or end)
        if at >= end:
            return found
    return [*found, Stretch(at, end)] if at < end else found
