"""Convenience-store certificates: the ministry's list of 2022-01-01 and its figures (dom§13.4)."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest

from desk.assets import load_participation, load_postcodes, resource
from desk.domain.errors import NeedsPerson
from desk.domain.municipalities import municipalities, with_check_digit
from desk.domain.participation import Participation

LIST = load_participation()
BY_NAME = {each.ja: each for each in LIST.prefectures}


def content() -> dict[str, Any]:
    text = resource("reference", "convenience.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_the_list_has_the_papers_totals() -> None:
    assert LIST.as_of == date(2022, 1, 1)
    assert len(LIST.prefectures) == 47
    assert (LIST.total, LIST.municipalities, LIST.percent) == (897, 1741, 52)
    assert "資料14" in LIST.source


def test_one_printed_percentage_is_wrong_and_stays_marked_as_printed() -> None:
    """dom§13.4: half up matches 46 of 47; 神奈川県 29/33 is 88 and printed 89."""
    odd = {each.ja for each in LIST.prefectures if each.percent != each.printed_percent}
    assert odd == {"神奈川県"}
    kanagawa = BY_NAME["神奈川県"]
    assert (len(kanagawa.names), kanagawa.municipalities) == (29, 33)
    assert (kanagawa.percent, kanagawa.printed_percent) == (88, 89)


def test_percentages_are_rounded_half_up() -> None:
    """dom§13.4: 青森県 5/40 = 12.5 is printed 13; half to even would say 12."""
    assert BY_NAME["青森県"].percent == BY_NAME["青森県"].printed_percent == 13
    assert BY_NAME["滋賀県"].percent == BY_NAME["滋賀県"].printed_percent == 100


def test_tokyo_is_printed_as_all_23_wards() -> None:
    names = BY_NAME["東京都"].names
    assert len(names) == BY_NAME["東京都"].printed == 48
    assert sum(name.endswith("区") for name in names.values()) == 23
    assert LIST.named("東京都", "千代田区") == LIST.named("東京都", "江戸川区") == "listed"


def test_names_that_lines_split_are_whole() -> None:
    for name in ("日野市", "多摩市"):
        assert LIST.named("東京都", name) == "listed"


@pytest.mark.parametrize(
    ("name", "where", "not_where"),
    [
        ("府中市", ("東京都", "広島県"), "神奈川県"),
        ("伊達市", ("北海道", "福島県"), "宮城県"),
        ("高森町", ("熊本県", "長野県"), "東京都"),
    ],
)
def test_the_same_name_is_told_apart_by_prefecture(
    name: str, where: tuple[str, str], not_where: str
) -> None:
    assert [LIST.named(each, name) for each in where] == ["listed", "listed"]
    assert LIST.named(not_where, name) == "not_listed"


def test_codes_are_those_of_the_postcode_table() -> None:
    """Every code has its check digit and the listed name; wards of designated cities have theirs
    in the table."""
    table = load_postcodes()
    places = {
        with_check_digit(five): (prefecture, name.translate(str.maketrans("ヶ惠", "ケ恵")))
        for five, (prefecture, name) in table.municipalities.items()
    }
    for prefecture in LIST.prefectures:
        for code, name in prefecture.names.items():
            same = name.translate(str.maketrans("ヶ惠", "ケ恵"))
            if code in places:
                assert places[code][0] == prefecture.ja
                assert places[code][1].endswith(same), code
            else:  # a designated city: its wards have names of their own
                wards = [town for town, (_, full) in places.items() if full.startswith(same)]
                assert wards
                assert all(LIST.standing(ward) == "listed" for ward in wards), name


def test_every_municipality_of_the_country_has_the_same_standing_by_code_and_name() -> None:
    """Also designated cities and their wards, as the search by name offers them."""
    for each in municipalities(load_postcodes()):
        assert LIST.standing(each.code) == LIST.named(each.prefecture, each.name), each.full


@pytest.mark.parametrize(
    ("code", "standing"),
    [
        ("452025", "listed"),  # 都城市
        ("45202", "listed"),  # without its check digit
        ("232114", "listed"),  # 豊田市
        ("232017", "listed"),  # 豊橋市
        ("231002", "not_listed"),  # 名古屋市: not in the list
        ("231011", "not_listed"),  # 名古屋市千種区
        ("141003", "listed"),  # 横浜市
        ("141011", "listed"),  # 横浜市鶴見区
        ("141305", "listed"),  # 川崎市
        ("141313", "listed"),  # 川崎市川崎区
        ("452026", None),  # wrong check digit
        ("990007", None),  # no such prefecture
        ("", None),
        ("都城市", None),
    ],
)
def test_standing_by_code(code: str, standing: str | None) -> None:
    assert LIST.standing(code) == standing


def test_an_unknown_prefecture_is_no_answer() -> None:
    assert LIST.named("都", "千代田区") is None


def test_the_list_is_uncertain_after_its_day() -> None:
    assert not LIST.stale_on(date(2022, 1, 1))
    assert LIST.stale_on(date(2022, 1, 2))


def test_two_of_six_kinds_are_had_everywhere() -> None:
    """The paper: the four marked ※ are not offered by every municipality."""
    assert [(each.code, each.everywhere) for each in LIST.kinds] == [
        ("residence_record", True),
        ("seal", True),
        ("residence_entry", False),
        ("tax", False),
        ("family_register", False),
        ("family_register_addresses", False),
    ]


@pytest.mark.parametrize("damage", ["count", "check_digit", "prefecture", "key", "as_of"])
def test_a_damaged_list_is_refused(damage: str) -> None:
    table = content()
    names = table["prefectures"][0]["names"]
    match damage:
        case "count":
            table["prefectures"][0]["printed"] += 1
        case "check_digit":
            names["011003"] = names.pop("011002")
        case "prefecture":
            names["131016"] = names.pop("011002")
        case "key":
            table["more"] = 1
        case "as_of":
            table["as_of"] = "yesterday"
    with pytest.raises(NeedsPerson) as refused:
        Participation.parse(table)
    assert refused.value.code == "participation_damaged"
