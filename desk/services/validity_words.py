"""有効期限の目安 in sentences: the same on the slip, at step 5 and on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desk.domain.rules import Settings
from desk.domain.validity import Expiry, LastDay, Why
from desk.services.ports import Words


def validity_lines(expiry: Expiry, settings: Settings, words: Words) -> tuple[str, ...]:
    """Card and certificates with the reason of each; one line for certificates that are alike."""
    auth, sign = expiry.auth_certificate, expiry.sign_certificate
    lines = [last_day_line("card", expiry.card, settings, words)]
    if (auth.day, auth.why) == (sign.day, sign.why):
        lines.append(last_day_line("certificates", auth, settings, words))
    else:
        lines.append(last_day_line("auth", auth, settings, words))
        lines.append(last_day_line("sign", sign, settings, words))
    return tuple(lines)


def validity_short(expiry: Expiry, settings: Settings, words: Words) -> tuple[str, ...]:
    """A heading and one short line each for card and certificates, as far as there are dates."""
    lines = [words.say("validity_short", days=settings.issue_after_days)]
    for what, last in (("card", expiry.card), ("certificates", expiry.auth_certificate)):
        if last.day is None:
            continue
        why = (
            words.say("validity_short_birthday", count=last.count)
            if last.count
            else words.say(f"validity_why_{last.why.value}")
        )
        lines.append(words.say(f"validity_short_{what}", until=day_text(last.day, words), why=why))
    return tuple(lines)


def validity_notes(expiry: Expiry, settings: Settings, words: Words) -> tuple[str, ...]:
    """What the dates rest on, and what may still move them."""
    return tuple(_notes(expiry, settings, words))


def _notes(expiry: Expiry, settings: Settings, words: Words) -> Iterator[str]:
    yield words.say("validity_assumed", days=settings.issue_after_days)
    if expiry.varies:
        yield words.say("validity_varies")
    if expiry.leap and expiry.card.day is not None and expiry.card.why is not Why.STAY:
        yield words.say("validity_leap")


def last_day_line(what: str, last: LastDay, settings: Settings, words: Words) -> str:
    """`what` is card, certificates, auth or sign."""
    age = settings.sign_certificate_age if last.why is Why.SIGN_AGE else settings.adult_age
    why = words.say(f"validity_why_{last.why.value}", count=last.count, age=age)
    if last.day is None:
        return words.say(f"validity_no_{what}", why=why)
    return words.say(f"validity_{what}", until=day_text(last.day, words), why=why)


def day_text(day: date, words: Words) -> str:
    return words.say("validity_day", year=day.year, month=day.month, day=day.day)
