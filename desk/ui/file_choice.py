"""Asking for a file, a folder or a place to save, in our words and inside our window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QDir, QSize, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

FORM_KINDS: Final = "*.jpg *.jpeg *.png *.tif *.tiff *.bmp *.pdf"
_SIZE: Final = QSize(820, 520)
_EDGE_PX: Final = 16
translate: Final = QCoreApplication.translate
Chosen = Callable[[Path], object]


def ask_for_form_file(parent: QWidget, chosen: Chosen) -> QFileDialog:
    """A picture or PDF of a form; the file itself stays where it is."""
    made = _dialog(
        parent,
        translate("FileChoice", "申請書の画像・PDFを選ぶ"),
        translate("FileChoice", "読み取る"),
    )
    made.setFileMode(QFileDialog.FileMode.ExistingFile)
    kinds = translate("FileChoice", "画像・PDF")
    made.setNameFilter(f"{kinds} ({FORM_KINDS})")
    return _opened(made, chosen)


def ask_for_folder(parent: QWidget, start: str, chosen: Chosen) -> QFileDialog:
    """An existing folder."""
    made = _dialog(
        parent,
        translate("FileChoice", "フォルダーを選ぶ"),
        translate("FileChoice", "このフォルダーにする"),
    )
    made.setFileMode(QFileDialog.FileMode.Directory)
    made.setOption(QFileDialog.Option.ShowDirsOnly)
    if start and Path(start).is_dir():
        made.setDirectory(start)
    return _opened(made, chosen)


def ask_where_to_save(parent: QWidget, title: str, name: str, chosen: Chosen) -> QFileDialog:
    """A place for a new PDF file. Whether one of that name exists is for the caller to look at."""
    made = _dialog(parent, title, translate("FileChoice", "保存する"))
    made.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    made.setLabelText(QFileDialog.DialogLabel.Accept, translate("FileChoice", "保存する"))
    made.setOption(QFileDialog.Option.DontConfirmOverwrite)
    made.setDefaultSuffix("pdf")
    made.setNameFilter("PDF (*.pdf)")
    made.selectFile(name)
    return _opened(made, chosen)


def _dialog(parent: QWidget, title: str, accept: str) -> QFileDialog:
    """Qt's own rather than the system's: it lies under our lock screen and speaks our words."""
    made = QFileDialog(parent, title)
    made.setOption(QFileDialog.Option.DontUseNativeDialog)
    made.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
    made.setDirectory(_documents())
    for label, text in (
        (QFileDialog.DialogLabel.LookIn, translate("FileChoice", "場所：")),
        (QFileDialog.DialogLabel.FileName, translate("FileChoice", "ファイル名：")),
        (QFileDialog.DialogLabel.FileType, translate("FileChoice", "種類：")),
        (QFileDialog.DialogLabel.Accept, accept),
        (QFileDialog.DialogLabel.Reject, translate("FileChoice", "やめる")),
    ):
        made.setLabelText(label, text)
    room = parent.window().size() - QSize(2 * _EDGE_PX, 2 * _EDGE_PX)
    made.resize(_SIZE.boundedTo(room))
    return made


def _documents() -> str:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return place if Path(place).is_dir() else QDir.homePath()


def _opened(made: QFileDialog, chosen: Chosen) -> QFileDialog:
    made.fileSelected.connect(lambda path: chosen(Path(path)))
    parent = made.parentWidget()
    if parent is not None:  # a dedicated terminal may have no window manager
        made.finished.connect(lambda _result: parent.window().activateWindow())
    made.finished.connect(made.deleteLater)
    made.open()
    return made
