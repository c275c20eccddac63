"""Leaving a dedicated terminal: what for, which way, and a supervisor's PIN."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desk.ui.banner import line
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.lock_screen import Person
from desk.ui.supervised_dialog import SupervisedDialog


class LeaveKioskDialog(SupervisedDialog):
    """`given(supervisor id, PIN, reason)` as its base; `way` is "close", "restart" or "switch_off".

    `offered`: which of the last two this machine can do. Without either nothing is asked.
    """

    def __init__(
        self,
        people: Sequence[Person],
        offered: Collection[str],
        *,
        present: str = "",
        parent: QWidget | None = None,
    ) -> None:
        translate = QCoreApplication.translate
        super().__init__(
            translate("LeaveKioskDialog", "専用端末を終える"),
            translate("LeaveKioskDialog", "この端末は、責任者だけが終えることができます"),
            translate("LeaveKioskDialog", "終える"),
            people,
            reasons=(
                translate("LeaveKioskDialog", "一日の業務が終わりました"),
                translate("LeaveKioskDialog", "端末の点検・更新をします"),
                translate("LeaveKioskDialog", "端末の調子が悪いため直します"),
            ),
            present=present,
            more=translate(
                "LeaveKioskDialog",
                "入力した内容は保存されています。終えたことと理由は、記録に残ります。",
            ),
            parent=parent,
        )
        names = {
            "close": self.tr("画面を閉じる"),
            "restart": self.tr("再起動"),
            "switch_off": self.tr("電源を切る"),
        }
        ways = [Option(code, words) for code, words in names.items() if code in {"close", *offered}]
        self.ways = ChoiceGroup(ways, columns=3, name=self.tr("終え方"))
        self.ways.set_value("close")
        self._ask_way(len(ways) > 1)

    def _ask_way(self, asked: bool) -> None:
        title = line(self.tr("終え方"), 16, bold=True)
        self.body.insertWidget(1, title)
        self.body.insertWidget(2, self.ways)
        title.setVisible(asked)
        self.ways.setVisible(asked)

    @property
    def way(self) -> str:
        return self.ways.value or "close"
