"""このまま使う理由: a photo with findings is used only with a quick reason, never by accident."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from desk.domain.fields import KEPT_REASONS
from desk.ui import theme
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.steps.parts import Card, CheckLine, line


class KeptReason(Card):
    """Names the findings of the photo and asks why it is used all the same: `chosen(code)`."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(border=theme.YELLOW_900, width_px=2)
        self.body.setContentsMargins(14, 8, 14, 10)
        self._findings = CheckLine("warn", "", "", bold=True)
        names = {
            "looks_right": self.tr("見て問題ない（自動チェックの誤り）"),
            "as_they_are": self.tr("この方の自然な状態"),
            "best_here": self.tr("この会場ではこれが最善"),
            "applicant_wishes": self.tr("ご本人の希望"),
        }
        options = [
            Option(code, names[code], "", str(at + 1)) for at, code in enumerate(KEPT_REASONS)
        ]
        self._question = line(self.tr("このまま使う理由を選ぶか、撮り直してください（F5）"), 14)
        self.choice = ChoiceGroup(options, columns=2, name=self.tr("このまま使う理由"))
        self.choice.setFocusProxy(self.choice.card(KEPT_REASONS[0]))
        self.choice.chosen.connect(self.chosen)
        for part in (self._findings, self._question, self.choice):
            self.body.addWidget(part)
        self.hide()

    def show_findings(self, sentences: Sequence[str]) -> None:
        """What the automatic check found; nothing: no reason is needed."""
        self.setVisible(bool(sentences))
        title = self.tr("自動チェックで気になる点があります")
        self._findings.show_state("warn", title, self.tr("・").join(sentences))

    def choose(self, number: int) -> None:
        """Key 1 to 4, as if that card had been pressed."""
        if self.isVisible() and number <= len(KEPT_REASONS):
            self.choice.choose(KEPT_REASONS[number - 1])
