"""A paper of a case as it will be printed; to be printed or kept as a PDF."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk.ui import keys
from desk.ui.banner import Banner
from desk.ui.buttons import ActionButton
from desk.ui.dialog import DeskDialog
from desk.ui.icons import screen_ratio

IMAGE_PX: Final = 480
SIDE_PX: Final = 300


class PaperDialog(DeskDialog):
    """`print_wanted` and `save_wanted` close it."""

    print_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, name: str, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(name, IMAGE_PX + SIDE_PX + 60, parent)
        shown = QLabel()
        ratio = screen_ratio()
        smooth = Qt.TransformationMode.SmoothTransformation
        pixmap = QPixmap.fromImage(image.scaledToWidth(round(IMAGE_PX * ratio), smooth))
        pixmap.setDevicePixelRatio(ratio)
        shown.setPixmap(pixmap)
        shown.setStyleSheet("border: 1px solid #767676; background: #ffffff;")
        shown.setAccessibleName(self.tr("{name}の見本").replace("{name}", name))
        side = QVBoxLayout()
        side.setSpacing(12)
        side.addWidget(
            Banner(
                "notice",
                self.tr("PDFは暗号化されません"),
                self.tr(
                    "お名前が読めるファイルです。印刷したあとは、保存した場所から消してください。"
                ),
            )
        )
        side.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(shown, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(side, 1)
        self.body.addLayout(row)
        self.save = self.add_button(ActionButton(self.tr("PDFに保存")))
        self.print = self.add_button(
            ActionButton(self.tr("印刷"), action="print_paper", kind="primary", icon="printer")
        )
        self.save.clicked.connect(self._on_save)
        self.print.clicked.connect(self._on_print)
        keys.bind("print_paper", self, self.print.click)
        self.first = self.print

    def _on_print(self) -> None:
        self.accept()
        self.print_wanted.emit()

    def _on_save(self) -> None:
        self.accept()
        self.save_wanted.emit()
