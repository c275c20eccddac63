"""One calm sentence and what to do next; and the questions before leaving."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.dialog import DeskDialog


class MessageDialog(DeskDialog):
    """What happened, what happened to the data, what to do. `inquiry` is the number that support
    asks for, on its own line."""

    def __init__(
        self,
        title: str,
        text: str,
        next_step: str = "",
        kind: str = "stop",
        inquiry: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, 640, parent)
        self.body.addWidget(Banner(kind, text, next_step))
        if inquiry:
            words = self.tr("お問い合わせ番号：{number}").replace("{number}", inquiry)
            self.body.addWidget(line(words, 14))
        self.body.addStretch(1)
        self.ok = self.add_button(ActionButton(self.tr("わかりました"), kind="primary"))
        self.ok.clicked.connect(self.accept)
        self.bind_next(self.ok)
        self.first = self.ok


class QuestionDialog(DeskDialog):
    """A question with a safe answer (やめる, has the focus) and a deciding one.

    `agreed`: the deciding button was pressed.
    """

    agreed = Signal()

    def __init__(
        self,
        title: str,
        text: str,
        agree: str,
        *,
        danger: bool = False,
        refuse: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, 600, parent)
        self.body.addWidget(line(text))
        self.body.addStretch(1)
        self.no = self.add_button(
            ActionButton(refuse or self.tr("やめる"), action="cancel", kind="plain")
        )
        kind = "danger_primary" if danger else "primary"
        self.yes = self.add_button(ActionButton(agree, action="next", kind=kind))
        self.no.clicked.connect(self.reject)
        self.yes.clicked.connect(self._on_yes)
        self.bind_next(self.yes)
        self.first = self.no

    def _on_yes(self) -> None:
        self.accept()
        self.agreed.emit()


def leaving_question(parent: QWidget | None = None, *, saved: bool = True) -> QuestionDialog:
    """Before the program closes while an application is open."""
    translate = QCoreApplication.translate
    kept = translate(
        "QuestionDialog",
        "入力した内容は保存されています。次に開くと、この続きから始まります。",
    )
    open_yet = translate(
        "QuestionDialog",
        "まだ保存できていない入力があります。閉じると、その入力は失われます。"
        "受付に戻り、責任者を呼んでください。",
    )
    return QuestionDialog(
        translate("QuestionDialog", "受付の画面を閉じますか"),
        kept if saved else open_yet,
        translate("QuestionDialog", "閉じる"),
        danger=not saved,
        refuse=translate("QuestionDialog", "受付に戻る"),
        parent=parent,
    )
