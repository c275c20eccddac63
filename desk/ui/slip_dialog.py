"""The slip as it will look (控えの見本), to be printed or kept as a PDF once it is real."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk.ui import keys
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.dialog import DeskDialog
from desk.ui.icons import screen_ratio

IMAGE_PX: Final = 480
SIDE_PX: Final = 300


class SlipDialog(DeskDialog):
    """`print_wanted` and `save_wanted` close it. With `final=False` (not accepted yet) it only
    shows: a slip that nobody completed must not leave the desk."""

    print_wanted = Signal()
    save_wanted = Signal()

    def __init__(
        self, image: QImage, *, final: bool, copies: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__("", IMAGE_PX + SIDE_PX + 60, parent)
        self.title.setText(self.tr("受付控え") if final else self.tr("控えの見本"))
        self.setWindowTitle(self.title.text())
        self._lay_out_slip(image, final, copies)
        words = self.tr("再発行する") if copies else self.tr("印刷")
        self.save = self.add_button(ActionButton(self.tr("PDFに保存")))
        self.print = self.add_button(
            ActionButton(words, action="print", kind="primary", icon="printer")
        )
        self.save.clicked.connect(self._on_save)
        self.print.clicked.connect(self._on_print)
        if not final:
            reason = self.tr("受付を完了すると、印刷とPDFの保存ができます")
            self.note.setText(reason)
            self.save.set_blocked(reason)
            self.print.set_blocked(reason)
        self.first = self.print if final else self.close_button
        keys.bind("print", self, self.print.click)

    def _lay_out_slip(self, image: QImage, final: bool, copies: int) -> None:
        shown = QLabel()
        ratio = screen_ratio()
        width = round(IMAGE_PX * ratio)
        smooth = Qt.TransformationMode.SmoothTransformation
        pixmap = QPixmap.fromImage(image.scaledToWidth(width, smooth))
        pixmap.setDevicePixelRatio(ratio)
        shown.setPixmap(pixmap)
        shown.setAccessibleName(self.tr("受付控えの見本"))
        side = QVBoxLayout()
        side.setSpacing(12)
        if copies:
            side.addWidget(
                Banner(
                    "info",
                    self.tr("もう印刷した控えがあります"),
                    self.tr("次に印刷する控えには「再発行」と入ります。"),
                )
            )
        if final:
            side.addWidget(
                Banner(
                    "notice",
                    self.tr("PDFは暗号化されません"),
                    self.tr(
                        "お名前と受付番号が読めるファイルです。印刷したあとは、"
                        "保存した場所から消してください。"
                    ),
                )
            )
        else:
            side.addWidget(line(self.tr("いまの内容で作るとこうなります。"), 16))
        side.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(shown, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(side, 1)
        self.body.addLayout(row)

    def _on_print(self) -> None:
        self.accept()
        self.print_wanted.emit()

    def _on_save(self) -> None:
        self.accept()
        self.save_wanted.emit()
