"""The panel of applications that look like this one, and what the clerk answered (ui.md §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk.ui import theme
from desk.ui.components import ActionButton, badge_of, badge_word
from desk.ui.steps.parts import Card, CheckLine, boxed, clear, line

if TYPE_CHECKING:
    from desk.services.intake import Alert

_TITLES: Final = {
    "same_form_id": QT_TRANSLATE_NOOP("LookAlikes", "同じ申請書の受付があります"),
    "namesake": QT_TRANSLATE_NOOP("LookAlikes", "同じ氏名・生年月日の受付があります"),
    "same_name": QT_TRANSLATE_NOOP("LookAlikes", "同じ氏名かフリガナの受付があります"),
    "same_birth_address": QT_TRANSLATE_NOOP("LookAlikes", "同じ生年月日・住所の受付があります"),
    "same_household": QT_TRANSLATE_NOOP(
        "LookAlikes", "同じ住所の受付があります（写真の取り違えに注意）"
    ),
}
_SAID: Final = {
    "different_person": QT_TRANSLATE_NOOP(
        "LookAlikes", "別の方と答えました（責任者の確認が付きます）"
    ),
    "same_person": QT_TRANSLATE_NOOP(
        "LookAlikes", "同じ方の二重申請と答えました。この受付を取消にしてください（F8）"
    ),
    "mix_up": QT_TRANSLATE_NOOP(
        "LookAlikes", "写真の取り違えと答えました。手順4で撮り直してください"
    ),
    "ask_supervisor": QT_TRANSLATE_NOOP(
        "LookAlikes", "責任者に確認します。保留にして（F6）責任者を呼んでください（Ctrl+H）"
    ),
}
SHOWN: Final = 3


def _translated(text: object) -> str:
    return QCoreApplication.translate("LookAlikes", str(text))


class LookAlikes(Card):
    """`compare_wanted(alert)`; `first_button` is where an unanswered question leads to."""

    compare_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.body.addLayout(self._lines)
        self._shown: tuple[Alert, ...] | None = None
        self._known = False
        self.first_button: QWidget | None = None

    def show_alerts(self, alerts: tuple[Alert, ...], *, known_enough: bool) -> None:
        """The answer that must be given first stands first; draws anew only on a change."""
        if alerts == self._shown and (alerts or known_enough == self._known):
            return
        self._shown, self._known = alerts, known_enough
        self.first_button = None
        clear(self._lines)
        if alerts:
            self._show(alerts)
        else:
            self._show_none(known_enough)

    def _show_none(self, known_enough: bool) -> None:
        self.set_border(theme.GRAY_300)
        if known_enough:
            head = CheckLine("good", self.tr("同じ氏名・生年月日の受付はありません"), bold=True)
        else:
            head = CheckLine(
                "open", self.tr("氏名と生年月日を入力すると、同じ方の受付がないか調べます")
            )
        self._lines.addWidget(head)
        self._lines.addWidget(
            line(
                self.tr("一致したときは、ここに警告と相手の受付番号を出します。"),
                14,
                tint=theme.GRAY_700,
            )
        )

    def _show(self, alerts: tuple[Alert, ...]) -> None:
        ordered = sorted(alerts, key=_weight)
        stops = any(alert.stops for alert in ordered)
        self.set_border(theme.RED_900 if stops else theme.YELLOW_900, 2)
        for alert in ordered[:SHOWN]:
            self._lines.addWidget(self._one(alert))
        if len(ordered) > SHOWN:
            rest = self.tr("ほかに {count} 件あります。一覧で氏名を検索してください。")
            self._lines.addWidget(line(rest.replace("{count}", str(len(ordered) - SHOWN)), 14))

    def _one(self, alert: Alert) -> QWidget:
        other = alert.line
        if other is None:  # alerts about a person always name one
            return QWidget()
        badge = badge_word(badge_of(other.status, other.route, other.form_kind))
        shape = self.tr("{number} {name}（{state}・{day}）")
        day = f"{other.day.month}/{other.day.day}"
        who = shape.format(number=other.number.short, name=other.name, state=badge, day=day)
        mark = "stop" if alert.stops else "good" if alert.answer else "warn"
        head = CheckLine(mark, _translated(_TITLES.get(alert.kind, "")), who, bold=True)
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(head)
        if alert.answer is not None:
            layout.addWidget(line(_translated(_SAID[alert.answer]), 14, tint=theme.GRAY_700))
        layout.addWidget(self._button(alert))
        return boxed(layout)

    def _button(self, alert: Alert) -> QWidget:
        must = alert.must_be_answered and alert.answer is None
        text = self.tr("見比べて答える") if must else self.tr("見比べる")
        button = ActionButton(text, size="s")
        button.clicked.connect(lambda: self.compare_wanted.emit(alert))
        if must and self.first_button is None:
            self.first_button = button
        return button


def unanswered(alerts: tuple[Alert, ...]) -> bool:
    """Must a question still be answered before the next step?"""
    return any(alert.must_be_answered and alert.answer is None for alert in alerts)


def _weight(alert: Alert) -> int:
    order = ("same_form_id", "namesake", "same_birth_address", "same_household", "same_name")
    return order.index(alert.kind) if alert.kind in order else len(order)
