"""Before the shot: six checks of the camera's picture, and whom it will be compared with."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desk.services.ports import PhotoCheck, Words
from desk.ui import theme
from desk.ui.components import Banner, CheckBox
from desk.ui.steps.parts import CheckLine, Thumbnail, boxed, column, line, row, rule, short
from desk.ui.steps.slate_line import SlateLine

CHECKS: Final = {
    "position": (
        "view_dark",
        "no_face",
        "many_faces",
        "face_left",
        "face_right",
        "face_high",
        "face_low",
        "photo_margin",
    ),
    "size": ("photo_too_small", "head_large", "face_few_pixels", "head_small"),
    "pose": (
        "head_turned_left",
        "head_turned_right",
        "chin_up",
        "chin_down",
        "head_tilted_left",
        "head_tilted_right",
    ),
    "light": (
        "too_dark",
        "under_exposed",
        "too_bright",
        "dark_left",
        "dark_right",
        "monochrome",
        "colour_cast",
        "low_contrast",
        "blurred",
        "noisy",
        "over_compressed",
    ),
    "background": ("background_uneven",),
    "eyes": (
        "eyes_covered",
        "mouth_covered",
        "face_covered",
        "eyes_closed",
        "teeth_shown",
        "mouth_open",
        "smiling",
    ),
}
"""Which findings of rules/photo.toml each line of the page gathers."""


class PhotoLive(QWidget):
    """The checks advise only; they never stand before the shutter."""

    def __init__(self, words: Words, bare_head: CheckBox) -> None:
        super().__init__()
        self._words = words
        self.slate = SlateLine()
        self.now = Thumbnail(96, 122, strong=True)
        self.previous = Thumbnail(96, 122)
        self._now_name, self._previous_name = (
            line("", 14, tint=theme.GRAY_700) for _each in range(2)
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setColumnStretch(0, 30)
        grid.setColumnStretch(1, 33)
        grid.addLayout(self._make_checks(bare_head), 0, 0)
        grid.addLayout(self._make_pair(), 0, 1)

    def _make_checks(self, bare_head: CheckBox) -> QVBoxLayout:
        names = {
            "position": self.tr("顔の位置"),
            "size": self.tr("顔の大きさ"),
            "pose": self.tr("向き・傾き"),
            "light": self.tr("明るさ・ピント"),
            "background": self.tr("背景"),
            "eyes": self.tr("目・口もと"),
        }
        self.lines = {code: CheckLine("open", text, bold=True) for code, text in names.items()}
        self._summary = short("", 14, bold=True, tint=theme.GRAY_700)
        left = column(
            row(short(self.tr("自動チェック"), 16, bold=True), self._summary, None), gap=2
        )
        for check in self.lines.values():
            check.setMinimumHeight(45)
            left.addWidget(check)
            left.addWidget(rule())
        left.addWidget(bare_head)
        left.addStretch(1)
        return left

    def _make_pair(self) -> QVBoxLayout:
        self.now.setText(self.tr("未撮影"))
        now = column(
            short(self.tr("いまの写真"), 14, bold=True), self.now, self._now_name, None, gap=3
        )
        before = column(
            short(self.tr("前の方"), 14, bold=True),
            self.previous,
            self._previous_name,
            None,
            gap=3,
        )
        pair = row(boxed(now), boxed(before), None, gap=12)
        ask = Banner(
            "info",
            self.tr("撮影後に2つ質問します"),
            self.tr(
                "① 前の方と別人ですか\n② 書類の写真と同じ方ですか\n両方に答えるまで次へ進めません。"
            ),
        )
        title = short(self.tr("撮影のあとに見比べます"), 16, bold=True)
        return column(title, pair, self.slate, ask, None, gap=8)

    def show_nothing(self) -> None:
        """Another application: nothing of the one before may stay."""
        self.now.clear()
        self.previous.clear()
        self.now.setText(self.tr("未撮影"))

    def show_names(self, now: str, previous: str) -> None:
        """Under the two pictures; "" when there was nobody before."""
        self._now_name.setText(now)
        self._previous_name.setText(previous or self.tr("なし"))
        if not previous:
            self.previous.setText(self.tr("なし"))

    def show_checks(self, outcome: PhotoCheck) -> None:
        """How each line stands with the newest frame."""
        good_words, good = self._good_words(), 0
        for check, gathered in CHECKS.items():
            title = self.lines[check].title.text()
            found = next((f for f in outcome.findings if f.code in gathered), None)
            good += found is None
            if found is None:
                self.lines[check].show_state("good", title, good_words[check])
            else:
                text = self._words.say(found.code, **dict(found.facts))
                mark = "stop" if found.severity == "hard" else "warn"
                self.lines[check].show_state(mark, title, text)
        counts = self.tr("6項目中 {good} よし・{bad} 注意")
        counts = counts.replace("{good}", str(good)).replace("{bad}", str(len(CHECKS) - good))
        self._summary.setText(counts)

    def _good_words(self) -> dict[str, str]:
        return {
            "position": self.tr("枠の中に入っています"),
            "size": self.tr("ちょうどよい大きさです"),
            "pose": self.tr("正面を向いています"),
            "light": self.tr("明るさもピントも合っています"),
            "background": self.tr("無地で、影はありません"),
            "eyes": self.tr("両目が見えています"),
        }
