"""One run of Splink 5 over the same match keys, tuned: kana and kanji of a name as one comparison, term frequencies, many blocks.

Runs in a virtual environment of its own (requirements-link.txt). Reads `people_keys.parquet` and `row_keys.parquet`; writes
`splink.parquet` (row, resident, probability): the best candidate of each row at probability 0.5 or more.
"""

import sys
from pathlib import Path

import duckdb
import splink.comparison_library as cl  # type: ignore[import-not-found]  # lives in the peer's own environment
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def name_part(part: str) -> cl.CustomComparison:
    """Kana and kanji of one part of a name, merged: same in both, in one, alike, else."""
    kana, name = f"{part}_kana", f"{part}_name"
    unknown = f"({kana}_l is null or {kana}_r is null) and ({name}_l is null or {name}_r is null)"
    levels = [
        {"sql_condition": unknown, "label_for_charts": "null", "is_null_level": True},
        {"sql_condition": f"{kana}_l = {kana}_r and {name}_l = {name}_r", "label_for_charts": "both"},
        {"sql_condition": f"{kana}_l = {kana}_r", "label_for_charts": "kana", "tf_adjustment_column": kana, "tf_adjustment_weight": 1.0},
        {"sql_condition": f"{name}_l = {name}_r", "label_for_charts": "kanji", "tf_adjustment_column": name, "tf_adjustment_weight": 1.0},
        {"sql_condition": f"jaro_winkler_similarity({kana}_l, {kana}_r) >= 0.85", "label_for_charts": "alike"},
        {"sql_condition": "ELSE", "label_for_charts": "else"},
    ]  # fmt: skip
    return cl.CustomComparison(output_column_name=part, comparison_levels=levels)


def birth() -> cl.CustomComparison:
    """Same, one figure or day and month exchanged, two of three parts, else."""
    two = " + ".join(
        f"cast(substr(birth_l, {at}, {length}) = substr(birth_r, {at}, {length}) as int)" for at, length in ((1, 4), (5, 2), (7, 2))
    )
    levels = [
        {"sql_condition": "birth_l is null or birth_r is null", "label_for_charts": "null", "is_null_level": True},
        {"sql_condition": "birth_l = birth_r", "label_for_charts": "same"},
        {"sql_condition": "damerau_levenshtein(birth_l, birth_r) <= 1", "label_for_charts": "slip"},
        {"sql_condition": f"{two} >= 2", "label_for_charts": "two parts"},
        {"sql_condition": "ELSE", "label_for_charts": "else"},
    ]
    return cl.CustomComparison(output_column_name="birth", comparison_levels=levels)


def place() -> cl.CustomComparison:
    """Same dwelling, same plot, same town, else."""
    levels = [
        {"sql_condition": "lot_l is null or lot_r is null", "label_for_charts": "null", "is_null_level": True},
        {"sql_condition": "place_l = place_r", "label_for_charts": "dwelling"},
        {"sql_condition": "lot_l = lot_r", "label_for_charts": "plot"},
        {"sql_condition": "town_l = town_r", "label_for_charts": "town"},
        {"sql_condition": "ELSE", "label_for_charts": "else"},
    ]
    return cl.CustomComparison(output_column_name="place", comparison_levels=levels)


BLOCKS = [
    block_on("birth", "sex"), block_on("birth", "given_kana"), block_on("birth", "family_kana"), block_on("birth", "given_name"),
    block_on("given_kana", "lot"), block_on("given_name", "lot"), block_on("family_kana", "given_kana", "substr(birth, 1, 4)"),
    block_on("family_kana", "given_kana", "substr(birth, 5, 4)"), block_on("family_name", "given_name", "substr(birth, 1, 4)"),
    block_on("place", "sex"), block_on("given_kana", "town", "substr(birth, 1, 6)"),
]  # fmt: skip


def main(directory: Path) -> None:
    """Train and predict; the one best candidate of each row."""
    db = duckdb.connect()
    columns = "family_kana, given_kana, family_name, given_name, birth, sex, place, lot, town"
    rows = db.read_parquet(f"{directory}/row_keys.parquet").project(f"'r' || row as unique_id, {columns}").to_arrow_table()
    people = db.read_parquet(f"{directory}/people_keys.parquet").project(f"resident as unique_id, {columns}").to_arrow_table()
    api = DuckDBAPI(connection=db)
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[name_part("given"), name_part("family"), birth(), cl.ExactMatch("sex"), place()],
        blocking_rules_to_generate_predictions=BLOCKS,
        probability_two_random_records_match=0.9 / 375_000,
    )
    linker = Linker([api.register(rows, dataset_display_name="rows"), api.register(people, dataset_display_name="people")], settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("birth"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("given_kana", "lot"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("family_kana", "given_kana"))
    found = linker.inference.predict(threshold_match_probability=0.5)
    row, resident = (f"case when unique_id_l {like} 'r%' then unique_id_l else unique_id_r end" for like in ("like", "not like"))
    best = f"cast(substr({row}, 2) as int) as row, arg_max({resident}, match_weight) as resident"
    db.table(found.physical_name).aggregate(best, f"substr({row}, 2)").write_parquet(f"{directory}/splink.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
