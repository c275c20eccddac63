"""The right side: the chosen batch, how far it is, what keeps it, what is still here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk.domain.batch import BatchState, is_unsent
from desk.services.sending import BatchView
from desk.ui import theme
from desk.ui.badges import Badge
from desk.ui.banner import Banner, line
from desk.ui.flow import Flow
from desk.ui.sending.failure_box import FailureBox
from desk.ui.sending.views import LineState, LineView, Moving, stop_of
from desk.ui.sending.words import BADGES, SendingWords
from desk.ui.share_bar import ShareBar, percent

_ROWS = ("rate", "remaining", "contact", "resume", "carried", "received", "here")


class BatchDetail(QWidget):
    """`show_batch` with everything, `show_moving` for progress alone."""

    def __init__(self, words: SendingWords) -> None:
        super().__init__()
        self._words = words
        self._batch: BatchView | None = None
        self.setObjectName("plain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = line("", 17, bold=True)
        self._badge = Badge("batch_waiting")
        self.bar = ShareBar(self.tr("送信の進み"))
        self._share, self._amount = line("", 20, bold=True), line("", 16)
        self.banner = Banner("info", " ")
        self.failure = FailureBox(words)
        self._facts: dict[str, tuple[QLabel, QLabel]] = {}
        self._lay_out()
        self.show_batch(None, LineView(state=LineState.OFF))

    def _lay_out(self) -> None:
        self._title.setWordWrap(False)
        self._head = Flow((self._title, self._badge), spread=True)
        figures = QHBoxLayout()
        for label in (self._share, self._amount):
            label.setWordWrap(False)
        figures.addWidget(self._share)
        figures.addStretch(1)
        figures.addWidget(self._amount)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        names = (
            self.tr("速さ"),
            self.tr("残り"),
            self.tr("最後の通信"),
            self.tr("途中で切れたら"),
            self.tr("書出し"),
            self.tr("受領"),
            self.tr("この端末の記録"),
        )
        for at, (code, name) in enumerate(zip(_ROWS, names, strict=True)):
            what = line(name, 14, ink=theme.GRAY_700)
            said = line("", 16, bold=code in ("rate", "remaining"))
            what.setWordWrap(False)
            self._grid.addWidget(what, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(said, at, 1)
            self._facts[code] = (what, said)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(10)
        column.addWidget(self._head)
        column.addWidget(self.banner)
        column.addWidget(self.failure)
        column.addWidget(self.bar)
        column.addLayout(figures)
        column.addLayout(self._grid)
        column.addStretch(1)

    @property
    def batch(self) -> BatchView | None:
        return self._batch

    def fact(self, code: str) -> str:
        """What a row says; empty while it is not shown."""
        return self._facts[code][1].text()

    def show_batch(
        self, batch: BatchView | None, line_view: LineView, moving: Moving | None = None
    ) -> None:
        self._batch = batch
        moved = moving if moving is not None and batch and moving.batch == batch.id else None
        shown = batch is not None
        for part in (self._title, self._badge):
            part.setVisible(shown)
        under_way = batch is not None and batch.state in (
            BatchState.SENDING,
            BatchState.PAUSED,
            BatchState.FAILED,
        )
        for each in (self.bar, self._share, self._amount):
            each.setVisible(under_way)
        if batch is None:
            self.failure.show_stop(None)
            self.banner.hide()
            self._show_facts({})
            return
        self._title.setText(batch.name)
        self._badge.set(BADGES[batch.state])
        self._head.refit()
        stop = stop_of(batch)
        self.failure.show_stop(stop)
        self._show_banner(batch, line_view)
        self._show_share(batch, moved)
        self._show_facts(self._said(batch, line_view, moved))

    def show_moving(self, batch: BatchView, line_view: LineView, moving: Moving) -> None:
        """Progress of the shown batch: nothing but the figures moves."""
        if self._batch is None or self._batch.id != batch.id:
            return
        self._batch = batch
        self._show_share(batch, moving)
        self._show_facts(self._said(batch, line_view, moving))

    def _show_share(self, batch: BatchView, moving: Moving | None) -> None:
        sent = batch.sent_bytes if moving is None else moving.sent_bytes
        share = sent / batch.bytes if batch.bytes else 0.0
        self.bar.show_share(share)
        self._share.setText(f"{percent(share)}%")
        self._amount.setText(self._words.of(sent, batch.bytes))

    def _show_banner(self, batch: BatchView, line_view: LineView) -> None:
        said = self._banner_words(batch, line_view)
        self.banner.setVisible(said is not None)
        if said is not None:
            self.banner.set(*said)

    def _banner_words(self, batch: BatchView, line_view: LineView) -> tuple[str, str, str] | None:
        state = batch.state
        if state is BatchState.WAITING:
            text = self.tr("通信がつながると自動で送ります。USBで持ち帰ることもできます。")
            if line_view.state is LineState.NOT_ENROLLED:
                text = self.tr("この端末を登録すると送れます。")
            return "info", self.tr("送信を待っています"), text
        if state is BatchState.PAUSED:
            text = self.tr("届いた分はセンターに残っています。続きから送れます。")
            return "notice", self.tr("一時停止しています"), text
        if state is BatchState.CARRIED:
            text = self.tr(
                "USBを庁内かセンターへ渡してください。受領書はUSBの取込みか通信で届きます。"
            )
            return "notice", self.tr("USBに書き出して、読み直して確かめました"), text
        if state is BatchState.RECEIVED:
            return "ok", self.tr("センターが受け取りました"), self._receipt_words(batch)
        if state is BatchState.PURGED:
            text = self.tr("受領書で確かめてから消去しました。")
            return "info", self.tr("この端末から消去しました"), text
        return None

    def _receipt_words(self, batch: BatchView) -> str:
        words = self.tr("受領書の署名と、{count}件すべての封緘値を確かめました。")
        return words.replace("{count}", str(batch.packets))

    def _said(self, batch: BatchView, line_view: LineView, moving: Moving | None) -> dict[str, str]:
        words, state = self._words, batch.state
        said: dict[str, str] = {}
        if state is BatchState.SENDING:
            said |= {"rate": words.rate(moving), "remaining": words.remaining(moving)}
            said["resume"] = self.tr("続きから自動で再開します")
        if state is BatchState.FAILED and batch.next_try_at is not None:
            shape = self.tr("{time} にもう一度、自動で試します")
            said["resume"] = shape.replace("{time}", words.time(batch.next_try_at))
        if is_unsent(state):
            said["contact"] = words.time(line_view.last_contact)
        if batch.carried_at is not None:
            parts = (words.time(batch.carried_at), batch.carried_as)
            said["carried"] = " ".join(part for part in parts if part)
        if batch.received_at is not None:
            parts = (words.time(batch.received_at), line_view.hub)
            said["received"] = " ".join(part for part in parts if part)
        said["here"] = words.here(batch)
        return said

    def _show_facts(self, said: dict[str, str]) -> None:
        for code, (what, label) in self._facts.items():
            text = said.get(code, "")
            label.setText(text)
            label.setAccessibleName(f"{what.text()} {text}" if text else "")
            what.setVisible(bool(text))
            label.setVisible(bool(text))
