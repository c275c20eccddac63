"""送信: the batches at the left, the chosen one at the right (picture 15)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk.domain.batch import BatchState, is_unsent
from desk.services.limits import Limit
from desk.services.sending import BatchView, SendingView
from desk.ui import icons, keys, theme
from desk.ui.badges import Badge
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.flow import Flow
from desk.ui.sending.batch_table import BatchTable
from desk.ui.sending.detail import BatchDetail
from desk.ui.sending.views import (
    LineState,
    LineView,
    Moving,
    PageView,
    StickView,
)
from desk.ui.sending.words import LINE_BADGES, SendingWords
from desk.ui.split import Split


class SendingPage(QWidget):
    """`show_view` with everything, `show_moving` for progress. What a person asks for:
    `send_asked(batch)`, `pause_asked(batch)`, `carry_out_asked`, `carry_in_asked`,
    `enrol_asked`, `extend_asked(limit code)`, `here_asked`, `close_day_asked`."""

    send_asked = Signal(str)
    pause_asked = Signal(str)
    carry_out_asked = Signal()
    carry_in_asked = Signal()
    enrol_asked = Signal()
    extend_asked = Signal(str)
    here_asked = Signal()
    close_day_asked = Signal()

    def __init__(self, words: SendingWords) -> None:
        super().__init__()
        self._words = words
        self._view = PageView(
            sending=SendingView(batches=(), here=(), enrolled=False),
            line=LineView(state=LineState.OFF),
        )
        self._moving: Moving | None = None
        self.table = BatchTable(words)
        self.detail = BatchDetail(words)
        self._make_head()
        self._make_left()
        self._make_tail()
        self._make_foot()
        self.split = Split(self._head, self._left, self.detail, self._foot, self._tail)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)
        self._connect()
        self.show_view(self._view)

    # parts

    def _make_head(self) -> None:
        self._head = QWidget()
        self._sub = line("", 14, ink=theme.GRAY_700)
        self._line_badge = Badge("line_off")
        title = line(self.tr("送信"), 20, bold=True)
        title.setWordWrap(False)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(title)
        row.addWidget(self._sub, 1)
        row.addWidget(self._line_badge)

    def _make_left(self) -> None:
        self._left = QWidget()
        self.limit = Banner("notice", " ")
        self.extend = ActionButton(self.tr("責任者が延長"), size="s", icon="key")
        self.limit.add_button(self.extend)
        self.reference = Banner(
            "notice",
            self.tr("設定データが古くなっています"),
            self.tr("受付と送信は続けられます。通信かUSBの取込みで新しくなります。"),
        )
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.addWidget(self.table, 1)
        self._empty = line(
            self.tr("封緘した束は、まだありません。日締めで封緘すると、ここに並びます。"), 16
        )
        self._empty.setContentsMargins(16, 16, 16, 8)
        inside.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.limit)
        column.addWidget(self.reference)
        column.addWidget(card, 1)

    def _make_tail(self) -> None:
        self._promise = line(
            self.tr(
                "受領書が届くまで、この端末の記録は消えません。"
                "同じ束が通信とUSBの両方で届いても、二重には登録されません。"
            ),
            14,
        )
        self.stick = _StickLine(self._words)
        self.carry_out = ActionButton(self.tr("USBに書き出す"), action="carry_out", icon="usb")
        self.carry_in = ActionButton(self.tr("USBから取り込む"), action="carry_in", icon="usb")
        self.here = ActionButton(self.tr("端末に残っている記録"), kind="text", icon="disk")
        self._why_not = line("", 14, ink=theme.GRAY_700)
        self._why_not.setWordWrap(False)
        self._deeds = Flow((self.carry_out, self.carry_in, self.here, self._why_not))
        self._tail = QWidget()
        column = QVBoxLayout(self._tail)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self._promise, self.stick, self._deeds):
            column.addWidget(part)

    def _make_foot(self) -> None:
        self.send = ActionButton(self.tr("続きから送る"), action="send_on", kind="primary")
        self.pause = ActionButton(self.tr("一時停止"), action="pause_sending", icon="pause")
        self.carry_this = ActionButton(self.tr("USBに書き出す"))
        self.enrol = ActionButton(self.tr("端末を登録する"), kind="primary", icon="qr")
        self.close_day = ActionButton(self.tr("日締めへ"), icon="chevron-right")
        self._foot = Flow(
            (self.send, self.pause, self.carry_this, self.enrol, self.close_day),
            margins=(18, 8, 18, 12),
        )
        self._foot.setObjectName("plain")
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def _connect(self) -> None:
        self.split.mode_changed.connect(self._fit_table)
        self.table.chosen.connect(lambda _batch: self._show_chosen())
        self.table.pause_pressed.connect(self._on_space)
        self.send.clicked.connect(self._on_send)
        self.pause.clicked.connect(self._on_pause)
        for button in (self.carry_out, self.carry_this):
            button.clicked.connect(self.carry_out_asked)
        self.carry_in.clicked.connect(self.carry_in_asked)
        self.enrol.clicked.connect(self.enrol_asked)
        self.close_day.clicked.connect(self.close_day_asked)
        self.here.clicked.connect(self.here_asked)
        self.extend.clicked.connect(self._on_extend)
        keys.bind("send_on", self, self._on_primary)
        keys.bind("carry_out", self, self.carry_out.click)
        keys.bind("carry_in", self, self.carry_in.click)

    # what is shown

    @property
    def view(self) -> PageView:
        return self._view

    @property
    def batches(self) -> tuple[BatchView, ...]:
        return self._view.sending.batches

    @property
    def chosen(self) -> BatchView | None:
        return next((each for each in self.batches if each.id == self.table.batch), None)

    def show_view(self, view: PageView) -> None:
        self._view = view
        self._show_head(view.line)
        self._show_limits(view)
        has_any = bool(view.sending.batches)
        self.table.setVisible(has_any)
        self._empty.setVisible(not has_any)
        self.table.show_batches(view.sending.batches)
        self._fit_table()
        self.stick.show_stick(view.stick)
        unsent = any(is_unsent(each.state) for each in view.sending.batches)
        reason = "" if unsent else self.tr("書き出す束がありません")
        self.carry_out.set_blocked(reason)
        self._why_not.setText(reason)
        self._why_not.setVisible(bool(reason))
        self._deeds.refit()
        self._show_chosen()

    def show_moving(self, moving: Moving) -> None:
        """Progress of the batch under way, some times a second."""
        self._moving = moving
        found = next((each for each in self.batches if each.id == moving.batch), None)
        if found is None:
            return
        fresh = replace(found, sent_bytes=moving.sent_bytes)
        batches = tuple(fresh if each.id == fresh.id else each for each in self.batches)
        sending = replace(self._view.sending, batches=batches)
        self._view = replace(self._view, sending=sending)
        self.table.rows.put(fresh)
        self.detail.show_moving(fresh, self._view.line, moving)

    def _show_head(self, line_view: LineView) -> None:
        words = self.tr("封緘した束をセンターへ届けます")
        if line_view.hub:
            shape = self.tr("封緘した束をセンター（{hub}）へ届けます")
            words = shape.replace("{hub}", line_view.hub)
        self._sub.setText(words)
        unknown = line_view.state is LineState.NOT_ENROLLED
        text = self.tr("未登録の端末") if unknown else ""
        self._line_badge.set(LINE_BADGES[line_view.state], text)

    def _show_limits(self, view: PageView) -> None:
        first = view.limits[0] if view.limits else None
        self.limit.setVisible(first is not None)
        if first is not None:
            said = [self._words.limit(each) for each in view.limits]
            head, mark, rest = said[0].partition(self.tr("。"))
            more = " ".join(part for part in (rest.strip(), *said[1:]) if part)
            stops = any(each.stops for each in view.limits)
            self.limit.set("stop" if stops else "notice", head + mark.strip(), more)
            self.limit.show_button(self._extendable() is not None)
        self.reference.setVisible(view.sending.reference_old)

    def _fit_table(self) -> None:
        """In one column: two rows at least, and no room for rows that are not there."""
        row = self.table.verticalHeader().defaultSectionSize()
        head = self.table.horizontalHeader().sizeHint().height() + 4
        rows = len(self.batches)
        flat = self.split.flat
        self.table.setMinimumHeight(head + row * min(2 if flat else 3, max(1, rows)))
        self.table.setMaximumHeight(head + row * min(2, max(1, rows)) if flat else 16_777_215)

    def _show_chosen(self) -> None:
        batch, line_view = self.chosen, self._view.line
        unknown = line_view.state is LineState.NOT_ENROLLED
        self.detail.show_batch(batch, line_view, self._moving)
        if batch is None:
            self._show_nothing(unknown)
        state = None if batch is None else batch.state
        send_words = {
            BatchState.WAITING: self.tr("いま送る"),
            BatchState.CARRIED: self.tr("通信でも送る"),
        }
        if state is not None:
            self.send.setText(send_words.get(state, self.tr("続きから送る")))
        focused = self.focusWidget()
        self.send.setVisible(batch is not None and batch.can_send and not unknown)
        self.send.set_kind("plain" if state is BatchState.CARRIED else "primary")
        pausable = state in (BatchState.SENDING, BatchState.WAITING)
        can_pause = batch is not None and batch.can_pause and pausable
        self.pause.setVisible(can_pause and not unknown)
        failed = state is BatchState.FAILED
        self.carry_this.setVisible(failed and batch is not None and batch.can_carry)
        self.enrol.setVisible(unknown)
        self.close_day.setVisible(batch is None)
        shown = [each for each in self._foot.parts if not each.isHidden()]
        self._foot.setProperty("put_away", not shown)
        self._foot.setVisible(bool(shown))
        self._foot.refit()
        self.split.refit()
        if focused is not None and focused.isHidden() and self.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_nothing(self, unknown: bool) -> None:
        banner = self.detail.banner
        if unknown:
            banner.set(
                "notice",
                self.tr("この端末はまだ登録されていません"),
                self.tr("センターの登録票のQRを読むと、束を封緘して送れるようになります。"),
            )
        else:
            banner.set("info", self.tr("送る束はありません"), self._waiting_words())
        banner.show()

    def _waiting_words(self) -> str:
        found = (each.count for each in self._view.sending.here if each.code == "unsealed")
        count = sum(found)
        if not count:
            return ""
        shape = self.tr("完了した {count}件は、日締めで封緘すると送れます。")
        return shape.replace("{count}", str(count))

    # what a person does

    def _on_space(self) -> None:
        if not self.pause.isHidden():
            self._on_pause()
        elif not self.send.isHidden():
            self._on_send()

    def _on_primary(self) -> None:
        """Ctrl+Enter: the one next step."""
        for button in (self.send, self.enrol):
            if not button.isHidden() and button.isEnabled():
                button.click()
                return

    def _on_send(self) -> None:
        batch = self.chosen
        if batch is not None and batch.can_send:
            self.send_asked.emit(batch.id)

    def _on_pause(self) -> None:
        batch = self.chosen
        if batch is not None and batch.can_pause:
            self.pause_asked.emit(batch.id)

    def _on_extend(self) -> None:
        limit = self._extendable()
        if limit is not None:
            self.extend_asked.emit(limit.code)

    def _extendable(self) -> Limit | None:
        """What stops first, else what is near; nothing that is extended already."""
        open_ones = [each for each in self._view.limits if each.extended_until is None]
        stopping = (each for each in open_ones if each.stops)
        return next(stopping, open_ones[0] if open_ones else None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.table.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)


class _StickLine(QFrame):
    """A medium that is plugged in, and whether what is unsent fits on it."""

    def __init__(self, words: SendingWords) -> None:
        super().__init__()
        self._words = words
        self.setObjectName("stick")
        self.setStyleSheet(
            f"QFrame#stick {{ border: 1px solid {theme.GRAY_600}; border-radius: 8px;"
            " background: #ffffff; }"
        )
        mark = QLabel()
        mark.setPixmap(icons.icon("usb", theme.GRAY_800, 24))
        self._first, self._second = line("", 16, bold=True), line("", 14, ink=theme.GRAY_700)
        self._badge = Badge("ok")
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._first)
        names.addWidget(self._second)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 14, 8)
        row.setSpacing(14)
        row.addWidget(mark)
        row.addLayout(names, 1)
        row.addWidget(self._badge)

    def show_stick(self, stick: StickView | None) -> None:
        self.setVisible(stick is not None)
        if stick is None:
            return
        words = self._words
        self._first.setText(self.tr("「{name}」が挿さっています").replace("{name}", stick.name))
        shape = self.tr("空き {free}・未送信 {count} 束（{size}）")
        shape = shape.replace("{free}", words.size(stick.free_bytes))
        shape = shape.replace("{count}", str(stick.batches))
        self._second.setText(shape.replace("{size}", words.size(stick.needed_bytes)))
        if stick.fits:
            self._badge.set("ok", self.tr("書込みできます"))
        else:
            self._badge.set("notice", self.tr("空きが足りません"))
