"""How tall and heavy children are at an age: percentiles 3/50/97 of the 2023 survey of infant growth.

Reads nothing. Writes measurements. Source of the table: 令和5年乳幼児身体発育調査 (government statistics, rounded to
0.1); verify against the official table before any other use.
"""

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
AGES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 18, 24, 30, 36, 42, 48, 54, 60, 66, 72)  # class begins, months
_BOYS_HEIGHT = """45.2 49.4 52.7 51.3 55.5 58.9 54.9 59.2 62.7 58.0 62.3 65.9 60.2 64.6 68.3 61.9 66.2 70.1 63.2 67.6 71.6 64.4 68.8 72.8
65.5 70.0 74.0 66.5 71.0 75.2 67.4 72.1 76.3 68.4 73.1 77.4 71.6 76.5 81.1 76.7 82.1 87.2 80.5 86.3 91.9 84.3 90.5 96.6 87.8 94.3 100.8
91.0 97.8 104.7 94.2 101.3 108.6 97.3 104.7 112.3 100.3 108.0 116.0 103.3 111.3 119.7 106.3 114.5 123.2"""
_GIRLS_HEIGHT = """44.5 48.8 52.0 50.5 54.5 57.9 53.9 57.9 61.5 56.5 60.6 64.3 58.6 62.8 66.6 60.4 64.7 68.6 61.9 66.3 70.3 63.2 67.6 71.7
64.3 68.8 73.0 65.3 69.9 74.2 66.2 70.9 75.2 67.1 71.9 76.3 70.3 75.3 80.0 75.6 81.0 86.2 79.5 85.2 90.8 83.4 89.6 95.6 86.8 93.2 99.7
89.9 96.7 103.6 93.2 100.4 107.7 96.5 104.0 111.8 99.6 107.5 115.7 102.5 110.8 119.5 105.4 114.1 123.2"""
_BOYS_WEIGHT = """2.3 3.1 3.8 3.8 4.8 5.8 4.6 5.8 7.0 5.2 6.6 7.8 5.7 7.1 8.5 6.1 7.6 9.0 6.4 7.9 9.4 6.6 8.2 9.7 6.9 8.4 10.0 7.0 8.6 10.2
7.2 8.8 10.4 7.4 9.0 10.7 7.9 9.7 11.4 8.9 10.8 12.8 9.9 12.0 14.2 10.7 12.9 15.5 11.4 13.8 16.7 12.1 14.7 17.9 12.8 15.6 19.3
13.6 16.6 20.7 14.5 17.7 22.3 15.4 18.7 24.1 16.3 19.9 26.0"""
_GIRLS_WEIGHT = """2.2 3.0 3.7 3.5 4.4 5.4 4.3 5.3 6.4 4.9 6.1 7.2 5.4 6.6 7.9 5.8 7.1 8.5 6.1 7.5 8.9 6.3 7.8 9.2 6.5 8.0 9.5 6.7 8.2 9.8
6.8 8.4 10.0 7.0 8.5 10.2 7.5 9.1 11.0 8.5 10.3 12.4 9.5 11.5 13.9 10.5 12.6 15.3 11.2 13.5 16.5 11.8 14.3 17.7 12.5 15.2 19.1
13.2 16.2 20.7 14.0 17.2 22.4 14.7 18.3 24.5 15.5 19.5 27.0"""
_MIDDLES = [(a + b) / 2 for a, b in zip(AGES, [*AGES[1:], 78], strict=True)]
_HEAD = ((4.5, 10, 19, 39), (40.7, 45.3, 47.4, 49.5), (1.3, 1.4, 1.4, 1.45))  # months, median cm of boys, spread: assumed


def _table(text: str) -> Reals:
    return np.array(text.split(), dtype=np.float64).reshape(-1, 3)


HEIGHT = (_table(_BOYS_HEIGHT), _table(_GIRLS_HEIGHT))
WEIGHT = (_table(_BOYS_WEIGHT), _table(_GIRLS_WEIGHT))


def _spreads(tables: tuple[Reals, Reals], female: npt.NDArray[np.bool_], months: Reals) -> tuple[Reals, Reals, Reals]:
    """Median, and the spreads below and above it."""
    low, middle, high = (np.where(female, *(np.interp(months, _MIDDLES, t[:, c]) for t in (tables[1], tables[0]))) for c in range(3))
    return middle, (middle - low) / 1.881, (high - middle) / 1.881


def _value(tables: tuple[Reals, Reals], female: npt.NDArray[np.bool_], months: Reals, z: Reals) -> Reals:
    """The measurement at `z` spreads from the median; spreads differ above and below."""
    middle, below, above = _spreads(tables, female, months)
    value: Reals = middle + z * np.where(z < 0, below, above)
    return value


def height(female: npt.NDArray[np.bool_], months: Reals, z: Reals) -> Reals:
    """Centimetres."""
    return _value(HEIGHT, female, months, z)


def weight(female: npt.NDArray[np.bool_], months: Reals, z: Reals) -> Reals:
    """Kilograms."""
    return _value(WEIGHT, female, months, z)


def weight_z(female: npt.NDArray[np.bool_], months: Reals, kilograms: Reals) -> Reals:
    """Spreads from the median: `weight` turned round."""
    middle, below, above = _spreads(WEIGHT, female, months)
    z: Reals = (kilograms - middle) / np.where(kilograms < middle, below, above)
    return z


def head(female: npt.NDArray[np.bool_], months: Reals, z: Reals) -> Reals:
    """Centimetres; girls about one less."""
    value: Reals = np.interp(months, _HEAD[0], _HEAD[1]) - 1.0 * female + z * np.interp(months, _HEAD[0], _HEAD[2])
    return value
