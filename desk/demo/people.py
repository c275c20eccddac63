"""Invented people for practice and demonstration; any likeness to a real person is chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

MUNICIPALITY: Final = "みどり野市"
"""An invented city; its postcode belongs to no real one."""
PASSPHRASE: Final = "れんしゅう みどり野 2026"  # noqa: S105 shown on the screen
SUPERVISOR: Final = ("森田 健一", "246813")
CLERKS: Final = (("中村 彩", "135792"), ("小川 真理", "975312"))
PINS: Final = (*CLERKS, SUPERVISOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One identity document as it lies on the desk; expires is typed as printed or "none"."""

    code: str
    shortcut: str  # A1 … N2, as typed at the counter
    expires: str = "none"
    name: str = "agrees"
    birth: str = "agrees"
    address: str = "agrees"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented applicant and the story of the visit."""

    name: str
    kana: str
    birth: str  # as typed at the counter
    sex: str
    address: str
    postcode: str
    phone: str
    documents: tuple[Document, ...]
    head_seed: int
    looks: int = 40  # age of the drawn head
    form_kind: str = "qr"
    form_id: str = ""
    extra: Mapping[str, str | bool] = field(default_factory=dict)
    guardian: tuple[Document, ...] = ()
    papers: Mapping[str, str] = field(default_factory=dict)
    ends: str = "accept"  # accept, hold, void, correct
    wrong_kana: str = ""  # typed first, corrected after completing


_LICENCE = Document(code="driving_licence", shortcut="A1", expires="令和11年5月18日")
_PASSPORT = Document(code="passport", shortcut="A3", expires="2031年2月3日", address="absent")
_RESIDENCE = Document(code="residence_card", shortcut="A4", expires="2029-08-20")
_INSURED = Document(code="insurance_eligibility", shortcut="B1", expires="2027-07-31")
_PENSION = Document(code="pension", shortcut="B3", address="absent")
_NUMBER_NOTICE = Document(code="number_notice", shortcut="N2")
_SAVINGS = Document(code="bankbook", shortcut="B4", birth="absent")
_NOTICE = Document(code="notification_card", shortcut="N1")


def _form_id(rng: np.random.Generator) -> str:
    return "".join(str(digit) for digit in rng.integers(0, 10, 23))


_CAST: Final = (
    Person(
        name="佐藤 結衣",
        kana="サトウ ユイ",
        birth="平成3年4月18日",
        sex="female",
        address="みどり野市南町二丁目14番6号 コーポさくら203",
        postcode="999-0001",
        phone="090-0000-1234",
        documents=(_LICENCE, _INSURED),
        head_seed=11,
        looks=35,
    ),
    Person(
        name="髙橋 武志",
        kana="タカハシ タケシ",
        birth="S40.11.3",
        sex="male",
        address="みどり野市本町一丁目2番3号",
        postcode="999-0002",
        phone="080-0000-2345",
        documents=(_LICENCE,),
        head_seed=24,
        looks=61,
    ),
    Person(
        name="山本 健太郎",
        kana="ヤマモト ケンタロウ",
        birth="1985-06-01",
        sex="male",
        address="みどり野市緑ケ丘5番地",
        postcode="999-0003",
        phone="080-0000-3456",
        documents=(_PASSPORT, _LICENCE),
        head_seed=37,
        looks=41,
        ends="correct",
        wrong_kana="ヤマモト ケンタ",
    ),
    Person(
        name="グエン ティ ラン",
        kana="グエン ティ ラン",
        birth="1998年1月25日",
        sex="female",
        address="みどり野市駅前三丁目8番1号 201号室",
        postcode="999-0004",
        phone="070-0000-4567",
        documents=(_RESIDENCE, _INSURED),
        head_seed=52,
        looks=28,
        extra={
            "applicant.foreign": True,
            "applicant.foreign_category": "mid_long_term",
            "applicant.stay_limited": "yes",
            "applicant.stay_until": "2029-08-20",
        },
    ),
    Person(
        name="小林 誠",
        kana="コバヤシ マコト",
        birth="昭和22年2月9日",
        sex="male",
        address="みどり野市川原町77番地2",
        postcode="999-0005",
        phone="00-0000-5678",
        documents=(_NOTICE, _INSURED, _PENSION),
        head_seed=68,
        looks=79,
        form_kind="handwritten",
        papers={"papers.notification_card": "returned"},
    ),
    Person(
        name="渡辺 葵",
        kana="ワタナベ アオイ",
        birth="平成26年9月30日",
        sex="female",
        address="みどり野市緑ケ丘5番地8",
        postcode="999-0003",
        phone="090-0000-6789",
        documents=(_PASSPORT, _INSURED),
        head_seed=83,
        looks=12,
        extra={
            "guardian.name": "渡辺 真",
            "guardian.kana": "ワタナベ マコト",
            "guardian.relation": "父",
            "guardian.address": "みどり野市緑ケ丘5番地8",
            "guardian.phone": "090-0000-6789",
            "guardian.present": "yes",
            "guardian.authority": "same_household",
        },
        guardian=(_LICENCE, _INSURED),
    ),
    Person(
        name="田中 ひろみ",
        kana="タナカ ヒロミ",
        birth="昭和55年7月7日",
        sex="female",
        address="みどり野市南町四丁目1番9号",
        postcode="999-0001",
        phone="090-0000-7890",
        documents=(_INSURED,),
        head_seed=97,
        looks=46,
        ends="hold",
    ),
    Person(
        name="伊藤 千代",
        kana="イトウ チヨ",
        birth="昭和10年12月24日",
        sex="female",
        address="みどり野市川原町12番地",
        postcode="999-0005",
        phone="",
        documents=(),
        head_seed=105,
        looks=90,
        ends="void",
    ),
    Person(
        name="加藤 空",
        kana="カトウ ソラ",
        birth="令和8年3月15日",
        sex="male",
        address="みどり野市本町二丁目4番1号",
        postcode="999-0002",
        phone="070-0000-9012",
        documents=(_NUMBER_NOTICE, _INSURED, _SAVINGS),
        head_seed=121,
        looks=5,
        extra={
            "guardian.name": "加藤 美咲",
            "guardian.kana": "カトウ ミサキ",
            "guardian.relation": "母",
            "guardian.address": "みどり野市本町二丁目4番1号",
            "guardian.phone": "070-0000-9012",
            "guardian.present": "yes",
            "guardian.authority": "same_household",
        },
        guardian=(_LICENCE, _PASSPORT),
    ),
)
_SURNAMES = (
    ("中村", "ナカムラ"),
    ("加藤", "カトウ"),
    ("吉田", "ヨシダ"),
    ("山﨑", "ヤマザキ"),
    ("清水", "シミズ"),
    ("林", "ハヤシ"),
    ("森", "モリ"),
    ("池田", "イケダ"),
)
_GIVEN = (
    ("陽菜", "ヒナ", "female"),
    ("大輔", "ダイスケ", "male"),
    ("幸子", "サチコ", "female"),
    ("翔", "ショウ", "male"),
    ("美咲", "ミサキ", "female"),
    ("隆", "タカシ", "male"),
)


def cast(count: int, seed: int) -> tuple[Person, ...]:
    """`count` applicants: the named stories first, then further people, all with fresh form ids."""
    import numpy as np  # not before practice begins: start-up time

    rng = np.random.default_rng(seed)
    people = [*_CAST[:count]]
    while len(people) < count:
        people.append(_someone(rng, len(people)))
    return tuple(_with_form(person, rng) for person in people)


def _with_form(person: Person, rng: np.random.Generator) -> Person:
    return replace(person, form_id=_form_id(rng) if person.form_kind == "qr" else "")


def _someone(rng: np.random.Generator, index: int) -> Person:
    surname, surname_kana = _SURNAMES[int(rng.integers(len(_SURNAMES)))]
    given, given_kana, sex = _GIVEN[int(rng.integers(len(_GIVEN)))]
    year, month, day = (int(rng.integers(*span)) for span in ((1940, 2005), (1, 13), (1, 29)))
    return Person(
        name=f"{surname} {given}",
        kana=f"{surname_kana} {given_kana}",
        birth=f"{year}-{month:02d}-{day:02d}",
        sex=sex,
        address=f"みどり野市緑ケ丘{index}番地{int(rng.integers(1, 40))}",
        postcode="999-0003",
        phone=f"090-0000-{int(rng.integers(1000, 9999))}",
        documents=(_LICENCE, _INSURED),
        head_seed=200 + index,
    )
