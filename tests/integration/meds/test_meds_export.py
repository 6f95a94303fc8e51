"""`hub export-meds`: a mart becomes a MEDS 0.4 data set, with its exact schemas, and says how many could be singled out."""

import json
from datetime import date

import meds as standard
import polars as pl
import pyarrow as pa
import pytest
from click.testing import CliRunner
from flexible_schema import SchemaValidationError
from pyarrow import parquet

from sukoyaka.hub.commands import group
from sukoyaka.hub.marts import meds

DATA = [
    ("subject_id", pa.int64()),
    ("time", pa.timestamp("us")),
    ("code", pa.string()),
    ("numeric_value", pa.float32()),
    ("text_value", pa.large_string()),
    ("known_on", pa.date32()),
    ("source", pa.string()),
]


@pytest.fixture
def out(city, tmp_path):
    city.export(tmp_path / "out")
    return tmp_path / "out"


def rows(out):
    paths = sorted(out.glob("data/*.parquet"), key=lambda path: int(path.stem))
    return pl.concat([pl.read_parquet(path) for path in paths])


def contents(directory):
    return {str(path.relative_to(directory)): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


def subject(city, month, sex):
    return city.table("people").filter(pl.col("birth_month") == month, pl.col("sex") == sex)["subject_id"].to_list()


def test_the_files_are_those_of_the_standard(out):
    assert set(contents(out)) == {
        "data/0.parquet",
        "metadata/codes.parquet",
        "metadata/dataset.json",
        "metadata/subject_splits.parquet",
    }


def test_it_passes_the_checks_of_the_standard_itself(out):
    for path in out.glob("data/*.parquet"):
        standard.DataSchema.validate(parquet.read_table(path))
    standard.CodeMetadataSchema.validate(parquet.read_table(out / standard.code_metadata_filepath))
    standard.SubjectSplitSchema.validate(parquet.read_table(out / standard.subject_splits_filepath))
    standard.DatasetMetadataSchema.validate(json.loads((out / standard.dataset_metadata_filepath).read_text()))
    splits = set(pl.read_parquet(out / standard.subject_splits_filepath)["split"])
    assert splits <= {standard.train_split, standard.tuning_split, standard.held_out_split}
    assert standard.birth_code in set(rows(out)["code"])


@pytest.mark.parametrize("spoilt", ["time", "subject_id"])
def test_the_checks_of_the_standard_can_fail(out, spoilt):
    table = parquet.read_table(out / "data" / "0.parquet").drop_columns(spoilt)
    with pytest.raises(SchemaValidationError):
        standard.DataSchema.validate(table)


def test_the_schemas_are_exact(out):
    codes = [("code", pa.string()), ("description", pa.string()), ("parent_codes", pa.list_(pa.string()))]
    for name, wanted in (
        ("data/0.parquet", DATA),
        ("metadata/codes.parquet", codes),
        ("metadata/subject_splits.parquet", [("subject_id", pa.int64()), ("split", pa.string())]),
    ):
        assert parquet.read_schema(out / name).equals(pa.schema(wanted))


def test_every_event_of_the_mart_is_there_and_nothing_else_but_birth_and_sex(city, out):
    told = rows(out)
    own = told.filter(~pl.col("code").str.contains("^(MEDS_BIRTH$|SEX//)"))
    mart = city.table("events").select(own.columns)
    assert own.height == 10
    assert own.sort(own.columns, nulls_last=True).equals(mart.sort(own.columns, nulls_last=True))
    assert told.height == mart.height + 2 * city.table("people").height


def test_birth_is_the_first_of_its_month_and_sex_has_no_time(city, out):
    (mother,) = subject(city, date(1990, 3, 1), "female")
    facts = rows(out).filter(pl.col("subject_id") == mother).select(pl.col("time").cast(pl.String), "code", "known_on", "source").rows()
    assert facts == [
        (None, "SEX//female", date(2019, 4, 2), "resident"),
        ("1990-03-01 00:00:00.000000", "MEDS_BIRTH", date(2019, 4, 2), "resident"),
        ("2019-04-02 00:00:00.000000", "RESIDENCE/MOVE_IN", date(2019, 4, 2), "resident"),
    ]


def test_who_never_showed_in_the_register_is_not_known_since_a_day(city, out):
    (alone,) = subject(city, date(1930, 7, 1), "female")
    assert rows(out).filter(pl.col("subject_id") == alone)["known_on"].to_list() == [None, None]


def test_values_keep_their_column(out):
    told = {code: (number, text) for code, number, text in rows(out).select("code", "numeric_value", "text_value").iter_rows()}
    assert told["CHECKUP/18M/WEIGHT"] == (9800.0, None)
    assert told["CHECKUP/18M/SUPPORT_NEED"] == (None, "nurse")


def test_rows_are_sorted_and_no_subject_is_split(city, tmp_path, monkeypatch):
    monkeypatch.setattr(meds, "ROWS_PER_FILE", 4)
    result = city.export(tmp_path / "cut")
    parts = [pl.read_parquet(tmp_path / "cut" / "data" / f"{number}.parquet") for number in range(result["files"])]
    assert len(parts) == len(list((tmp_path / "cut" / "data").iterdir())) > 2
    held = [set(part["subject_id"]) for part in parts]
    assert sum(map(len, held)) == len(set().union(*held)) == 6
    told = pl.concat(parts)
    assert told.select("subject_id", "time").equals(told.select("subject_id", "time").sort("subject_id", "time", nulls_last=False))
    city.export(tmp_path / "whole")
    assert told.equals(rows(tmp_path / "whole"))


def test_every_code_is_described_and_has_its_parent(out):
    codes = {code: (words, parents) for code, words, parents in pl.read_parquet(out / "metadata" / "codes.parquet").iter_rows()}
    assert set(codes) == set(rows(out)["code"])
    assert codes["CHECKUP/18M/WEIGHT"] == ("1歳6か月児健診 体重（g）", ["CHECKUP/18M"])
    assert codes["VACCINE/MR/1"] == ("麻しん風しん 1回目", ["VACCINE/MR"])
    assert codes["SEX//female"] == ("性別 女", ["SEX"])
    assert codes["MEDS_BIRTH"][1] == []


def test_splits_name_everyone_once_and_keep_households_together(city, out):
    splits = dict(pl.read_parquet(out / "metadata" / "subject_splits.parquet").iter_rows())
    assert set(splits) == set(city.table("people")["subject_id"])
    assert set(splits.values()) <= {"train", "tuning", "held_out"}
    for _, members in city.table("household_spells").group_by("household_id"):
        assert len({splits[member] for member in members["subject_id"]}) == 1


def test_the_data_set_says_what_it_is_and_reads_no_clock(out):
    document = json.loads((out / "metadata" / "dataset.json").read_text())
    assert document["dataset_name"] == "sukoyaka-screening"
    assert document["dataset_version"] == "5nap"
    assert document["meds_version"] == "0.4.1"
    assert document["etl_name"] == "sukoyaka hub export-meds"
    assert document["other_extension_columns"] == ["known_on", "source"]
    assert document["created_at"] == "2024-04-01T00:00:00+09:00"  # the newest source reaches this far


def test_the_day_is_an_argument(city, tmp_path):
    assert city.export(tmp_path / "out", as_of=date(2024, 5, 1))["created_at"] == "2024-05-01T00:00:00+09:00"


def test_how_many_could_be_singled_out_is_said(city, tmp_path):
    found = city.export(tmp_path / "out")["reidentification"]
    # 2 and 3 share month and sex but not the last town; so do 4 and 5, of whom one has no town
    assert found == {
        "people": 6,
        "birth_month_sex": {"smallest_class": 1, "unique_people": 2, "unique_share": 0.333333},
        "birth_month_sex_town": {"smallest_class": 1, "unique_people": 6, "unique_share": 1.0},
    }
    description = json.loads((tmp_path / "out" / "metadata" / "dataset.json").read_text())["description"]
    assert "smallest class has 1 people and 2 (33.33%) are unique" in description
    assert "down to 1 people and 6 (100.00%) unique" in description


def test_no_town_household_or_delivery_pseudonym_leaves(city, out):
    spells = city.table("household_spells")
    ids = {*spells["household_id"], *spells["dwelling_id"].drop_nulls()}
    told = rows(out)
    assert not ids & set(told["subject_id"])
    texts = set(told["code"]) | set(told["text_value"].drop_nulls()) | set(told["source"])
    secret = {*spells["town"].drop_nulls(), *spells["relation"], *(f"{number:032x}" for number in range(1, 7))}
    assert not texts & secret
    documented = (out / "metadata" / "dataset.json").read_text() + str(pl.read_parquet(out / "metadata" / "codes.parquet").rows())
    assert not [word for word in secret if word in documented]


def test_the_same_mart_gives_the_same_bytes(city, make_city, tmp_path):
    city.export(tmp_path / "one")
    make_city("other").export(tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_an_earlier_export_is_replaced_whole(make_city, tmp_path):
    make_city("small", numbers=(1, 2)).export(tmp_path / "out")
    (tmp_path / "out" / "data" / "7.parquet").write_bytes(b"of another time")
    make_city("large").export(tmp_path / "out")
    assert rows(tmp_path / "out")["subject_id"].n_unique() == 6
    assert {path.name for path in tmp_path.iterdir()} == {"out", "small", "large"}


def test_the_command_speaks_json(city, tmp_path):
    out = str(tmp_path / "out")
    done = CliRunner().invoke(group, ["export-meds", "screening", out, "--home", str(city.home), "--as-of", "2024-04-01", "--json"])
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)
    assert result["subjects"] == 6 == sum(result["splits"].values())
    assert result["rows"] == 22
