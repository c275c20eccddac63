"""The words of the procedures' screens, in the language of the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desk.domain.cases import CaseProblem, CaseState
from desk.domain.catalogue import FeeRow, Procedure
from desk.domain.errors import Refused
from desk.domain.municipalities import Municipality
from desk.domain.procedure_judge import Deadline, Outcome
from desk.domain.rules import Rules
from desk.domain.wareki import parse
from desk.domain.wording import Wording
from desk.ui.dates import in_both_calendars

translate = QCoreApplication.translate

PERSON: Final = "person"
PERSONS: Final = ("self", "statutory", "agent")


class Said(Protocol):
    """Anything with words in both languages: a row of the catalogue, a document, a figure."""

    @property
    def ja(self) -> str: ...
    @property
    def en(self) -> str: ...


_GROUPS: Final[Mapping[str, object]] = {
    "card": QT_TRANSLATE_NOOP("Procedures", "マイナンバーカード"),
    "certificate": QT_TRANSLATE_NOOP("Procedures", "電子証明書"),
    "pin": QT_TRANSLATE_NOOP("Procedures", "暗証番号"),
    "support": QT_TRANSLATE_NOOP("Procedures", "申請サポート"),
    "convenience": QT_TRANSLATE_NOOP("Procedures", "コンビニでの手続き"),
    "moving": QT_TRANSLATE_NOOP("Procedures", "引越し"),
    "return": QT_TRANSLATE_NOOP("Procedures", "紛失・返納"),
}
_STEPS: Final[Mapping[str, object]] = {
    "who": QT_TRANSLATE_NOOP("Procedures", "申請する方"),
    "questions": QT_TRANSLATE_NOOP("Procedures", "お尋ねすること"),
    "identity": QT_TRANSLATE_NOOP("Procedures", "本人確認"),
    "handover": QT_TRANSLATE_NOOP("Procedures", "引渡し"),
    "result": QT_TRANSLATE_NOOP("Procedures", "結果の記録"),
}
_STATES: Final[Mapping[CaseState, tuple[str, object]]] = {
    CaseState.WAITING: ("waiting", QT_TRANSLATE_NOOP("Procedures", "順番待ち")),
    CaseState.CALLED: ("info", QT_TRANSLATE_NOOP("Procedures", "お呼出し中")),
    CaseState.OPEN: ("draft", QT_TRANSLATE_NOOP("Procedures", "受付中")),
    CaseState.HANDED_OVER: ("held", QT_TRANSLATE_NOOP("Procedures", "端末へ引渡し")),
    CaseState.DONE: ("ok", QT_TRANSLATE_NOOP("Procedures", "完了")),
    CaseState.REFERRED: ("accepted_counter", QT_TRANSLATE_NOOP("Procedures", "窓口をご案内")),
    CaseState.GONE: ("voided", QT_TRANSLATE_NOOP("Procedures", "取りやめ")),
}
_OUTCOMES: Final[Mapping[Outcome | None, tuple[str, object]]] = {
    Outcome.ACCEPT: ("ok", QT_TRANSLATE_NOOP("Procedures", "受け付けられます")),
    Outcome.SUPPORT: (
        "counter",
        QT_TRANSLATE_NOOP("Procedures", "申請サポートとして受け付けます（窓口での受取り）"),
    ),
    Outcome.REFER: ("notice", QT_TRANSLATE_NOOP("Procedures", "別の窓口をご案内します")),
    Outcome.REFUSE: ("stop", QT_TRANSLATE_NOOP("Procedures", "受け付けられません")),
    None: ("info", QT_TRANSLATE_NOOP("Procedures", "まだ決まっていません")),
}
_TAKES: Final[Mapping[str, object]] = {
    "show": QT_TRANSLATE_NOOP("Procedures", "見せていただくもの"),
    "hand_over": QT_TRANSLATE_NOOP("Procedures", "お預かりするもの"),
    "return": QT_TRANSLATE_NOOP("Procedures", "返納していただくもの"),
}
_DELIVERIES: Final[Mapping[str, object]] = {
    "mail": QT_TRANSLATE_NOOP("Procedures", "郵送でお届けします"),
    "counter": QT_TRANSLATE_NOOP("Procedures", "窓口でお渡しします"),
    "here": QT_TRANSLATE_NOOP("Procedures", "その場で終わります"),
    "none": QT_TRANSLATE_NOOP("Procedures", "お渡しするものはありません"),
}
_DOERS: Final[Mapping[str, object]] = {
    "office": QT_TRANSLATE_NOOP("Procedures", "市区町村"),
    "applicant": QT_TRANSLATE_NOOP("Procedures", "ご本人"),
    "post_office": QT_TRANSLATE_NOOP("Procedures", "窓口の係員"),
    "jlis": QT_TRANSLATE_NOOP("Procedures", "J-LIS"),
}


def _said(words: object) -> str:
    return translate("Procedures", str(words))


class ProcedureWords:
    """`wording` has the sentences of codes; `rules` names the identity documents."""

    def __init__(
        self,
        wording: Wording,
        rules: Rules,
        municipalities: Sequence[Municipality] = (),
    ) -> None:
        self.wording, self.rules = wording, rules
        self.language = wording.language
        self.municipalities: tuple[Municipality, ...] = ()
        self._by_code: Mapping[str, Municipality] = {}
        self.learn_municipalities(municipalities)

    def learn_municipalities(self, known: Sequence[Municipality]) -> None:
        """The list comes a moment after the page."""
        self.municipalities = tuple(known)
        self._by_code = {each.code: each for each in known}

    def say(self, row: Said) -> str:
        return row.en if self.language == "en" else row.ja

    # names of codes

    def group(self, code: str) -> str:
        return _said(_GROUPS[code])

    def step(self, code: str) -> str:
        return _said(_STEPS[code])

    def state(self, state: CaseState) -> tuple[str, str]:
        """(kind of badge, its word)."""
        kind, words = _STATES[state]
        return kind, _said(words)

    def outcome(self, outcome: Outcome | None) -> tuple[str, str]:
        """(kind of banner, its words)."""
        kind, words = _OUTCOMES[outcome]
        return kind, _said(words)

    def take(self, code: str) -> str:
        return _said(_TAKES[code])

    def delivery(self, code: str) -> str:
        return _said(_DELIVERIES[code])

    def doer(self, code: str) -> str:
        return _said(_DOERS[code])

    def persons(self) -> tuple[tuple[str, str, str], ...]:
        """(code, who came, what that means)."""
        return (
            ("self", translate("Procedures", "ご本人"), ""),
            (
                "statutory",
                translate("Procedures", "法定代理人"),
                translate("Procedures", "親権者・後見人など。ご本人と一緒のとき"),
            ),
            (
                "agent",
                translate("Procedures", "任意代理人"),
                translate("Procedures", "頼まれて来た方"),
            ),
        )

    def yes_no(self) -> tuple[tuple[str, str], ...]:
        return (
            ("yes", translate("Procedures", "はい")),
            ("no", translate("Procedures", "いいえ")),
        )

    # facts in words

    def field_name(self, procedure: Procedure, code: str) -> str:
        """What a missing fact is called where it is asked."""
        if code == PERSON:
            return translate("Procedures", "どなたが来られましたか")
        row = procedure.field(code)
        return code if row is None else self.say(row)

    def problem(self, problem: CaseProblem) -> str:
        return self.wording.say(problem.code, **dict(problem.facts))

    def fee(self, yen: int) -> str:
        if not yen:
            return translate("Procedures", "無料")
        return translate("Procedures", "{yen}円").replace("{yen}", f"{yen:,}")

    def fee_said(self, fee: FeeRow) -> str:
        """The fee and what it is for: 1,000円 — 再交付."""
        amount, words = self.fee(fee.yen), self.say(fee)
        return amount if amount == words else f"{amount} — {words}"

    def deadline(self, deadline: Deadline) -> str:
        """令和8年11月27日 10:05 まで, or から; a whole day without its hour."""
        shape = translate("Procedures", "{moment} まで")
        if deadline.begins:
            shape = translate("Procedures", "{moment} から")
        when = in_both_calendars(deadline.at.date())
        if not deadline.whole_day:
            when = f"{when} {deadline.at:%H:%M}"
        return shape.replace("{moment}", when)

    def waited(self, since: datetime, now: datetime) -> str:
        """How long somebody has waited."""
        minutes = max(0, int((now - since) / timedelta(minutes=1)))
        return translate("Procedures", "{minutes}分").replace("{minutes}", str(minutes))

    def date_hint(self, text: str) -> str:
        """The date as both calendars write it; empty while it cannot be read."""
        try:
            day = parse(text).day
        except Refused:
            return ""
        return "" if day is None else in_both_calendars(day)

    def municipality(self, code: str) -> str:
        found = self._by_code.get(code)
        return code if found is None else found.full
