"""An applicant of the sheet in words: facts, flags, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from desk.domain.binding import SlateState
from desk.domain.delivery import Route
from desk.domain.review import Decision, ReviewMark
from desk.services.ports import JAPAN, Words
from desk.services.review import FlagFact, ReviewItem
from desk.services.sheet import Named
from desk.ui.dates import in_both_calendars


class ReviewWords:
    """All texts about an item that the sheet, the detail and the dialogs share."""

    def __init__(self, words: Words, today: date, documents: Mapping[str, str]) -> None:
        self.table, self._today, self._documents = words, today, documents

    def tr(self, text: str) -> str:
        return QCoreApplication.translate("ReviewWords", text)

    def name(self, item: ReviewItem) -> str:
        return str(item.record.entries.get("applicant.name", ""))

    def kana(self, item: ReviewItem) -> str:
        return str(item.record.entries.get("applicant.kana", ""))

    def sex(self, item: ReviewItem) -> str:
        sexes = {"male": self.tr("男"), "female": self.tr("女")}
        return sexes.get(str(item.record.entries.get("applicant.sex", "")), "")

    def sex_and_age(self, item: ReviewItem) -> str:
        """男・33歳"""
        age = "" if item.age is None else self.tr("{age}歳").replace("{age}", str(item.age))
        return self.tr("・").join(part for part in (self.sex(item), age) if part)

    def route(self, item: ReviewItem, *, brief: bool = False) -> str:
        if item.record.route is Route.COUNTER:
            return self.tr("窓口") if brief else self.tr("窓口受取り")
        return self.tr("郵送")

    def birth(self, item: ReviewItem) -> str:
        return "" if item.birth is None else in_both_calendars(item.birth)

    def form(self, item: ReviewItem) -> str:
        """末尾 5518・撮影と同時に照合済み 13:21:04"""
        form_id = item.record.entries.get("form.id")
        tail = self.tr("IDなしの申請書")
        if isinstance(form_id, str):
            tail = self.tr("末尾 {tail}").replace("{tail}", form_id[-4:])
        return self.tr("・").join(part for part in (tail, self.slate(item)) if part)

    def slate(self, item: ReviewItem) -> str:
        shot = item.record.chosen_shot
        if shot is None or item.slate is None:
            return ""
        if shot.slate is None or item.slate is SlateState.MISSING:
            return self.tr("照合なし")
        at = f"{shot.slate.read_at.astimezone(JAPAN):%H:%M:%S}"
        if item.slate is SlateState.APART:
            return self.tr("照合と撮影が離れています {time}").replace("{time}", at)
        return self.tr("撮影と同時に照合済み {time}").replace("{time}", at)

    def taken(self, item: ReviewItem) -> str:
        """中村 彩・13:21（前の方から 3分）"""
        shot = item.record.chosen_shot
        if shot is None:
            return self.tr("撮影していません")
        parts = f"{item.taken_by}{self.tr('・')}{clock_time(shot.taken_at)}"
        minutes = item.minutes_since_previous
        if minutes is None:
            return parts
        if minutes < 1:
            return parts + self.tr("（前の方から 1分以内）")
        since = self.tr("（前の方から {minutes}分）")
        return parts + since.replace("{minutes}", str(round(minutes)))

    def number(self, who: Named) -> str:
        """K3-008, with its day when it is another day's, and whether it was given up."""
        text = who.number.short
        if who.number.day != self._today:
            day = f"{who.number.day.month}/{who.number.day.day}"
            text += self.tr("（{day}）").replace("{day}", day)
        if who.status.value in ("voided", "handed_back"):
            text += self.tr("（取消・返却）")
        return text

    # flags

    def flag(self, item: ReviewItem, fact: FlagFact) -> str:
        """What speaks against it, with the other numbers."""
        others = self.tr("、").join(self.number(who) for who in fact.about) or self.tr("ほかの受付")
        return self.table.say(
            f"flag_{fact.flag.value}",
            others=others,
            count=fact.count,
            version=item.record.version,
        )

    def why(self, item: ReviewItem, fact: FlagFact) -> str:
        """What to look at."""
        others = self.tr("、").join(self.number(who) for who in fact.about) or self.tr("ほかの受付")
        text = self.table.say(f"flag_{fact.flag.value}_why", others=others)
        mark = item.sent_back
        if fact.flag.value == "sent_back_before" and mark is not None:
            said = self.tr("差戻しの理由：{reason}").replace("{reason}", mark.reason)
            return said
        return text

    def short_flag(self, fact: FlagFact) -> str:
        return self.table.say(f"flag_{fact.flag.value}_short", count=fact.count)

    def document(self, code: str) -> str:
        """運転免許証"""
        return self._documents.get(code, "")

    # decisions

    def decision(self, item: ReviewItem) -> str:
        """承認 17:02, 未確認 …"""
        code = "open" if item.decision is None else item.decision.value
        word = self.table.label(f"decision_{code}")
        mark = item.record.review
        if item.decision is Decision.APPROVED and mark is not None:
            return f"{word} {clock_time(mark.at)}"
        return word

    def portrait(self, item: ReviewItem) -> str:
        """Why there is no portrait."""
        if item.decision is Decision.APPROVED and _agreed(item):
            return self.tr("承認後に\n消去しました")
        return self.tr("写真なし\n書類を\n目視確認")

    def mark(self, mark: ReviewMark) -> str:
        """差戻し 16:20：写真の撮り直し"""
        word = self.table.label(f"decision_{mark.decision.value}")
        text = f"{word} {clock_time(mark.at)}"
        return text + (self.tr("：") + mark.reason if mark.reason else "")

    def seconds(self, looked_ms: int) -> str:
        return self.tr("{seconds}秒").replace("{seconds}", f"{looked_ms / 1000:.1f}")


def _agreed(item: ReviewItem) -> bool:
    return item.record.entries.get("identity.copy_consent") == "yes"


def clock_time(at: datetime) -> str:
    """17:02 in Japan."""
    return f"{at.astimezone(JAPAN):%H:%M}"
