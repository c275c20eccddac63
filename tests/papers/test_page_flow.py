import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.domain.errors import NeedsPerson
from desk.papers.fonts import ensure_fonts, paper_font
from desk.papers.page_flow import PageFlow, wrap


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120), st.integers(400, 4000)
)
def test_wrapping_keeps_every_character(words, text, width):
    wrapped = wrap(text, paper_font(10), width)
    covered = sum(wrapped.layout.lineAt(n).textLength() for n in range(wrapped.lines))
    assert covered == len(text.encode("utf-16-le")) // 2
    assert wrapped.height == wrapped.step * wrapped.lines


def test_no_line_is_wider_than_its_column(words):
    for text in ("髙﨑𠮷" * 40, "a" * 300, "カード、" * 60):
        wrapped = wrap(text, paper_font(10), 3000)
        assert wrapped.lines > 1
        assert wrapped.width <= 3000


def test_no_line_begins_with_a_full_stop(words):
    wrapped = wrap("住所へお送りします。" * 30, paper_font(10), 3010)
    starts = [wrapped.layout.lineAt(n).textStart() for n in range(wrapped.lines)]
    assert all(wrapped.layout.text()[start] not in "。、）" for start in starts)


@given(st.lists(st.integers(1, 60), max_size=60))
def test_lines_stay_between_top_and_bottom(heights):
    flow = PageFlow(10, 100, later_top=20)
    for height in heights:
        flow.keep(height)
        top = 10 if len(flow.pages) == 1 else 20
        assert top <= flow.y
        assert flow.y + height <= 100
        flow.put(lambda painter: None)
        flow.y += height
    assert sum(map(len, flow.pages)) == len(heights)
    assert all(flow.pages) or not heights


def test_a_gap_is_not_left_at_the_head_of_a_page():
    flow = PageFlow(10, 100, later_top=20)
    flow.space(5)
    assert flow.y == 10
    flow.y = 95
    flow.keep(10)
    flow.space(5)
    assert flow.y == 20


def test_a_long_text_flows_over_pages(words):
    text = wrap("長い文章が続きます。" * 50, paper_font(10), 2000)
    flow = PageFlow(0, text.step * 10.5, later_top=0)
    flow.text(text, 0, "#000000")
    assert [len(page) for page in flow.pages[:-1]] == [10] * (len(flow.pages) - 1)
    assert sum(map(len, flow.pages)) == text.lines


def test_a_font_that_cannot_be_read_is_told(qapp, tmp_path):
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    with pytest.raises(NeedsPerson) as told:
        ensure_fonts([tmp_path / "broken.ttf"])
    assert told.value.code == "paper_font_missing"
