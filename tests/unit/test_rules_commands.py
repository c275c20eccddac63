"""`desk rules check | explain | table`: every mistake with its line, every verdict with its why."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from domain_samples import ROOT

from desk.assets import load_catalogue, load_wording
from desk.cli import main
from desk.domain.contradictions import contradictions
from desk.domain.procedure_table import BEGIN, procedure_table, with_table
from desk.domain.rule_faults import worded

RULES = ROOT / "resources" / "rules"
SAMPLE = Path(__file__).parent / "rule_samples" / "pin_reset_signature.toml"
PIN = "procedures/pin_reset_signature.toml"
Said = Callable[[], tuple[str, str]]
Explain = Callable[..., dict[str, Any]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def both() -> tuple[str, str]:
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        assert "{" not in err
        return out, err

    return both


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped rules with one procedure of our own."""
    made = tmp_path / "rules"
    shutil.copytree(RULES, made, ignore=shutil.ignore_patterns("procedures"))
    (made / "procedures").mkdir()
    shutil.copy(RULES / "procedures" / "_common.toml", made / "procedures")
    shutil.copy(SAMPLE, made / "procedures")
    return made


def edit(folder: Path, name: str, old: str, new: str, *, at: int = 0) -> int:
    """Replace the `at`-th place of a text in a file; returns the line on which it stands."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    place = [each.start() for each in re.finditer(re.escape(old), text)][at]
    path.write_text(text[:place] + new + text[place + len(old) :], encoding="utf-8")
    return text[:place].count("\n") + 1


def append(folder: Path, name: str, more: str) -> int:
    """Add to a file; returns the line of the first added one."""
    path = folder / name
    text = path.read_text(encoding="utf-8").rstrip("\n") + "\n\n"
    path.write_text(text + more, encoding="utf-8")
    return text.count("\n") + 1


def check(folder: Path, said: Said) -> list[dict[str, Any]]:
    status = main(["rules", "check", str(folder), "--json"])
    found = [json.loads(line) for line in said()[0].splitlines()]
    assert status == (1 if found else 0)
    for each in found:
        assert "{" not in each["message"]
        assert re.search("[ぁ-んァ-ヶ一-龠]", each["message"])
        assert each["code"] != "other"
    return found


def places(found: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
    return [(each["file"], each["line"], each["code"]) for each in found]


# check ----------------------------------------------------------------------------------------
def test_the_shipped_rules_have_no_mistake(said: Said) -> None:
    assert main(["rules", "check"]) == 0
    assert "誤りはありません" in said()[0]
    assert main(["rules", "check", str(RULES / "procedures")]) == 0


# what is wrong: file, old text, new text, which place, lines further down, code
ONE_BY_ONE: dict[str, tuple[str, str, str, int, int, str]] = {
    "not closed": ("identity.toml", 'en = "', "en = '", 3, 0, "toml_unclosed"),
    "no equals sign": ("mail.toml", "source = ", "source ", 1, 0, "toml_equals"),
    "no value": ("validity.toml", "value = 20", "value = twenty", 0, 0, "toml_value"),
    "twice": ("validity.toml", "value = 20", "value = 20\nvalue = 21", 0, 1, "toml_twice"),
    "left over": ("validity.toml", "value = 20", 'value = 20 "x"', 0, 0, "toml_rest"),
    "heading": ("identity.toml", "[[documents]]", "[[documents]", 2, 0, "toml_header"),
    "unknown key": ("identity.toml", "portrait =", "portrayt =", 4, 0, "unknown_key_near"),
    "unknown word": ("identity.toml", 'class = "A"', 'class = "C"', 1, 0, "not_one_of"),
    "wrong kind": ("identity.toml", "portrait = true", 'portrait = "yes"', 0, 0, "wrong_kind"),
    "out of range": ("validity.toml", "value = 18", "value = 99", 0, 0, "out_of_range"),
    "value's kind": ("validity.toml", "value = 20", "value = true", 0, 0, "wrong_kind"),
    "value's word": ("validity.toml", '"02-28"', '"02-29"', 0, 0, "not_one_of"),
    "setting": ("validity.toml", '"adult_birthdays"', '"adult_birthday"', 0, 0, "unknown_key_near"),
    "no time left": ("validity.toml", "until = 2022-03-31", "until = 1900-01-01", 0, 3, "no_value"),
    "a gap": ("validity.toml", "from = 2022-04-01", "from = 2022-04-02", 0, -3, "no_value"),
    "overlap": ("validity.toml", "from = 2022-04-01", "from = 2022-03-01", 0, -3, "two_rows"),
    "ends first": (
        "validity.toml", "value = 10", "value = 10\nfrom = 2026-01-01\nuntil = 2025-01-01",
        0, 2, "ends_before_start",
    ),
    "shortcut": ("identity.toml", 'shortcut = "A2"', 'shortcut = "A1"', 0, 0, "shortcut_twice"),
    "empty words": ("delivery.toml", 'en = "', 'en = "" # "', 0, 0, "empty"),
    "no such mail": ("mail.toml", 'value = "', 'value = "pigeon_', 0, -2, "no_mail_type"),
    "camera limits": ("camera_check.toml", "darkest = 70", 'darkest = "dark"', 0, 0, "wrong_kind"),
    "camera keys": ("camera_check.toml", "darkest", "darkes", 0, 0, "unknown_key_near"),
    "no field": (PIN, '"applicant.ward", is', '"applicant.wart", is', 0, -2, "no_field"),
    "no such code": (PIN, 'code = "terminal"', 'code = "Terminal"', 0, 0, "not_a_code"),
    "operator": (PIN, "below = 15", "beneath = 15", 0, 0, "unknown_key"),
    "two operators": (PIN, "below = 15", "below = 15, at_least = 3", 0, 0, "one_comparison"),
    "outcome": (PIN, 'outcome = "refer"', 'outcome = "maybe"', 1, 0, "not_one_of"),
    "other name": (
        PIN, 'code = "pin_reset_signature"', 'code = "pin_reset"', 0, 0,
        "not_the_files_name",
    ),
    "paper's field": (
        PIN, '"applicant.birth", "applicant.address"]', '"applicant.fax"]', 0,
        0, "no_field",
    ),
    "choices": (PIN, 'kind = "yes_no"', 'kind = "choice"', 1, -2, "choices"),
    "words": (
        "procedures/_common.toml", 'code = "no_contract"', 'code = "no_contact"',
        0, 30, "no_words",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(ONE_BY_ONE))
def test_each_kind_of_mistake_is_told_with_its_line(kind: str, folder: Path, said: Said) -> None:
    name, old, new, at, further, code = ONE_BY_ONE[kind]
    line = edit(folder, name, old, new, at=at)
    found = check(folder, said)
    here = [each for each in found if each["code"] == code and each["file"] == name]
    assert here, found
    if code == "no_words":
        assert here[0]["key"] == "reasons.no_contract"
        return
    lines = {each["line"] for each in here}
    assert lines & set(range(line + min(further, 0), line + max(further, 0) + 1)), (lines, line)
    assert len(found) <= 2, found


ROWS = {
    "contradictory": '''[[conditions]]
code = "young"
when = { fact = "age", below = 15 }
outcome = "refuse"
''',
    "same_condition": '''[[conditions]]
code = "young"
when = { fact = "age", below = 15 }
outcome = "refer"
''',
    "never_true": '''[[notes]]
code = "both"
when = { all = [{ fact = "applicant.ward", is = "yes" }, { fact = "applicant.ward", is = "no" }] }
''',
    "two_rows": '''[[counts]]
code = "pin_procedures"
''',
    "no_place": '''[[persons]]
code = "agent"
places = ["outreach"]
''',
    "one_of_times": '''[[deadlines]]
code = "soon"
after = "applicant.birth"
''',
    "no_day": '''[[notes]]
code = "a_day"
when = { fact = "applicant.birth", before = "2026-02-30" }
''',
    "condition_form": '''[[notes]]
code = "a_day"
when = { }
''',
}  # fmt: skip
WORDS = 'ja = "文"\nen = "words"\nsource = "ours"\n'


@pytest.mark.parametrize("code", sorted(ROWS))
def test_rows_that_do_not_go_together(code: str, folder: Path, said: Said) -> None:
    line = append(folder, PIN, ROWS[code] + WORDS)
    found = [each for each in check(folder, said) if each["code"] == code]
    assert [each["file"] for each in found] == [PIN]
    assert line <= found[0]["line"] <= line + 2


def test_a_fee_behind_one_without_a_condition_is_never_reached(folder: Path, said: Said) -> None:
    fee = '[[fees]]\ncode = "{}"\nyen = {}\n' + WORDS
    append(folder, PIN, fee.format("all", 0))
    line = append(folder, PIN, fee.format("some", 1000))
    assert places(check(folder, said)) == [(PIN, line, "never_reached")]


def test_rows_outside_the_procedures_life_and_days_without_any(folder: Path, said: Said) -> None:
    edit(folder, PIN, 'group = "pin"', 'group = "pin"\nfrom = 2024-01-01')
    edit(folder, PIN, 'code = "self"', 'code = "self"\nuntil = 2023-12-31')
    found = {(each["code"], each["key"]) for each in check(folder, said)}
    assert found == {("outside_procedure", "persons.self"), ("nothing_in_force", "persons")}


def test_the_same_figure_has_one_name(folder: Path, said: Said) -> None:
    text = (folder / PIN).read_text(encoding="utf-8")
    other = text.replace('"pin_reset_signature"', '"pin_other"').replace("暗証番号の手続き", "別名")
    (folder / "procedures" / "pin_other.toml").write_text(other, encoding="utf-8")
    found = check(folder, said)
    assert [each["code"] for each in found] == ["counts_differ"]


def test_every_mistake_is_told_not_only_the_first(folder: Path, said: Said) -> None:
    wanted = []
    for kind in ("twice", "unknown key", "wrong kind", "no such mail", "outcome", "unknown word"):
        name, old, new, at, _, code = ONE_BY_ONE[kind]
        edit(folder, name, old, new, at=at)
        wanted.append((name, code))
    edit(folder, PIN, "below = 15", "beneath = 15")
    append(folder, PIN, "[[notes]]\ncode = 3\n")
    append(folder, "retention.toml", "[[retention]\n")
    append(folder, "retention.toml", '[[retention]]\ncode = "x\n')
    (folder / "surprise.toml").write_text("a = 1\n", encoding="utf-8")
    (folder / "limits.toml").unlink()
    found = [(each["file"], each["code"]) for each in check(folder, said)]
    assert set(wanted) <= set(found)
    assert (PIN, "unknown_key") in found
    assert found.count((PIN, "missing_key")) == 3  # ja, en, source of the note
    assert ("retention.toml", "toml_unclosed") in found
    assert ("retention.toml", "toml_header") in found
    assert ("surprise.toml", "unknown_file") in found
    assert ("limits.toml", "missing_file") in found


def test_one_mistake_brings_no_others_with_it(folder: Path, said: Said) -> None:
    """A document that cannot be read is not reported as missing wherever it is named."""
    line = edit(folder, "identity.toml", 'class = "A"', 'class = "Q"')
    assert places(check(folder, said)) == [("identity.toml", line, "not_one_of")]
    line = edit(folder, PIN, 'kind = "yes_no"', 'kind = "yes"')
    assert (PIN, line, "not_one_of") in places(check(folder, said))
    assert len(check(folder, said)) == 2


def test_plain_lines_for_people_in_both_languages(folder: Path, said: Said) -> None:
    line = edit(folder, "validity.toml", "value = 20", 'value = "二十"')
    assert main(["rules", "check", str(folder)]) == 1
    out = said()[0]
    assert (
        f"validity.toml:{line}: settings.adult_age.value: 「二十」は文字です。数にしてください"
        in out
    )
    assert "誤りが1件あります" in out
    assert main(["--lang", "en", "rules", "check", str(folder)]) == 1
    assert "“二十” is a text; it must be a number" in said()[0]


def test_folders_without_rules(tmp_path: Path, said: Said) -> None:
    assert main(["rules", "check", str(tmp_path)]) == 1
    assert "見つかりません" in said()[1]
    (tmp_path / "identity.toml").write_bytes(b"\xff\xfe\x00")
    assert main(["rules", "check", str(tmp_path)]) == 1
    assert "UTF-8" in said()[1]


def test_a_procedure_folder_without_the_common_words(tmp_path: Path, said: Said) -> None:
    made = tmp_path / "procedures"
    made.mkdir()
    shutil.copy(SAMPLE, made)
    found = check(made, said)
    assert [(each["file"], each["code"]) for each in found] == [
        ("procedures/_common.toml", "missing_file")
    ]


OVERLAY = """municipality = "131016"
serial = 1
made_on = 2026-11-26

[[changes]]
file = "identity"
table = "combinations"
code = "a1_b1"
set = { enabled = false }
"""
LAW = """
[[changes]]
file = "validity"
table = "settings"
code = "adult_age"
set = { value = 16 }
"""


def test_an_overlay_is_checked_against_the_rules_beside_it(folder: Path, said: Said) -> None:
    path = folder / "midorino.toml"
    path.write_text(OVERLAY, encoding="utf-8")
    assert check(folder, said) == []
    assert check(path, said) == []
    path.write_text(OVERLAY + LAW, encoding="utf-8")
    assert places(check(folder, said)) == [("midorino.toml", 11, "overlay_not_changeable")]
    assert places(check(path, said)) == [("midorino.toml", 11, "overlay_not_changeable")]
    path.write_text(
        OVERLAY + "\nserial = \n" + LAW.replace('"settings"', "settings"), encoding="utf-8"
    )
    found = places(check(path, said))
    assert [each[1] for each in found] == [11, 15]


def test_one_file_is_checked_among_the_shipped_ones(folder: Path, said: Said) -> None:
    line = edit(folder, "validity.toml", "value = 20", "value = 99")
    found = check(folder / "validity.toml", said)
    assert places(found) == [("validity.toml", line, "out_of_range")]
    line = edit(folder, PIN, "below = 15", "below = true")
    assert places(check(folder / PIN, said)) == [(PIN, line, "wrong_kind")]


def test_every_code_has_words_with_the_same_gaps() -> None:
    ja, en = (load_wording(each).sentences for each in ("ja", "en"))
    codes = [each for each in ja if each.startswith(("rule_", "rules_", "explain_"))]
    assert len(codes) > 90
    for code in codes:
        if code != "explain_head":
            assert set(re.findall(r"{(\w+)}", ja[code])) == set(re.findall(r"{(\w+)}", en[code])), (
                code
            )


def test_the_readers_own_words_are_known() -> None:
    """What rules.py, catalogue.py and conditions.py say of a mistake has a sentence."""
    found = []
    for module in ("rules", "catalogue", "conditions"):
        text = (ROOT / "desk" / "domain" / f"{module}.py").read_text(encoding="utf-8")
        found += re.findall(r'(?:yield [^,\n]+, |_invalid\([^,]+, [^,]+, )f?"([^"]+)"', text)
        found += re.findall(r'invalid\(\w+, "\w*", "([^"]+)"', text)
        found += re.findall(r'(?:return|yield|from \() ?f?"([^"]*(?: is | needs |no )[^"]*)"', text)
    assert len(found) > 20
    for each in found:
        assert worded(re.sub(r"{[^}]*}", "x", each))[0] != "other", each
    assert worded("something new") == ("other", (("said", "something new"),))


# explain --------------------------------------------------------------------------------------
@pytest.fixture
def explain(folder: Path, said: Said) -> Explain:
    """Explain the procedure of the folder, or a shipped one by name."""

    def asked(*more: str, procedure: str = "") -> dict[str, Any]:
        shipped = [procedure] if procedure else ["pin_reset_signature", "--rules", str(folder)]
        assert main(["rules", "explain", *shipped, *more, "--json"]) == 0
        found: dict[str, Any] = json.loads(said()[0])
        return found

    return asked


def of(folder: Path) -> tuple[str, ...]:
    return "pin_reset_signature", "--rules", str(folder)


FACTS = {
    "person": "self",
    "applicant": {
        "name": "見本 花子",
        "birth": "1990-05-01",
        "address": "みどり野市",
        "ward": False,
    },
    "identity.card": True,
    "identity.documents": ["driving_licence"],
}
AT = ("--place", "post_office", "--contracts", "certificates", "--date", "2026-11-26")


def test_an_accepted_case(explain: Explain) -> None:
    found = explain(*AT, "--facts", json.dumps(FACTS))
    assert (found["outcome"], found["delivery"], found["reasons"]) == ("accept", "here", [])
    assert (found["missing"], found["identity"]) == ([], "card_and_one")
    assert found["papers"] == ["ticket", "application"]
    assert re.fullmatch(r"2022-01-[0-9a-f]{8}", found["rules_version"])


def test_facts_from_toml_and_json_files_are_the_same(explain: Explain, tmp_path: Path) -> None:
    toml, plain = tmp_path / "facts.toml", tmp_path / "facts.json"
    plain.write_text(json.dumps(FACTS), encoding="utf-8")
    toml.write_text(
        'person = "self"\napplicant.name = "見本 花子"\napplicant.birth = 1990-05-01\n'
        'applicant.address = "みどり野市"\napplicant.ward = false\n"identity.card" = true\n'
        'identity.documents = ["driving_licence"]\n',
        encoding="utf-8",
    )
    inline = explain(*AT, "--facts", json.dumps(FACTS))
    assert explain(*AT, "--facts", str(toml)) == inline
    assert explain(*AT, "--facts", str(plain)) == inline


def test_reasons_come_with_source_and_remedy(explain: Explain) -> None:
    child = FACTS | {"applicant": {"birth": "2015-01-01"}}
    found = explain("--place", "post_office", "--date", "2026-11-26", "--facts", json.dumps(child))
    assert found["outcome"] == "refer"
    by_code = {each["code"]: each for each in found["reasons"]}
    assert by_code["under_15"]["source"].startswith("dom§")
    assert "委託を受けている郵便局" in by_code["no_contract"]["remedy"]


def test_what_is_missing_is_named(explain: Explain, folder: Path, said: Said) -> None:
    found = explain(*AT)
    assert found["outcome"] is None
    assert {"person", "applicant.birth", "applicant.ward"} <= set(found["missing"])
    assert main(["rules", "explain", *of(folder), *AT]) == 0
    out = said()[0]
    assert "まだ決まりません" in out
    assert "生年月日 (applicant.birth)" in out


def test_in_words(folder: Path, said: Said) -> None:
    assert main(["rules", "explain", *of(folder), *AT, "--facts", json.dumps(FACTS)]) == 0
    out = said()[0]
    assert "受け付けます" in out
    assert "渡す紙：番号札・暗証番号変更・初期化（再設定）申請書" in out
    assert main(["--lang", "en", "rules", "explain", *of(folder), *AT, "--facts", "{}"]) == 0
    assert "still open" in said()[0]


@pytest.mark.parametrize(
    ("facts", "part"),
    [
        ('{"applicant.birth": "bald"}', "「applicant.birth」の値「bald」を日付として読めません"),
        ('{"applicant.birth": ["1990-01-01"]}', "applicant.birth"),
        ('{"applicant.ward": "perhaps"}', "yes・no"),
        ('{"identity.documents": "passport"}', "identity.documents"),
        ('{"identity.documents": [1]}', "identity.documents"),
        ('{"person": "friend"}', "self・statutory・agent"),
        ('{"applicant.shoe_size": 42}', "applicant.shoe_size"),
        ("[1, 2]", "表で書いてください"),
        ('{"a": ', "読めません"),
        ("nowhere.toml", "読めません"),
    ],
)
def test_facts_of_a_wrong_shape_are_named(facts: str, part: str, said: Said) -> None:
    assert main(["rules", "explain", "pin_reset_signature", *AT, "--facts", facts]) == 1
    assert part in said()[1]


def test_wrong_calls(said: Said) -> None:
    assert main(["rules", "explain", "no_such_thing"]) == 1
    assert "pin_reset_signature" in said()[1]
    assert main(["rules", "explain", "pin_reset_signature", "--place", "moon"]) == 1
    assert "post_office" in said()[1]
    with pytest.raises(SystemExit):
        main(["rules", "explain", "pin_reset_signature", "--date", "someday"])
    capture = said()[1]
    assert "invalid" in capture


DATED = """
[[conditions]]
code = "until_then"
when = { fact = "applicant.ward", is = "no" }
outcome = "refuse"
until = 2024-12-01
ja = "その日まで"
en = "until then"
source = "ours"
"""


def test_a_case_is_judged_by_its_own_day(folder: Path, explain: Explain) -> None:
    """dom§14: other rules before 2022-04-01 and from 2024-12-02, asked today about then."""
    append(folder, PIN, DATED)
    edit(folder, PIN, "below = 15", "below = 20")
    edit(
        folder,
        PIN,
        '[[conditions]]\ncode = "under_15"',
        '[[conditions]]\ncode = "under_15"\nuntil = 2022-03-31',
    )
    asked = AT[:4]
    facts = json.dumps(FACTS | {"applicant": {"birth": "2004-05-01", "ward": False}})
    reasons = {}
    for day in ("2022-03-31", "2022-04-01", "2024-12-01", "2024-12-02"):
        found = explain(*asked, "--date", day, "--facts", facts)
        assert found["date"] == day
        reasons[day] = [each["code"] for each in found["reasons"]]
    assert reasons == {
        "2022-03-31": ["until_then", "under_15"],
        "2022-04-01": ["until_then"],
        "2024-12-01": ["until_then"],
        "2024-12-02": [],
    }


def test_a_broken_folder_explains_nothing(folder: Path, said: Said) -> None:
    edit(folder, PIN, 'outcome = "refer"', 'outcome = "maybe"')
    assert main(["rules", "explain", "pin_reset_signature", "--rules", str(folder)]) == 1
    assert "procedures/pin_reset_signature.toml" in said()[1]


CARD = {"person": "self", "applicant.birth": "2002-08-01", "applicant.foreign": False}


@pytest.mark.parametrize(
    ("day", "birthdays", "why"),
    [("2022-03-31", 5, "minor"), ("2022-04-01", 10, "adult"), ("2024-12-02", 10, "adult")],
)
def test_a_card_of_another_day(day: str, birthdays: int, why: str, explain: Explain) -> None:
    """dom§14 and §17.3 with the shipped rules: 20 gave way to 18 by the acceptance date."""
    found = explain("--date", day, "--facts", json.dumps(CARD), procedure="card_first")
    assert found["steps_follow"]
    assert (found["expires"]["card"]["count"], found["expires"]["card"]["why"]) == (birthdays, why)


def test_an_express_card_exists_from_its_day_on(explain: Explain) -> None:
    before = explain("--date", "2024-12-01", procedure="card_express")
    assert [each["code"] for each in before["reasons"]] == ["not_in_force"]
    assert before["outcome"] == "refuse"
    after = explain("--date", "2024-12-02", procedure="card_express")
    assert "not_in_force" not in [each["code"] for each in after["reasons"]]
    photo = [explain("--date", day, procedure="card_under_one")["documents"] for day in DAYS]
    assert ["photo" in each for each in photo] == [True, False]


DAYS = ("2022-03-31", "2024-12-02")


def test_the_expected_validity_of_a_stay_and_of_a_renewal(explain: Explain) -> None:
    stay = CARD | {"applicant.foreign": True, "applicant.stay_limited": True}
    day = ("--date", "2026-11-26", "--facts")
    assert explain(*day, json.dumps(stay), procedure="card_first")["expires"] is None
    stay |= {"applicant.stay_until": "2029-08-20"}
    found = explain(*day, json.dumps(stay), procedure="card_first")["expires"]
    assert found["card"] == {"day": "2029-08-20", "why": "stay", "count": 0}
    old = json.dumps({"applicant.birth": "1985-05-10", "card.expires": "2032-05-10"})
    renewed = explain(*day, old, procedure="certificate_renewal")["certificate_expires"]
    assert renewed == {"day": "2031-05-10", "why": "renewed", "count": 5}


def test_a_card_in_words(said: Said) -> None:
    asked = ["card_first", "--date", "2026-11-26", "--facts", json.dumps(CARD)]
    assert main(["rules", "explain", *asked]) == 0
    out = said()[0]
    assert "カード：2036年8月1日まで（18歳以上は発行後10回目の誕生日）" in out
    assert "5つの手順の規則" in out


# table ----------------------------------------------------------------------------------------
def test_the_readme_holds_the_table_of_the_catalogue() -> None:
    """Renew it with `desk rules table --write resources/rules/README.md`."""
    readme = (RULES / "README.md").read_text(encoding="utf-8")
    assert with_table(readme, procedure_table(load_catalogue())) == readme


def test_every_procedure_has_a_row(said: Said, tmp_path: Path) -> None:
    assert main(["rules", "table"]) == 0
    table = said()[0]
    for each in load_catalogue().procedures:
        assert f"`{each.code}`" in table
        assert list(contradictions(each)) == []
    shutil.copy(RULES / "README.md", tmp_path)
    path = tmp_path / "README.md"
    path.write_text(path.read_text(encoding="utf-8").replace("`pin_", "`pen_"), encoding="utf-8")
    assert main(["rules", "table", "--write", str(path)]) == 0
    assert path.read_text(encoding="utf-8") == (RULES / "README.md").read_text(encoding="utf-8")
    path.write_text(f"{BEGIN}\nno end\n", encoding="utf-8")
    assert main(["rules", "table", "--write", str(path)]) == 1
    assert "目印" in said()[1]
