"""有効期限の目安 in words: each date with its reason, in both languages, on the slip too."""

from __future__ import annotations

from datetime import date
from string import Formatter

import pytest
from counter import Counter

from desk.assets import load_rules, load_wording
from desk.domain.validity import Expiry, Stay, Why, Wishes, foreseen
from desk.services.slips import slip_for
from desk.services.validity_words import validity_lines, validity_notes, validity_short

ON = date(2026, 11, 23)
BIRTH = date(1991, 4, 18)


def lines(language: str = "ja", birth: date = BIRTH, **more: object) -> tuple[str, ...]:
    rules = load_rules().on(ON)
    expiry: Expiry = foreseen(birth, ON, rules, **more)  # type: ignore[arg-type]
    said = (expiry, rules.settings, load_wording(language))
    return (*validity_lines(*said), *validity_notes(*said), *validity_short(*said))


def test_each_date_has_its_reason() -> None:
    assert lines() == (
        "カード：2036年4月18日まで（18歳以上は発行後10回目の誕生日）",
        "電子証明書：2031年4月18日まで（発行後5回目の誕生日）",
        "受付の30日後の発行とみた目安です。カードの日付が正しい日付です。",
        "有効期限の目安（受付の30日後の発行として）",
        "カード 2036年4月18日：10回目の誕生日",
        "証明書 2031年4月18日：5回目の誕生日",
    )


def test_a_child_and_a_leap_day() -> None:
    said = lines(birth=date(2016, 2, 29))
    assert said[0] == "カード：2031年2月28日まで（18歳未満は発行後5回目の誕生日）"
    assert said[2] == "電子証明書（署名用）：発行されません（15歳未満）"
    assert "2月29日生まれの方は、1日ちがうことがあります。" in said


def test_a_stay_ends_the_card_and_the_certificates() -> None:
    said = lines(stay=Stay("mid_long_term", date(2029, 8, 20)))
    assert said[:2] == (
        "カード：2029年8月20日まで（在留期間の満了日）",
        "電子証明書：2029年8月20日まで（カードの有効期限と同じ）",
    )
    over = lines(stay=Stay("mid_long_term", date(2026, 12, 1)))
    assert over[0] == "カード：作れません（在留期間が発行の前に終わります）"
    assert len(over) == 5  # nothing short about a card that is not made, and it may still vary


def test_a_near_birthday_is_told() -> None:
    said = lines(birth=date(1991, 12, 1))
    assert "誕生日などが近く、発行日によって変わることがあります。" in said


@pytest.mark.parametrize(
    ("wishes", "part"),
    [
        (Wishes(sign=False), "希望しない"),
        (Wishes(ward=True), "成年被後見人"),
        (Wishes(face_only=True), "顔認証マイナンバーカード"),
    ],
)
def test_why_no_signature_certificate(wishes: Wishes, part: str) -> None:
    assert any(part in line for line in lines(wishes=wishes))


def test_english_says_the_same() -> None:
    assert lines("en")[:2] == (
        "Card: valid through 2036-04-18 (aged 18 or over: birthday number 10 after issue)",
        "Electronic certificates: through 2031-04-18 (birthday number 5 after issue)",
    )


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_has_words_with_the_same_gaps(why: Why) -> None:
    gaps = []
    for language in ("ja", "en"):
        sentence = load_wording(language).sentences[f"validity_why_{why.value}"]
        gaps.append({name for _, name, _, _ in Formatter().parse(sentence) if name})
    assert gaps[0] == gaps[1] <= {"age", "count"}


def test_the_slip_carries_it(counter: Counter) -> None:
    draft = counter.accepted()
    today = counter.clock.today()
    words = load_wording("ja")
    rules = load_rules().on(today)
    slip = slip_for(draft.record, draft.assessment, rules, {}, words, today)
    assert slip.validity[0].startswith("カード：")
    assert "目安" in slip.validity[-1]
    assert "{" not in "".join(slip.validity)
