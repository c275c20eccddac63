"""How sizes, rates, times and failures are said on the sending page, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from desk.domain.batch import BatchState, is_unsent
from desk.domain.wording import Wording
from desk.services.limits import Limit
from desk.services.ports import JAPAN
from desk.services.sending import BatchView
from desk.ui.sending.views import LineState, LineView, Moving, Stop

translate: Final = QCoreApplication.translate
BADGES: Final[dict[BatchState, str]] = {
    state: f"batch_{state.value}" for state in BatchState if state is not BatchState.WITHDRAWN
}
LINE_BADGES: Final[dict[LineState, str]] = {
    LineState.ON: "line_on",
    LineState.IDLE: "line_idle",
    LineState.OFF: "line_off",
    LineState.NOT_ENROLLED: "line_off",
}


class SendingWords:
    """`texts` holds the sentences of resources/texts (sync_<code> and its kin); the gaps of each
    are filled with the failure's own facts and those that the page always knows."""

    def __init__(self, texts: Wording, today: date, contact: str = "") -> None:
        self._texts = texts
        self.today = today
        self.contact = contact

    # sizes and rates

    def size(self, count: int) -> str:
        """58.4 MB; small ones in KB."""
        if count < 1_000_000:
            return f"{max(1, round(count / 1000)) if count else 0} KB"
        if count >= 1_000_000_000:
            return f"{count / 1_000_000_000:.1f} GB"
        return f"{count / 1_000_000:.1f} MB"

    def of(self, done: int, whole: int) -> str:
        """36.8 / 58.4 MB"""
        if whole >= 1_000_000 and whole < 1_000_000_000:
            return f"{done / 1_000_000:.1f} / {whole / 1_000_000:.1f} MB"
        return f"{self.size(done)} / {self.size(whole)}"

    def rate(self, moving: Moving | None) -> str:
        """毎秒 0.21 MB, or 計算中 while nothing can be said."""
        if moving is None or moving.rate_bytes_s is None:
            return translate("SendingWords", "計算中")
        shape = translate("SendingWords", "毎秒 {size}")
        rate = moving.rate_bytes_s
        size = f"{rate / 1_000_000:.2f} MB" if rate >= 10_000 else f"{rate / 1000:.1f} KB"
        return shape.replace("{size}", size)

    def remaining(self, moving: Moving | None) -> str:
        """約 1 分 45 秒, or 計算中."""
        if moving is None or moving.remaining_s is None:
            return translate("SendingWords", "計算中")
        shape = translate("SendingWords", "約 {time}")
        return shape.replace("{time}", self.span(moving.remaining_s))

    def span(self, seconds: float) -> str:
        """A length of time in at most two units."""
        whole = max(1, round(seconds))
        hours, rest = divmod(whole, 3600)
        minutes, left = divmod(rest, 60)
        if hours:
            shape = translate("SendingWords", "{h} 時間 {m} 分")
            return shape.replace("{h}", str(hours)).replace("{m}", str(minutes))
        if minutes:
            shape = translate("SendingWords", "{m} 分 {s} 秒")
            return shape.replace("{m}", str(minutes)).replace("{s}", str(left))
        return translate("SendingWords", "{s} 秒").replace("{s}", str(left))

    # times

    def day(self, on: date) -> str:
        shape = translate("SendingWords", "{month}月{day}日")
        return shape.replace("{month}", str(on.month)).replace("{day}", str(on.day))

    def time(self, at: datetime | None) -> str:
        """17:46 today, 11月21日 17:46 otherwise."""
        if at is None:
            return "—"
        local = at.astimezone(JAPAN)
        clock = f"{local.hour}:{local.minute:02d}"
        return clock if local.date() == self.today else f"{self.day(local.date())} {clock}"

    def short_time(self, at: datetime | None) -> str:
        """17:46 today, 11/21 otherwise: for a narrow column."""
        if at is None:
            return "—"
        local = at.astimezone(JAPAN)
        if local.date() == self.today:
            return f"{local.hour}:{local.minute:02d}"
        return f"{local.month}/{local.day}"

    # batches

    def packets(self, count: int) -> str:
        return translate("SendingWords", "{count} 件").replace("{count}", str(count))

    def under(self, batch: BatchView) -> str:
        return f"{self.day(batch.on)} {batch.venue}".strip()

    def note(self, batch: BatchView) -> str:
        """What stands where a batch under way has its bar."""
        if batch.state is BatchState.CARRIED:
            shape = translate("SendingWords", "{time} 書込み")
            return shape.replace("{time}", self.time(batch.carried_at))
        if batch.state is BatchState.RECEIVED:
            return translate("SendingWords", "受領書 あり")
        if batch.state is BatchState.PURGED:
            shape = translate("SendingWords", "{time} に消去")
            return shape.replace("{time}", self.time(batch.purged_at))
        if batch.state is BatchState.WAITING and not batch.sent_bytes:
            return translate("SendingWords", "送信を待っています")
        return ""

    def here(self, batch: BatchView) -> str:
        """What of it is still on this terminal, and why."""
        if batch.state is BatchState.PURGED:
            return translate("SendingWords", "消去しました。消去の記録だけが残っています")
        if is_unsent(batch.state):
            return translate("SendingWords", "残っています。受領書がまだ届いていません")
        if batch.purge_on is None:
            return translate("SendingWords", "残っています。消去の日はまだ決まっていません")
        shape = translate("SendingWords", "残っています。{day} に自動で消去します")
        if batch.purge_needs_approval:
            shape = translate("SendingWords", "残っています。{day} から、責任者の承認で消去します")
        return shape.replace("{day}", self.day(batch.purge_on))

    def contact_line(self, line: LineView) -> str:
        """For the top bar: 通信なし・最終 8:52."""
        if line.state is LineState.NOT_ENROLLED:
            return translate("SendingWords", "未登録の端末")
        first = (
            translate("SendingWords", "通信なし")
            if line.state is LineState.OFF
            else translate("SendingWords", "通信中")
            if line.state is LineState.ON
            else translate("SendingWords", "通信できます")
        )
        if line.last_contact is None:
            return first
        shape = translate("SendingWords", "{line}・最終 {time}")
        return shape.replace("{line}", first).replace("{time}", self.time(line.last_contact))

    # failures

    def happened(self, stop: Stop) -> str:
        """What happened, in one sentence."""
        if stop.sentence:
            return stop.sentence
        return self._texts.say(f"sync_{stop.code}", **self._facts(stop))

    def kept(self, stop: Stop) -> str:
        """What became of what had arrived."""
        return self._said(f"sync_{stop.code}_kept", stop)

    def next_steps(self, stop: Stop) -> list[str]:
        """What to do, in order, without numbers."""
        said = self._said(f"sync_{stop.code}_next", stop)
        return [step for each in said.splitlines() if (step := _bare(each))]

    def inquiry(self, stop: Stop) -> str:
        """お問い合わせ番号 E-NET-08 / 7Q4M"""
        known = self._said(f"sync_{stop.code}_ref", stop)
        shape = translate("SendingWords", "お問い合わせ番号 {number}")
        number = " / ".join(part for part in (known, stop.inquiry) if part)
        return shape.replace("{number}", number) if number else ""

    def say(self, code: str, facts: Mapping[str, object]) -> str:
        """Any other sentence (limits)."""
        return self._texts.say(code, **facts)

    def limit(self, limit: Limit) -> str:
        """What is near or reached, and until when a supervisor let it go on."""
        facts = {"value": limit.value, "most": limit.most, "warn": limit.warn}
        said = self._texts.say(f"limit_{limit.code}_{limit.level.value}", **facts)
        if limit.extended_until is not None:
            shape = translate("SendingWords", "責任者が {time} まで延長しました。")
            said += shape.replace("{time}", self.time(limit.extended_until))
        return said

    def _said(self, code: str, stop: Stop) -> str:
        if stop.sentence or code not in self._texts.sentences:
            return ""
        return self._texts.say(code, **self._facts(stop))

    def _facts(self, stop: Stop) -> dict[str, object]:
        known: dict[str, object] = {"contact": self.contact or self._office()}
        known |= {"at": self.time(stop.at)} if stop.at is not None else {}
        return known | dict(stop.facts)

    def _office(self) -> str:
        return translate("SendingWords", "市区町村の担当課")


def _bare(step: str) -> str:
    """Without the number or dot that the text may already have."""
    return step.strip().lstrip("0123456789.．)）・-— ").strip()
