"""The records of a UKE text as one table, each with the receipt and the institution it stands under.

Reads text, gives rows. Why by columns: a city-month has millions of records, and a loop over lines is ten times slower.
"""

import polars as pl

OPENING, CLOSING = ("IR", "HI"), ("GO", "HG")  # of claims and of returned claims (返戻)
_KNOWN = (*OPENING, *CLOSING, "RE", "HO", "KO", "SN", "JD", "SY", "SI", "IY", "TO", "CO", "SJ", "HR")
NO_RECEIPT = 0
SCHEMA = pl.Schema({"line": pl.Int32, "text": pl.String, "name": pl.String, "receipt": pl.Int32, "opened": pl.Int32, "closed": pl.String})


def records(text: str) -> pl.DataFrame:
    """`SCHEMA`: the records by line; `receipt` is the line of their RE, 0 outside; `opened` the line of their IR or HI,
    `closed` the name of the GO or HG that follows, null where none does."""
    lines = pl.Series("text", text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), dtype=pl.String)
    rows = lines.to_frame().with_row_index("line", offset=1).filter(pl.col("text") != "")
    rows = rows.with_columns(pl.col("line").cast(pl.Int32), name=pl.col("text").str.extract("^([^,]*)"))
    begins = pl.when(pl.col("name") == "RE").then("line").when(pl.col("name").is_in(CLOSING)).then(pl.lit(NO_RECEIPT))
    return rows.with_columns(
        receipt=begins.forward_fill().fill_null(NO_RECEIPT),
        opened=pl.when(pl.col("name").is_in(OPENING)).then("line").forward_fill().fill_null(0),
        closed=pl.when(pl.col("name").is_in(CLOSING)).then("name").backward_fill(),
    ).cast(SCHEMA)


def at(index: int) -> pl.Expr:
    """A field of `split` records, blank where a producer dropped trailing ones."""
    return pl.col(f"field_{index}").fill_null("").str.strip_chars()


def split(rows: pl.DataFrame, *names: str, width: int = 20) -> pl.DataFrame:
    """The records of these names within receipts, with `field_0` and so on; the last of `width` fields holds all that follows."""
    chosen = rows.filter(pl.col("name").is_in(names), (pl.col("receipt") != NO_RECEIPT) | pl.col("name").is_in([*OPENING, *CLOSING]))
    return chosen.with_columns(pl.col("text").str.splitn(",", width).struct.unnest()).drop("text")


def number(field: pl.Expr) -> pl.Expr:
    """A whole number, 0 where the field holds none."""
    return field.str.to_integer(strict=False).fill_null(0)


def is_closed(rows: pl.DataFrame) -> bool:
    """Whether a GO or HG stands after the last institution and the last receipt."""
    last = dict(rows.group_by("name").agg(pl.col("line").max()).iter_rows())
    closing = max((last.get(name, 0) for name in CLOSING), default=0)
    return closing > max((last.get(name, 0) for name in (*OPENING, "RE")), default=0)


def stated(rows: pl.DataFrame) -> tuple[int, int]:
    """Receipts and points that the GO records say, together. An HG says them of returned claims, which are none."""
    go = split(rows, "GO").select(number(at(1)).sum().alias("count"), number(at(2)).sum().alias("points"))
    count, points = go.row(0)
    return int(count), int(points)


def skipped(rows: pl.DataFrame) -> dict[str, int]:
    """Records that we do not know, by the first two characters of their name."""
    other = rows.filter(~pl.col("name").is_in(_KNOWN)).select(pl.col("name").str.slice(0, 2))
    return dict(other.group_by("name").len().sort("name").iter_rows())
