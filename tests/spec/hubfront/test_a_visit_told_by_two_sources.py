"""The same visit from the insurer and from the subsidy counts once; what only one of them tells stays."""

from dataclasses import replace
from datetime import date

import polars as pl

from sukoyaka.governance import register as registers
from sukoyaka.governance.register import Register
from sukoyaka.hub.cleanse.sheet import Outcome, unchanged
from sukoyaka.hub.cleanse.told_twice import settle
from sukoyaka.hub.store.tables import delivered_columns
from sukoyaka.records.purpose import Purpose

REGISTER = registers.load()
DAY = date(2023, 5, 1)
VISIT = {"card": "a", "date": DAY, "setting": "outpatient", "out_of_hours": False, "happened_on": DAY}


def rows(source: str, *found: dict[str, object], register: Register = REGISTER) -> Outcome:
    schema = delivered_columns(register.source(source), f"{source}.visit", date(2024, 4, 1))
    return unchanged(
        pl.DataFrame([{**VISIT, "known_on": DAY, "file": 0, "line": n + 2, **row} for n, row in enumerate(found)], schema=schema)
    )


def settled(register: Register = REGISTER, **told: Outcome) -> dict[str, Outcome]:
    return {source: outcome for (source, _), outcome in settle({(s, f"{s}.visit"): o for s, o in told.items()}, register).items()}


def test_the_copy_that_costs_money_gives_way_and_says_why():
    done = settled(claims_nhi=rows("claims_nhi", {}), claims_child=rows("claims_child", {}, {"date": date(2023, 5, 2)}))
    assert done["claims_nhi"].rows.height == 1
    assert done["claims_child"].rows["line"].to_list() == [3]
    assert done["claims_child"].set_aside.select("rule", "source", "line").rows() == [("told-by-another-source", "claims_child", 2)]


def test_another_person_day_or_setting_is_another_visit():
    others = ({"card": "b"}, {"happened_on": date(2023, 5, 3)}, {"setting": "inpatient"}, {"out_of_hours": True})
    done = settled(claims_nhi=rows("claims_nhi", {}), claims_child=rows("claims_child", *others))
    assert done["claims_child"].rows.height == 4


def test_what_may_be_used_for_less_never_takes_the_place():
    source = REGISTER.source("claims_nhi")
    narrow = replace(source, items=tuple(replace(item, purposes=item.purposes - {Purpose.CASEWORK}) for item in source.items))
    register = Register({**REGISTER.sources, "claims_nhi": narrow}, "narrow")
    done = settled(register, claims_nhi=rows("claims_nhi", {}), claims_child=rows("claims_child", {}))
    assert done["claims_child"].rows.height == 1


def test_one_source_alone_is_left_as_it_is():
    assert settled(claims_child=rows("claims_child", {}, {}))["claims_child"].rows.height == 2
