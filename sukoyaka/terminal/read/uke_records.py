"""The records of a UKE text as one table, each with the receipt and the institution it stands under.

Reads text, gives rows. Why by columns: a city-month has millions of records, and a loop over lines is ten times slower.
"""

import polars as pl

OPENING, CLOSING = ("IR", "HI"), ("GO", "HG")  # of claims and of returned claims (返戻)
_KNOWN = (*OPENING, *CLOSING, "RE", "HO", "KO", "SN", "JD", "SY", "SI", "IY", "TO", "CO", "SJ", "HR")
NO_RECEIPT = 0
SCHEMA = pl.Schema({"line": pl.Int32, "text": pl.String, "name": pl.String, "receipt": pl.Int32, "opened": pl.Int32, "closed": pl.String})


def records(text: str) -> tuple[int, pl.DataFrame]:
    """How many lines there are, and `SCHEMA`: the records by line.

    `receipt` is the line of their RE, 0 outside; `opened` the line of their IR or HI, `closed` the name of the GO or HG that follows,
    null where none does. The `name` of a record that we do not know may be cut.
    """
    lines = _lines(text)
    rows = lines.with_row_index("line", offset=1).with_columns(pl.col("line").cast(pl.Int32), name=_name())
    begins = pl.when(pl.col("name") == "RE").then("line").when(pl.col("name").is_in(CLOSING)).then(pl.lit(NO_RECEIPT))
    found = rows.with_columns(
        receipt=begins.forward_fill().fill_null(NO_RECEIPT),
        opened=pl.when(pl.col("name").is_in(OPENING)).then("line").forward_fill().fill_null(0),
        closed=pl.when(pl.col("name").is_in(CLOSING)).then("name").backward_fill(),
    )
    return lines.height, found.filter(pl.col("text") != "").cast(SCHEMA)


def _lines(text: str) -> pl.DataFrame:
    """Lines end as they like: CR LF, LF, or CR alone."""
    rows = pl.read_lines(text.encode(), name="text")
    if rows["text"].str.contains("\r", literal=True).any():
        return pl.read_lines(text.replace("\r\n", "\n").replace("\r", "\n").encode(), name="text")
    return rows


def _name() -> pl.Expr:
    """What stands before the first comma, of the names that we know: all have two characters."""
    return pl.col("text").str.head(3).str.strip_suffix(",")


def at(index: int) -> pl.Expr:
    """A field of `split` records, blank where a producer dropped trailing ones."""
    return pl.col(f"field_{index}").fill_null("").str.strip_chars()


def split(rows: pl.DataFrame, *names: str, width: int = 20) -> pl.LazyFrame:
    """The records of these names within receipts, with `field_0` and so on; the last of `width` fields holds all that follows."""
    inside = (pl.col("receipt") != NO_RECEIPT) | pl.col("name").is_in([*OPENING, *CLOSING])
    chosen = rows.lazy().filter(pl.any_horizontal(pl.col("name") == name for name in names), inside)
    return chosen.with_columns(pl.col("text").str.splitn(",", width).struct.unnest()).drop("text")


def number(field: pl.Expr) -> pl.Expr:
    """A whole number, 0 where the field holds none."""
    return field.str.to_integer(strict=False).fill_null(0)


def is_closed(rows: pl.DataFrame) -> bool:
    """Whether a GO or HG stands after the last institution and the last receipt."""
    marks = rows.filter(pl.col("name").is_in([*OPENING, *CLOSING, "RE"]))
    return not marks.is_empty() and marks["name"][-1] in CLOSING


def stated(rows: pl.DataFrame) -> tuple[int, int]:
    """Receipts and points that the GO records say, together. An HG says them of returned claims, which are none."""
    go = split(rows, "GO", width=4).select(number(at(1)).sum().alias("count"), number(at(2)).sum().alias("points"))
    count, points = go.collect().row(0)
    return int(count), int(points)


def skipped(rows: pl.DataFrame) -> dict[str, int]:
    """Records that we do not know, by the first two characters of their name."""
    other = rows.filter(~pl.col("name").is_in(_KNOWN)).select(name=pl.col("text").str.extract("^([^,]*)").str.slice(0, 2))
    return dict(other.group_by("name").len().sort("name").iter_rows())
