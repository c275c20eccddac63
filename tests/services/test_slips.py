"""What the slip says: by the rules of its day, without secrets, in the municipality's words."""

from dataclasses import replace

import pytest
from counter import FORM_ID, Counter

from desk.assets import load_rules, load_wording
from desk.domain.delivery import Route
from desk.domain.errors import Refused
from desk.services.intake import Draft
from desk.services.ports import Slip
from desk.services.slips import slip_for

SETTINGS = {"municipality": "みどり野市", "office": "市民課", "phone": "000-000-0000"}


def slip_of(counter: Counter, draft: Draft, mail_type: str = "", language: str = "ja") -> Slip:
    today = counter.clock.today()
    rules = load_rules().on(today)
    if mail_type:
        rules = replace(rules, settings=_with(rules.settings, mail_type))
    words = load_wording(language)
    return slip_for(draft.record, draft.assessment, rules, SETTINGS, words, today, language)


def _with(settings: object, mail_type: str) -> object:
    import msgspec

    return msgspec.structs.replace(settings, mail_type=mail_type)


def all_text(slip: Slip) -> str:
    parts = (slip.headline, *slip.next_steps, *slip.reasons, *slip.bring, slip.expected)
    return "\n".join((*parts, *slip.contact, slip.applicant, slip.number))


def test_mailing_names_the_municipalitys_kind_of_mail(counter: Counter) -> None:
    done = counter.accepted()
    slip = slip_of(counter, done)
    assert slip.route is Route.MAIL
    assert "本人限定受取郵便" in all_text(slip)
    other = slip_of(counter, done, mail_type="simple_registered")
    assert "簡易書留" in all_text(other)
    assert "本人限定" not in all_text(other)


def test_no_form_id_and_no_gap_is_left(counter: Counter) -> None:
    text = all_text(slip_of(counter, counter.accepted()))
    assert FORM_ID not in text
    assert FORM_ID[-8:] not in text
    assert "{" not in text


def test_the_counter_route_says_why_and_what_to_bring_not_what_would_have_helped(
    counter: Counter,
) -> None:
    slip = slip_of(counter, counter.accepted(identity__documents=("driving_licence",)))
    assert slip.route is Route.COUNTER
    assert slip.reasons
    assert "交付通知書（はがき）" in slip.bring
    assert not [line for line in slip.bring if "どれか1つ" in line]


def test_whoever_comes_back_reads_what_would_make_mailing_possible(counter: Counter) -> None:
    draft = counter.intake.open()
    filled = counter.fill(draft.id, identity__documents=("driving_licence",))
    line = slip_of(counter, filled).bring[0]
    assert "どれか1つ" in line
    assert "／" in line


def test_an_undecided_route_makes_no_slip(counter: Counter) -> None:
    draft = counter.intake.open()
    with pytest.raises(Refused, match="slip_undecided"):
        slip_of(counter, draft)


def test_english_slips_have_english_words(counter: Counter) -> None:
    slip = slip_of(counter, counter.accepted(), language="en")
    assert slip.headline == "Your card will be mailed to your home"
    assert any("notice of arrival" in line for line in slip.bring)
