"""The form id: parsing, agreement of readings, typing twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.errors import Refused
from desk.domain.form_id import Agreement, FormId, Reading, Standing, parse, typed_twice

ID = "07317062327948460136626"
OTHER = "17317062327948460136626"
SITE = "https://net.kojinbango-card.go.jp/SS_SERVICE_OUT/FA01S001Action.do"
ids = st.text("0123456789", min_size=23, max_size=23)


def code_of(text: str) -> str:
    with pytest.raises(Refused) as refused:
        parse(text)
    assert refused.value.facts == {}, "the text must not get into a log"
    return refused.value.code


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"  {ID}\r\n",
        "０７３１７０６２３２７９４８４６０１３６６２６",
        f"\u3000{ID}",
        f"{SITE}?id={ID}",
        f"{SITE}/{ID}",
        f"{SITE}#{ID}",
        f"{SITE}?sinseiId={ID}&t=123456789012",
        f"http://kojinbango-card.go.jp/{ID}",
        f"HTTPS://NET.KOJINBANGO-CARD.GO.JP/SS?ID={ID}",
        f"https://net.kojinbango-card.go.jp:443/?id={ID}",
        f"https://net.kojinbango-card.go.jp/?id%3D{ID}",
        f"ｈｔｔｐｓ：／／ｎｅｔ．ｋｏｊｉｎｂａｎｇｏ－ｃａｒｄ．ｇｏ．ｊｐ／？ｉｄ＝{ID}",
    ],
)
def test_forms_are_taken(text: str) -> None:
    assert parse(text) == ID


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "form_id_none"),
        ("こんにちは", "form_id_none"),
        (SITE, "form_id_none"),
        (ID[:-1], "form_id_short"),
        (ID + "1", "form_id_long"),
        (ID + ID, "form_id_long"),
        (f"{SITE}?id={ID}1", "form_id_long"),
        (f"{SITE}?id={ID}&ref={ID}99", "form_id_long"),
        (f"{ID} {OTHER}", "form_id_two"),
        (f"{SITE}?id={ID}&old={OTHER}", "form_id_two"),
        (f"{SITE}?id={ID}&again={ID}", "form_id_two"),
        ("123456789018", "form_my_number"),
        ("１２３４５６７８９０１８", "form_my_number"),
        (f"ID {ID}", "form_id_extra"),
        (f"{ID[:11]} {ID[11:]}", "form_my_number"),
        ("①" + ID[1:], "form_id_none"),
        ("٠" * 23, "form_id_none"),
        (f"https://evilkojinbango-card.go.jp/{ID}", "form_host_other"),
        (f"https://kojinbango-card.go.jp.example.com/{ID}", "form_host_other"),
        (f"https://net.kojinbango-card.go.jp@evil.example/{ID}", "form_host_other"),
        (f"https://a:b@net.kojinbango-card.go.jp/{ID}", "form_host_other"),
        (f"https://evil.example\\@net.kojinbango-card.go.jp/{ID}", "form_host_other"),
        (f"https://evil.example\\.kojinbango-card.go.jp/{ID}", "form_host_other"),
        (f"https://evil.example/net.kojinbango-card.go.jp/{ID}", "form_host_other"),
        (f"https://evil.example#.kojinbango-card.go.jp/{ID}", "form_host_other"),
        (f"https://net.kojinbango-card.go.jp:8443/{ID}", "form_host_other"),
        (f"http://net.kojinbango-card.go.jp:443/{ID}", "form_host_other"),
        (f"https://net.kojinbango-card.go.jp:/{ID}", "form_host_other"),
        (f"https://net.kojinbango-card.go.jp./{ID}", "form_host_other"),
        (f"https://.kojinbango-card.go.jp/{ID}", "form_host_other"),
        (f"https://net.kojinbang\u043e-card.go.jp/{ID}", "form_host_other"),
        (f"https://net.kojinbango-card.go.jp\u2044x/{ID}", "form_host_other"),
        (f"https://net.kojin\nbango-card.go.jp/{ID}", "form_host_other"),
        (f"https://[net.kojinbango-card.go.jp/{ID}", "form_host_other"),
        (f"https:net.kojinbango-card.go.jp/{ID}", "form_host_other"),
        (f"https:///net.kojinbango-card.go.jp/{ID}", "form_host_other"),
        (f"ftp://net.kojinbango-card.go.jp/{ID}", "form_host_other"),
        (f"javascript://net.kojinbango-card.go.jp/{ID}", "form_host_other"),
        (f"tel:{ID}", "form_host_other"),
        (f"//net.kojinbango-card.go.jp/{ID}", "form_id_extra"),
        (f"net.kojinbango-card.go.jp/{ID}", "form_id_extra"),
        (f"{SITE}?id={ID}&x=" + "a" * 3000, "form_text_long"),
    ],
)
def test_everything_else_is_refused_by_name(text: str, code: str) -> None:
    assert code_of(text) == code


@given(st.text())
def test_parse_never_fails_otherwise(text: str) -> None:
    try:
        found = parse(text)
    except Refused:
        return
    assert len(found) == 23
    assert found.isascii()
    assert found.isdigit()


@given(ids, st.sampled_from(["", "?id=", "/", "?a=1&b=", "#"]))
def test_an_id_survives_its_address(form_id: str, before: str) -> None:
    assert parse(f"{SITE}{before or '?'}{form_id}") == form_id


@given(st.from_regex(r"https?://[!-~]{0,60}", fullmatch=True), ids)
def test_only_the_site_itself_is_taken(start: str, form_id: str) -> None:
    try:
        parse(f"{start}/{form_id}")
    except Refused:
        return
    host = start.split("//", 1)[1].split("/")[0].split("?")[0].split("#")[0].lower()
    assert host.split(":")[0].endswith("kojinbango-card.go.jp")


def test_typed_twice() -> None:
    grouped = "0731706-2327948 ４６０１３６６２６"
    assert typed_twice(ID, grouped) == ID
    for first, second, code in [
        (ID, OTHER, "form_id_typed_differs"),
        (ID, ID[:-1], "form_id_short"),
        ("", "", "form_id_none"),
        ("123456789018", "123456789018", "form_my_number"),
        (f"{SITE}?id={ID}", ID, "form_id_extra"),
        (ID + "0", ID + "0", "form_id_long"),
    ]:
        with pytest.raises(Refused) as refused:
            typed_twice(first, second)
        assert refused.value.code == code


def read(text: str, decoder: str = "zxing", rendering: str = "full", x: float = 0) -> Reading:
    box = ((x, 0.0), (x + 50, 0.0), (x + 50, 50.0), (x, 50.0))
    return Reading(text, decoder, rendering, box)


def test_two_decoders_settle_on_one_picture() -> None:
    agreed = Agreement().add([read(ID), read(ID, "zbar")], 1)
    assert (agreed.standing, agreed.settled) == (Standing.SETTLED, ID)
    assert agreed.decoders == ("zbar", "zxing")


def test_one_decoder_needs_two_pictures() -> None:
    live = Agreement().add([read(ID), read(ID, rendering="crop")], 1)
    assert live.standing is Standing.ONE
    live = live.add([read(ID)], 1).add([], 2)
    assert live.standing is Standing.ONE
    assert live.add([read(ID)], 3).settled == ID


def test_a_still_needs_two_renderings() -> None:
    still = Agreement(still=True).add([read(ID)], 0).add([read(ID)], 0)
    assert (still.standing, still.settled) == (Standing.ONE, None)
    assert still.add([read(ID, rendering="x2")], 0).settled == ID


def test_a_disagreement_stays() -> None:
    live = Agreement(keep=5).add([read(ID), read(ID, "zbar")], 1).add([read(OTHER)], 2)
    assert (live.standing, live.code) == (Standing.DISAGREE, "form_readings_disagree")
    later = live.add([], 50).add([read(ID), read(ID, "zbar")], 100)
    assert (later.standing, later.settled) == (Standing.DISAGREE, None)


def test_decoders_that_contradict_at_one_place_disagree() -> None:
    assert Agreement().add([read(ID), read(OTHER, "zbar")], 1).disagree


def test_two_forms_in_view_are_not_a_contradiction() -> None:
    both = Agreement().add([read(ID), read(OTHER, x=200)], 1)
    assert (both.standing, both.settled, both.code) == (
        Standing.TWO_CODES,
        None,
        "form_two_codes",
    )
    assert both.add([read(ID), read(ID, "zbar")], 2).settled == ID


def test_old_readings_do_not_count() -> None:
    live = Agreement(keep=10).add([read(ID)], 1).add([read(ID)], 12)
    assert live.standing is Standing.ONE
    live = live.add([], 40)
    assert live.standing is Standing.NOTHING
    assert live.add([read(OTHER)], 41).standing is Standing.ONE


def test_other_codes_are_named_and_do_not_disturb() -> None:
    leaflet = read("https://example.com/", x=300)
    live = Agreement().add([leaflet], 1)
    assert (live.standing, live.code) == (Standing.NOT_A_FORM, "form_host_other")
    assert live.add([leaflet, read(ID), read(ID, "zbar")], 2).settled == ID


noise = st.lists(
    st.lists(
        st.builds(
            read,
            st.sampled_from(["", "noise", "https://example.com/1", ID + "1", ID[:-1]]),
            st.sampled_from(["zxing", "zbar"]),
            st.sampled_from(["a", "b"]),
            st.sampled_from([0.0, 200.0]),
        ),
        max_size=3,
    ),
    max_size=8,
)


@given(noise, st.integers(0, 8), ids, st.booleans())
def test_a_single_wrong_reading_never_settles(
    frames: list[list[Reading]], at: int, wrong: str, still: bool
) -> None:
    agreement = Agreement(still=still)
    frames.insert(min(at, len(frames)), [read(wrong)])
    for number, readings in enumerate(frames):
        assert (agreement := agreement.add(readings, number)).settled is None


true_frames = st.lists(st.sampled_from([(), ("zxing",), ("zbar",), ("zxing", "zbar")]), max_size=8)


@given(true_frames, st.integers(0, 8), st.sampled_from(["zxing", "zbar"]), st.booleans())
def test_a_single_wrong_reading_among_right_ones_never_wins(
    frames: list[tuple[str, ...]], at: int, decoder: str, same_frame: bool
) -> None:
    agreement = Agreement()
    at = min(at, len(frames))
    pictures = [[read(ID, name) for name in frame] for frame in frames]
    if same_frame and at < len(pictures):
        pictures[at].append(read(OTHER, decoder))
    else:
        pictures.insert(at, [read(OTHER, decoder)])
    for number, readings in enumerate(pictures):
        assert (agreement := agreement.add(readings, number)).settled in (None, FormId(ID))
