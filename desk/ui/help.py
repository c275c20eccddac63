"""F1: the help of the screen in front, with its keys from the one table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from desk.assets import help_page
from desk.ui import keys, theme
from desk.ui.buttons import ActionButton
from desk.ui.dialog import DeskDialog


def help_text(screen: str, language: str = "ja") -> str:
    """The page in Markdown; Japanese where the language has none yet, the start's for no page."""
    return help_page(screen, language) or help_page("start", language)


def key_table(screen: str) -> str:
    """The screen's keys as Markdown rows."""
    rows = (
        f"| **{keys.shown(action)}** | {keys.label(action)} |"
        for action in keys.HELP_KEYS.get(screen, ())
    )
    return "\n".join(rows)


class HelpDialog(DeskDialog):
    """Reads like one sheet of paper; Esc or F1 closes it."""

    def __init__(
        self,
        screen: str,
        language: str = "ja",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", 860, parent)
        self.shown_screen = screen
        self.title.setText(self.tr("この画面の使い方"))
        self.setWindowTitle(self.title.text())
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self.browser.setFont(theme.font(16))
        self.browser.setStyleSheet("border: 0; background: #ffffff;")
        self.browser.document().setDefaultFont(theme.font(16))
        self.browser.document().setDocumentMargin(4)
        self.browser.setMinimumHeight(160)
        self.browser.setAccessibleName(self.title.text())
        head = "| {key} | {meaning} |\n|:--|:--|\n".format(
            key=self.tr("キー"), meaning=self.tr("すること")
        )
        text = help_text(screen, language)
        heading = self.tr("この画面のキー")
        self.browser.document().setMarkdown(
            f"{text}\n\n## {heading}\n\n{head}{key_table(screen)}\n",
            QTextDocument.MarkdownFeature.MarkdownDialectGitHub,
        )
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)
        self.body.addWidget(self.browser, 1)
        self.note.setText(self.tr("困ったときは、入力をそのままにして責任者を呼んでください。"))
        self.shut = self.add_button(ActionButton(self.tr("閉じる"), action="help"))
        self.shut.clicked.connect(self.reject)
        keys.bind("help", self, self.reject)
        self.first = self.browser

    def fit(self) -> None:
        """As tall as the window lets it: it is there to be read."""
        super().fit()
        parent = self.parentWidget()
        if parent is None:
            return
        room = parent.window().geometry()
        box = self.geometry()
        box.setHeight(room.height() - 2 * 24)
        box.moveCenter(room.center())
        self.setGeometry(box)
        self.browser.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
