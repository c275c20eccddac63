"""How a photo stands to its form (申請書との照合): badge, sentence, and the own QR's button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from desk.domain.binding import SlateState
from desk.services.ports import JAPAN
from desk.ui.components import ActionButton
from desk.ui.steps.parts import CheckLine, two_parts

if TYPE_CHECKING:
    from desk.domain.application import Shot
    from desk.services.ports import Words
    from desk.ui.steps.photo_slate import SlateWatch

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class SlateWords:
    """What is said about the form now: a badge in the head, a line in the page."""

    badge: str  # a kind of badges.py
    badge_text: str
    mark: str  # a mark of parts.py
    title: str
    text: str = ""


def stop_sentence(watch: SlateWatch, words: Words, number: str) -> str:
    """Why no photo may be taken with what lies before the cameras now; "" when it may."""
    if watch.foreign:
        return words.say("slate_differs", number=number)
    return words.say("form_two_codes") if watch.two_forms else ""


def before_shot(
    watch: SlateWatch, words: Words, number: str, most_s: float, *, seen: bool, own: bool
) -> SlateWords:
    """While the person sits there. `seen`: the form was in view in this sitting; `own`: it has no
    QR that can be read, and the application's own takes its place."""
    if stop := stop_sentence(watch, words, number):
        badge = (
            translate("SlateLine", "別の方の申請書")
            if watch.foreign
            else translate("SlateLine", "申請書が2つ")
        )
        return SlateWords("stop", badge, "stop", two_parts(stop)[0])  # the picture says the rest
    fresh = watch.fresh(most_s)
    if fresh is not None:
        return SlateWords("ok", _matched(fresh.taken.utc), "good", _matched(fresh.taken.utc))
    if not seen:
        badge = translate("SlateLine", "申請書を写してください")
        told = two_parts(words.say("form_not_seen", number=number))[0]
        text = translate("SlateLine", "照合用のQRでもかまいません") if own else ""
        return SlateWords("notice", badge, "warn", told, text)
    text = translate("SlateLine", "撮影の前後30秒に写っていれば照合します")
    if watch.camera_trouble:
        text = translate("SlateLine", "書類カメラが使えません。写真カメラに見せてください")
    show = translate("SlateLine", "申請書を書類カメラに写してください")
    if own:
        show = translate("SlateLine", "照合用のQRを書類カメラに写してください")
    return SlateWords("waiting", translate("SlateLine", "申請書と未照合"), "open", show, text)


def after_shot(shot: Shot, most_s: float, *, reading: bool, other_seen: bool) -> SlateWords:
    """How the shot stands; `reading`: the form can still be shown. `other_seen`: another
    person's form was read after it."""
    state = shot.slate_state(most_s)
    if state is SlateState.MATCHED and shot.slate is not None:
        told = _matched(shot.slate.read_at)
        return SlateWords("ok", told, "good", told)
    if other_seen:
        return SlateWords(
            "stop",
            translate("SlateLine", "別の方の申請書"),
            "stop",
            translate("SlateLine", "撮影のあとに別の方の申請書が写りました"),
            translate(
                "SlateLine", "写真がこの申請書の方のものか、確かめてください。責任者も確認します。"
            ),
        )
    if state is SlateState.APART:
        return SlateWords(
            "notice",
            translate("SlateLine", "照合の時刻が離れています"),
            "warn",
            translate("SlateLine", "照合と撮影の時刻が離れています：責任者が確認します"),
        )
    if reading:
        return SlateWords(
            "waiting",
            translate("SlateLine", "申請書と未照合"),
            "open",
            translate("SlateLine", "申請書との照合がまだです"),
            translate("SlateLine", "申請書を書類カメラに写してください。"),
        )
    told = translate("SlateLine", "照合なし：責任者が確認します")
    return SlateWords("notice", translate("SlateLine", "照合なし"), "warn", told)


def _matched(at: datetime) -> str:
    told = translate("SlateLine", "申請書と照合済み {time}")
    return told.replace("{time}", f"{at.astimezone(JAPAN):%H:%M:%S}")


class OwnCodeButton(ActionButton):
    """照合用のQRを出す: for an application whose form has no QR that can be read.

    `display_wanted`: on the applicant's screen; `label_wanted`: as a printed label.
    """

    display_wanted = Signal()
    label_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("照合用のQRを出す"), size="s", icon="qr")
        self.clicked.connect(self._open)
        self.menu_shown: QMenu | None = None

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(self.text())
        on_screen = menu.addAction(self.tr("申請者の画面に出す"))
        on_screen.triggered.connect(lambda _on=False: self.display_wanted.emit())
        on_paper = menu.addAction(self.tr("ラベルに印刷する"))
        on_paper.triggered.connect(lambda _on=False: self.label_wanted.emit())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.aboutToHide.connect(self.window().activateWindow)  # perhaps no window manager
        self.menu_shown = menu
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        menu.setActiveAction(on_screen)


class SlateLine(QWidget):
    """One line with its state, and the button where there is no form QR to show."""

    def __init__(self) -> None:
        super().__init__()
        self.line = CheckLine("open", "", "")
        self.own_code = OwnCodeButton()
        self.own_code.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.own_code)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_words(self, words: SlateWords) -> None:
        self.line.show_state(words.mark, words.title, words.text)
