"""The declared features: a sentence each. What they read, whom they look at, what an absence means, who may argue with it.

Nothing is computed here. The tier says what a feature is: need (N) and circumstance (C) may carry points in the criteria;
surveillance (S) shows how closely a family was watched and is history only.
"""

from collections.abc import Callable, Mapping

from sukoyaka.hub.features.language import (
    CIRCUMSTANCE,
    NEED,
    SURVEILLANCE,
    Definition,
    answered,
    any_of,
    by_rule,
    child,
    co_residents,
    count,
    count_days,
    covered_by,
    events,
    household,
    icd10,
    mother,
    siblings,
    smallest,
)
from sukoyaka.hub.features.model import Feature, meaning
from sukoyaka.hub.features.rules import checkups, consultations, dental, family, growth, pregnancy, seen, vaccinations, welfare
from sukoyaka.hub.features.rules.measured import Measured
from sukoyaka.hub.features.view import View

# -- groups of diagnoses: ICD-10 categories
INJURY = icd10("S02", "S06", "S22", "S42", "S52", "S72", "S82", "T15-T19", "T20-T32", "T36-T65", "T71")
MALTREATMENT = icd10("T74", "Y06-Y07")
FAILURE_TO_THRIVE = icd10("E40-E46", "R62-R63", "E86")
DEVELOPMENT = icd10("F80-F98")
MIND = icd10("F10-F19", "F20-F29", "F30-F39", "F40-F48", "F53", "F60-F69")
MOOD = icd10("F30-F39", "F53")

# Any kind of claims could have shown it: unknown only where none of them covers the person.
CLAIMS = covered_by("claims_nhi", "claims_child", "claims_single_parent", "claims_assistance", "claims_elderly")
SENTENCES: Mapping[str, Definition] = {
    # -- the child: growth, health, care
    "missed_checkups": by_rule("missed_checkups", reading=checkups.READS)
    .of(child).tier(NEED).risk_increases().at_most(len(checkups.ROUNDS)).said("未受診の健診が{n}回"),
    "overdue_vaccinations": by_rule("overdue_vaccinations", reading=vaccinations.READS)
    .of(child).tier(NEED).risk_increases().at_most(len(vaccinations.SIGNALS)).said("予防接種の明らかな遅れが{n}項目"),
    "weight_sds": by_rule("weight_sds", reading=growth.READS)
    .of(child).tier(NEED).risk_decreases().said("体重の標準との差が{n}SD"),
    "weight_fall": by_rule("weight_fall", reading=growth.READS)
    .of(child).tier(NEED).risk_increases().said("体重の標準との差が前回から{n}SD低下"),
    "birth_weight": smallest(events("BIRTH/WEIGHT")).over("2200d")
    .of(child).unobserved_unless(answered("BIRTH/WEIGHT")).tier(NEED).risk_decreases().said("出生体重{n}g"),
    "gestation_weeks": smallest(events("BIRTH/GESTATION")).over("2200d")
    .of(child).unobserved_unless(answered("BIRTH/GESTATION")).tier(NEED).risk_decreases().said("在胎{n}週"),
    "development_concern": count_days(events("CHECKUP/*/JUDGEMENT").saying("observe", "refer")).over("730d")
    .of(child).unobserved_unless(answered("CHECKUP/*/JUDGEMENT")).tier(NEED).risk_increases().said("健診で要経過観察・要紹介が{n}回"),
    "development_claims": any_of(events("CLAIM/DX", DEVELOPMENT).confirmed()).over("730d")
    .of(child).unobserved_unless(CLAIMS).tier(NEED).risk_increases().said("発達に関する傷病名"),
    "injury_claims": count_days(events("CLAIM/DX", INJURY).confirmed()).over("365d")
    .of(child).unobserved_unless(CLAIMS).tier(NEED).risk_increases().said("けが・誤飲等による受診が{n}回"),
    "failure_to_thrive_claims": any_of(events("CLAIM/DX", FAILURE_TO_THRIVE).confirmed()).over("365d")
    .of(child).unobserved_unless(CLAIMS).tier(NEED).risk_increases().said("栄養・発育に関する傷病名"),
    "maltreatment_claims": any_of(events("CLAIM/DX", MALTREATMENT).confirmed()).over("365d")
    .of(child).unobserved_unless(CLAIMS).tier(NEED).risk_increases().said("不適切な養育を示す傷病名"),
    "out_of_hours_visits": count_days(events("CLAIM/OUT_OF_HOURS")).over("365d")
    .of(child).unobserved_unless(CLAIMS).tier(NEED).risk_increases().said("時間外の受診が{n}日"),
    "days_unseen": by_rule("days_unseen", reading=seen.READS)
    .of(child).tier(NEED).risk_increases().said("最後に姿が確認されてから{n}日"),
    "untreated_decay": by_rule("untreated_decay", reading=dental.READS)
    .of(child).tier(NEED).risk_increases().at_most(20).said("未処置のう歯{n}本（直近の歯科健診）"),
    "no_finishing_brush": any_of(events("DENTAL/*/Q/FINISHING").saying("never")).over("730d")
    .of(child).unobserved_unless(answered("DENTAL/*/Q/FINISHING")).tier(NEED).risk_increases().said("「仕上げみがきをしない」との回答"),
    "childs_certificate": by_rule("childs_certificate", reading=welfare.CERTIFICATES)
    .of(child).tier(CIRCUMSTANCE).risk_increases().at_most(1).said("こどもが障害者手帳を所持"),
    # -- the pregnancy that the child was of: the mother's, wherever she lives now
    "notice_weeks": by_rule("notice_weeks", reading=pregnancy.READS_NOTICE)
    .of(mother).tier(NEED).risk_increases().at_most(pregnancy.COUNTED_AFTER_BIRTH).said("妊娠届が妊娠{n}週（42は分娩後）"),
    "unused_pregnancy_vouchers": by_rule("unused_pregnancy_vouchers", reading=pregnancy.READS_VOUCHERS)
    .of(mother).tier(NEED).risk_increases().at_most(pregnancy.SUBSIDISED).said("妊婦健診14回のうち{n}回を受けていない"),
    "unexpected_pregnancy": by_rule("unexpected_pregnancy", reading=pregnancy.READS_FEELING)
    .of(mother).tier(NEED).risk_increases().at_most(1).said("妊娠が分かったとき戸惑った・困ったとの回答"),
    "no_helper_in_pregnancy": by_rule("no_helper_in_pregnancy", reading=pregnancy.READS_HELPER)
    .of(mother).tier(NEED).risk_increases().at_most(1).said("妊娠届の時に「育児の協力者がいない」との回答"),
    # -- the guardians, by their own answers and by the nurse's judgement
    "hit_self_report": count_days(events("CHECKUP/*/Q/HIT").saying("yes")).over("365d")
    .of(child).unobserved_unless(answered("CHECKUP/*/Q/HIT")).tier(NEED).risk_increases().said("「感情的に叩いた」との回答が{n}回"),
    "shouted_self_report": count_days(events("CHECKUP/*/Q/SHOUTED").saying("yes")).over("365d")
    .of(child).unobserved_unless(answered("CHECKUP/*/Q/SHOUTED")).tier(NEED).risk_increases().said("「感情的に怒鳴った」との回答が{n}回"),
    "no_one_to_consult": any_of(events("CHECKUP/*/Q/SOMEONE_TO_CONSULT").saying("no")).over("730d")
    .of(child).unobserved_unless(answered("CHECKUP/*/Q/SOMEONE_TO_CONSULT")).tier(NEED).risk_increases().said("「相談相手がいない」との回答"),
    "hard_to_raise": any_of(events("CHECKUP/*/Q/HARD_TO_RAISE").saying("always")).over("730d")
    .of(child).unobserved_unless(answered("CHECKUP/*/Q/HARD_TO_RAISE")).tier(NEED).risk_increases().said("「育てにくさをいつも感じる」との回答"),
    "nurse_sees_need": any_of(events("CHECKUP/*/SUPPORT_NEED").saying("nurse", "other agency")).over("730d")
    .of(child).unobserved_unless(answered("CHECKUP/*/SUPPORT_NEED")).tier(NEED).risk_increases().said("健診で保健師が支援の必要を認めた"),
    "mother_mood_claims": any_of(events("CLAIM/DX", MOOD).confirmed()).over("730d")
    .of(mother).unobserved_unless(CLAIMS).tier(NEED).risk_increases().said("母等の気分の不調の傷病名"),
    "co_resident_mind_claims": any_of(events("CLAIM/DX", MIND).confirmed()).over("365d")
    .of(co_residents).unobserved_unless(CLAIMS).tier(NEED).risk_increases().said("同居者のこころの不調の傷病名"),
    "mothers_age_at_birth": by_rule("mothers_age_at_birth", reading=family.HOUSEHOLD)
    .of(child).tier(CIRCUMSTANCE).risk_decreases().said("出生時の母の年齢{n}歳"),
    # -- the family
    "single_parent": by_rule("single_parent", reading=family.HOUSEHOLD + family.ALLOWANCE)
    .of(child).tier(CIRCUMSTANCE).risk_increases().at_most(1).said("ひとり親とみられる"),
    "unmarried_partner_or_step": by_rule("unmarried_partner_or_step", reading=family.HOUSEHOLD)
    .of(child).tier(CIRCUMSTANCE).risk_increases().at_most(1).said("内縁・同居人・ステップの関係"),
    "children_in_household": by_rule("children_in_household", reading=family.HOUSEHOLD)
    .of(child).tier(CIRCUMSTANCE).risk_increases().said("世帯のこどもが{n}人"),
    "recent_divorce": any_of(events("RESIDENCE/DIVORCE")).over("365d")
    .of(co_residents).always_observable().tier(CIRCUMSTANCE).risk_increases().said("同居者の離婚の届出（1年以内）"),
    "moves_in_two_years": count_days(events("RESIDENCE/MOVE_WITHIN") | events("RESIDENCE/MOVE_IN")).over("730d")
    .of(child).always_observable().tier(CIRCUMSTANCE).risk_increases().said("2年間の転居・転入が{n}回"),
    "economy_very_hard": any_of(events("CHECKUP/*/Q/ECONOMY").saying("very hard")).over("730d")
    .of(child).unobserved_unless(answered("CHECKUP/*/Q/ECONOMY")).tier(CIRCUMSTANCE).risk_increases().said("「暮らしが大変苦しい」との回答"),
    "siblings_missed_checkups": by_rule("siblings_missed_checkups", reading=checkups.READS + family.HOUSEHOLD)
    .of(siblings).tier(NEED).risk_increases().said("きょうだいの未受診の健診が{n}回"),
    "on_public_assistance": by_rule("on_public_assistance", reading=welfare.ASSISTANCE + welfare.HOUSEHOLD)
    .of(household).tier(CIRCUMSTANCE).risk_increases().at_most(1).said("生活保護を受給中"),
    "heavy_care_at_home": by_rule("heavy_care_at_home", reading=welfare.CARE + welfare.HOUSEHOLD)
    .of(co_residents).tier(CIRCUMSTANCE).risk_increases().said("在宅で要介護3以上の同居者が{n}人"),
    "carers_certificate": by_rule("carers_certificate", reading=welfare.CERTIFICATES + welfare.HOUSEHOLD)
    .of(co_residents).tier(CIRCUMSTANCE).risk_increases().said("障害者手帳をもつ養育者が{n}人"),
    # -- what protects
    "someone_to_consult": any_of(events("CHECKUP/*/Q/SOMEONE_TO_CONSULT").saying("yes")).over("730d")
    .of(child).unobserved_unless(answered("CHECKUP/*/Q/SOMEONE_TO_CONSULT")).tier(NEED).protects().said("「相談相手がいる」との回答"),
    "grandparent_at_home": by_rule("grandparent_at_home", reading=family.HOUSEHOLD)
    .of(child).tier(CIRCUMSTANCE).protects().at_most(1).said("祖父母と同居"),
    # -- history: shows who was looked at, so it never carries points
    "abuse_consultations": count_days(events("CONSULTATION/ABUSE"))
    .of(child).always_observable().tier(SURVEILLANCE).risk_increases().said("虐待相談の受付が{n}回"),
    "other_consultations": count(events("CONSULTATION/CARE") | events("CONSULTATION/UPBRINGING"))
    .of(child).always_observable().tier(SURVEILLANCE).risk_increases().said("養護・育成の相談が{n}回"),
    "sibling_abuse_consultations": count_days(events("CONSULTATION/ABUSE"))
    .of(siblings).always_observable().tier(SURVEILLANCE).risk_increases().said("きょうだいの虐待相談の受付が{n}回"),
    "grave_open_consultation": by_rule("grave_open_consultation", reading=consultations.READS)
    .of(child).tier(SURVEILLANCE).risk_increases().said("終結していない重度以上の虐待相談が{n}件"),
}  # fmt: skip

RULES: Mapping[str, Callable[[View], Measured]] = {
    "missed_checkups": checkups.missed,
    "siblings_missed_checkups": checkups.missed_by_siblings,
    "overdue_vaccinations": vaccinations.overdue,
    "weight_sds": growth.low_weight,
    "weight_fall": growth.weight_fall,
    "days_unseen": seen.days_unseen,
    "single_parent": family.single_parent,
    "unmarried_partner_or_step": family.unmarried_partner_or_step,
    "children_in_household": family.children_in_household,
    "mothers_age_at_birth": family.mothers_age,
    "grandparent_at_home": family.grandparent_at_home,
    "grave_open_consultation": consultations.grave_and_open,
    "untreated_decay": dental.untreated,
    "notice_weeks": pregnancy.notice_weeks,
    "unused_pregnancy_vouchers": pregnancy.unused_vouchers,
    "unexpected_pregnancy": pregnancy.unexpected,
    "no_helper_in_pregnancy": pregnancy.without_helper,
    "on_public_assistance": welfare.on_public_assistance,
    "childs_certificate": welfare.childs_certificate,
    "carers_certificate": welfare.carers_certificate,
    "heavy_care_at_home": welfare.heavy_care_at_home,
}

CATALOGUE: Mapping[str, Feature] = {name: meaning(name, said) for name, said in SENTENCES.items()}
