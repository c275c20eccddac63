"""What speaks against the photo just taken (取り違えの確認): each doubt with its question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk.domain.binding import Degree, DoubtKind
from desk.ui import theme
from desk.ui.components import ActionButton
from desk.ui.steps.parts import Card, CheckLine, clear, row

if TYPE_CHECKING:
    from desk.services.intake import Alert

_TITLES: Final = {
    ("same_picture", "same"): QT_TRANSLATE_NOOP("PhotoDoubts", "ほかの受付と同じ画像です"),
    ("same_picture", ""): QT_TRANSLATE_NOOP("PhotoDoubts", "ほかの受付と同じ写真のようです"),
    ("alike_face", "very"): QT_TRANSLATE_NOOP(
        "PhotoDoubts", "ほかの受付の方と顔がとても似ています"
    ),
    ("alike_face", ""): QT_TRANSLATE_NOOP("PhotoDoubts", "ほかの受付の方と顔が似ています"),
    ("operator_face", ""): QT_TRANSLATE_NOOP("PhotoDoubts", "担当者の顔と似ています"),
    ("recaptured", ""): QT_TRANSLATE_NOOP("PhotoDoubts", "写真や画面を撮ったおそれがあります"),
    ("portrait_differs", ""): QT_TRANSLATE_NOOP("PhotoDoubts", "書類の写真と似ていないようです"),
}
_TEXTS: Final = {
    "operator_face": QT_TRANSLATE_NOOP(
        "PhotoDoubts", "担当者が写っていないか、目の前の方と見比べてください。"
    ),
    "recaptured": QT_TRANSLATE_NOOP(
        "PhotoDoubts", "写真や画面ではなく、ご本人を撮ったか確かめてください。"
    ),
    "portrait_differs": QT_TRANSLATE_NOOP("PhotoDoubts", "よく見比べてください。"),
}
_SAID: Final = {
    "different_person": QT_TRANSLATE_NOOP(
        "PhotoDoubts", "確かめたと答えました（責任者の確認が付きます）"
    ),
    "looked_right": QT_TRANSLATE_NOOP(
        "PhotoDoubts", "ご本人を撮ったと答えました（責任者の確認が付きます）"
    ),
    "same_person": QT_TRANSLATE_NOOP(
        "PhotoDoubts", "同じ方の二重申請と答えました。この受付を取消にしてください（F8）"
    ),
    "mix_up": QT_TRANSLATE_NOOP(
        "PhotoDoubts", "写真の取り違えと答えました。撮り直してください（F5）"
    ),
    "ask_supervisor": QT_TRANSLATE_NOOP(
        "PhotoDoubts", "責任者に確認します。保留にして（F6）責任者を呼んでください（Ctrl+H）"
    ),
}


def _translated(text: object) -> str:
    return QCoreApplication.translate("PhotoDoubts", str(text))


def doubt_title(kind: str, degree: str) -> str:
    """What the doubt says, in one short sentence."""
    return _translated(_TITLES.get((kind, degree)) or _TITLES.get((kind, ""), ""))


def doubt_text(kind: str) -> str:
    """What to do about it."""
    return _translated(_TEXTS.get(kind, ""))


def blocking(alerts: tuple[Alert, ...]) -> Alert | None:
    """The first doubt that must still be answered, or that stops whatever was answered."""
    return next((each for each in alerts if _open(each) or each.stops), None)


def why_blocked(alerts: tuple[Alert, ...]) -> str:
    """Why the next step cannot be opened because of the photo's doubts, or "" ."""
    alert = blocking(alerts)
    if alert is None:
        return ""
    translate = QCoreApplication.translate
    if not alert.stops:
        return translate("PhotoDoubts", "写真の確認に答えると進めます")
    return {
        "ask_supervisor": translate(
            "PhotoDoubts", "責任者の確認を待っています。保留（F6）にできます"
        ),
        "same_person": translate(
            "PhotoDoubts", "二重の申請です。この受付を取消にしてください（F8）"
        ),
    }.get(
        alert.answer or "", translate("PhotoDoubts", "この写真では進めません。撮り直してください")
    )


def _open(alert: Alert) -> bool:
    return alert.must_be_answered and alert.answer is None


class PhotoDoubts(Card):
    """`compare_wanted(Alert)`; `first_button` is where an unanswered doubt leads to."""

    compare_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.body.setContentsMargins(14, 8, 14, 8)
        self.body.addLayout(self._lines)
        self._shown: tuple[Alert, ...] = ()
        self.first_button: ActionButton | None = None
        self.hide()

    def show_alerts(self, alerts: tuple[Alert, ...]) -> None:
        """Those that need an answer. Draws anew only on a change; hidden when there is none."""
        if alerts == self._shown:
            return
        self._shown = alerts
        self.first_button = None
        clear(self._lines)
        self.setVisible(bool(alerts))
        self.set_border(*self._edge(alerts))
        for alert in sorted(alerts, key=_weight):
            self._lines.addWidget(self._one(alert))

    def _edge(self, alerts: tuple[Alert, ...]) -> tuple[str, int]:
        if any(each.stops for each in alerts):
            return theme.RED_900, 2
        return theme.YELLOW_900, 2

    def _one(self, alert: Alert) -> QWidget:
        mark = "stop" if alert.stops else "warn" if _open(alert) else "good"
        head = CheckLine(mark, doubt_title(alert.kind, alert.degree), _under(alert), bold=True)
        holder = QWidget()
        parts = row(head, gap=12)
        parts.setStretch(0, 1)
        parts.addWidget(self._button(alert))
        holder.setLayout(parts)
        return holder

    def _button(self, alert: Alert) -> ActionButton:
        must = _open(alert) and not alert.stops
        text = self.tr("見比べて答える") if must else self.tr("見比べる")
        button = ActionButton(text, size="s")
        button.clicked.connect(lambda: self.compare_wanted.emit(alert))
        if must and self.first_button is None:
            self.first_button = button
        return button


def _under(alert: Alert) -> str:
    """Whom it is about, and what was answered or is to be done."""
    parts = []
    if alert.line is not None:
        parts.append(f"{alert.line.number.short} {alert.line.name}")
    if alert.kind == DoubtKind.SAME_PICTURE and alert.degree == Degree.SAME:
        parts.append(QCoreApplication.translate("PhotoDoubts", "撮り直してください（F5）"))
    elif alert.answer is not None:
        parts.append(_translated(_SAID[alert.answer]))
    elif text := doubt_text(alert.kind):
        parts.append(text)
    return QCoreApplication.translate("PhotoDoubts", "・").join(parts)


def _weight(alert: Alert) -> int:
    order = [each.value for each in DoubtKind]
    return order.index(alert.kind) if alert.kind in order else len(order)
