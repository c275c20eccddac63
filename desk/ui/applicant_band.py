"""The applicant's band: whose application is open, always in view (ui.md §1, §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk.domain.application import Status
from desk.ui import painting, theme
from desk.ui.components import ActionButton, Badge
from desk.ui.dates import in_both_calendars
from desk.ui.steps.parts import column, short

if TYPE_CHECKING:
    from desk.services.intake import Draft

HEIGHT_PX = 60


class ApplicantBand(QWidget):
    """Number, last four digits of the form id, reading, name, birth date in both calendars, age."""

    hold_wanted = Signal()
    more_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.setFixedHeight(HEIGHT_PX)
        self._top = short("", 14, tint=theme.GRAY_700)
        self._name = short("", 20, bold=True)
        self._facts = short("", 16)
        self._full_name = self._full_facts = ""
        self._badges = [Badge("info", " ") for _ in range(2)]
        second = QHBoxLayout()
        second.setSpacing(12)
        second.addWidget(self._name)
        second.addWidget(self._facts)
        for badge in self._badges:
            badge.hide()
            second.addWidget(badge)
        second.addStretch(1)
        self.hold = ActionButton(self.tr("保留"), action="hold", size="s")
        self.more = ActionButton(self.tr("その他"), action="more", kind="text", size="s")
        self.stop = ActionButton(self.tr("中止"), action="cancel", size="s")
        self.hold.clicked.connect(self.hold_wanted)
        self.more.clicked.connect(self.more_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 3, 12, 3)
        layout.setSpacing(8)
        words = column(self._top, second, gap=0)
        layout.addLayout(words, 1)
        for button in (self.stop, self.hold, self.more):
            layout.addWidget(button)

    def show_draft(self, draft: Draft) -> None:
        record = draft.record
        form_id, kana = draft.text("form.id"), draft.text("applicant.kana")
        parts = [self.tr("受付番号 {number}").replace("{number}", record.number.short)]
        if record.version > 1:
            parts.append(self.tr("訂正 第{version}版").replace("{version}", str(record.version)))
        if form_id:
            parts.append(self.tr("申請書ID 末尾 {tail}").replace("{tail}", form_id[-4:]))
        if kana:
            parts.append(kana)
        self._top.setText(self.tr(" ・ ").join(parts))
        self._full_name = draft.text("applicant.name") or self._nameless(draft)
        self._full_facts = self._facts_of(draft)
        self._show_badges(draft)
        waiting = record.status is Status.DRAFT and not draft.text("applicant.name")
        self.stop.setVisible(waiting)
        self.hold.setVisible(record.status is Status.DRAFT and not waiting)
        self.more.setVisible(not waiting)
        self._fit_words()

    def _nameless(self, draft: Draft) -> str:
        if draft.text("form.id"):
            return self.tr("氏名が未入力です")
        return self.tr("申請書の読み取り待ち")

    def _facts_of(self, draft: Draft) -> str:
        state = draft.assessment
        parts = [] if state.birth is None else [in_both_calendars(state.birth)]
        if state.age is not None:
            parts.append(self.tr("{age}歳").replace("{age}", str(state.age)))
        sexes = {"male": self.tr("男"), "female": self.tr("女")}
        if sex := sexes.get(draft.text("applicant.sex")):
            parts.append(sex)
        return self.tr("・").join(parts)

    def _show_badges(self, draft: Draft) -> None:
        state = draft.assessment
        words = []
        if state.age is not None and not state.needs_photo:
            words.append(self.tr("1歳未満"))
        elif state.needs_guardian:
            words.append(self.tr("法定代理人"))
        if draft.record.entries.get("applicant.foreign") is True:
            words.append(self.tr("外国人住民"))
        for badge, text in zip(self._badges, [*words, "", ""], strict=False):
            badge.setVisible(bool(text))
            if text:
                badge.set("info", text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()

    def _fit_words(self) -> None:
        """Smaller type rather than an ellipsis; the whole is always read out."""
        shown = [b for b in (self.stop, self.hold, self.more) if not b.isHidden()]
        taken = sum(b.sizeHint().width() + 8 for b in shown) + 44
        taken += sum(b.sizeHint().width() + 12 for b in self._badges if not b.isHidden())
        room = max(120, self.width() - taken)
        # The name goes before: the facts also stand in step 2 and are read out.
        full, none = self._full_facts, ""
        for name_px, facts_px, facts in (
            (20, 16, full),
            (20, 14, full),
            (17, 14, full),
            (20, 14, none),
            (17, 14, none),
            (14, 14, none),
        ):
            wide = painting.text_width(self._full_name, theme.font(name_px, bold=True)) + 12
            wide += painting.text_width(facts, theme.font(facts_px))
            if wide <= room:
                break
        self._name.setFont(theme.font(name_px, bold=True))
        self._facts.setFont(theme.font(facts_px))
        self._name.setText(self._full_name)
        self._facts.setText(facts)
        self.setAccessibleName(f"{self._top.text()} {self._full_name} {self._full_facts}")
