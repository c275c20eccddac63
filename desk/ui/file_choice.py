"""Asking for a file, a folder or a place to save, in our words and inside our window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import (
    QCoreApplication,
    QDir,
    QRegularExpression,
    QSize,
    QStandardPaths,
    Qt,
    QUrl,
)
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget

from desk.ui import theme
from desk.ui.dialog import Veil
from desk.ui.message_dialog import MessageDialog

FORM_KINDS: Final = "*.jpg *.jpeg *.png *.tif *.tiff *.bmp *.pdf"
_SIZE: Final = QSize(820, 520)
_EDGE_PX: Final = 16
_PART_OF_A_NAME: Final = QRegularExpression(r"[^/\\:~]*")
translate: Final = QCoreApplication.translate
Chosen = Callable[[Path], object]
FindPlaces = Callable[[Callable[[Sequence[Path]], None]], object]
"""Looks for the folders that may be shown and calls back with them on the window's thread."""


class Confinement:
    """On a dedicated terminal nobody looks around in the machine: only sticks, and the folder of
    the sheet scanner. `find` is None on every other terminal."""

    find: FindPlaces | None = None


class ConfinedFileDialog(QFileDialog):
    """Shows the given folders and what is in them; nothing above, no renaming, no deleting."""

    def __init__(self, parent: QWidget, title: str, places: Sequence[Path]) -> None:
        super().__init__(parent, title)
        self._places = tuple(place.resolve() for place in places)
        self._last = self._places[0]
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setOption(QFileDialog.Option.ReadOnly)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setStyleSheet(f"QFileDialog {{ border: 2px solid {theme.GRAY_600}; }}")
        self.setSidebarUrls([QUrl.fromLocalFile(str(place)) for place in self._places])
        self.directoryEntered.connect(self._on_entered)
        for name in (
            "lookInCombo",
            "toParentButton",
            "backButton",
            "forwardButton",
            "newFolderButton",
            "listModeButton",
            "detailModeButton",
        ):
            part = self.findChild(QWidget, name)
            if part is not None:
                part.hide()
                part.setEnabled(False)
        self._name = self.findChild(QLineEdit, "fileNameEdit")
        if self._name is not None:
            self._name.setCompleter(None)  # type: ignore[arg-type]  # it proposes any path
            self._name.setValidator(QRegularExpressionValidator(_PART_OF_A_NAME, self._name))

    def holds(self, path: Path) -> bool:
        """Inside one of the places, also after every link was followed."""
        found = path.resolve()
        return any(found == place or place in found.parents for place in self._places)

    def accept(self) -> None:
        """What the line with the name says counts, and only inside the places."""
        said = "" if self._name is None else self._name.text().strip()
        name = said.strip('"').rpartition('"')[2]  # Qt may still quote the one before: "a" "b"
        wanted = Path(self.directory().path()) / name
        if not self.holds(wanted):
            return
        if self.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
            self._take(wanted.with_suffix(f".{self.defaultSuffix()}"), bool(name))
        elif self.fileMode() is QFileDialog.FileMode.Directory:
            self._take(wanted, wanted.is_dir())
        elif wanted.is_dir():
            self.setDirectory(str(wanted))
        else:
            self._take(wanted, wanted.is_file())

    def _take(self, path: Path, there: bool) -> None:
        if there:
            self.fileSelected.emit(str(path))
            QDialog.accept(self)

    def _on_entered(self, folder: str) -> None:
        if self.holds(Path(folder)):
            self._last = Path(folder)
        else:
            self.setDirectory(str(self._last))


def ask_for_form_file(parent: QWidget, chosen: Chosen) -> None:
    """A picture or PDF of a form; the file itself stays where it is."""
    _ask(
        parent,
        translate("FileChoice", "申請書の画像・PDFを選ぶ"),
        translate("FileChoice", "読み取る"),
        _look_for_form,
        chosen,
    )


def _look_for_form(made: QFileDialog) -> None:
    made.setFileMode(QFileDialog.FileMode.ExistingFile)
    kinds = translate("FileChoice", "画像・PDF")
    made.setNameFilter(f"{kinds} ({FORM_KINDS})")


def ask_for_folder(
    parent: QWidget, start: str, chosen: Chosen, *, supervised: bool = False
) -> None:
    """An existing folder. `supervised`: a supervisor's PIN was given for what asks, so that it
    may be any folder on a dedicated terminal too."""

    def look_for_folder(made: QFileDialog) -> None:
        made.setFileMode(QFileDialog.FileMode.Directory)
        made.setOption(QFileDialog.Option.ShowDirsOnly)
        inside = not isinstance(made, ConfinedFileDialog) or made.holds(Path(start))
        if start and inside and Path(start).is_dir():
            made.setDirectory(start)

    _ask(
        parent,
        translate("FileChoice", "フォルダーを選ぶ"),
        translate("FileChoice", "このフォルダーにする"),
        look_for_folder,
        chosen,
        confined=not supervised,
    )


def ask_where_to_save(parent: QWidget, title: str, name: str, chosen: Chosen) -> None:
    """A place for a new PDF file. Whether one of that name exists is for the caller to look at."""

    def look_for_place(made: QFileDialog) -> None:
        made.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        made.setLabelText(QFileDialog.DialogLabel.Accept, translate("FileChoice", "保存する"))
        made.setOption(QFileDialog.Option.DontConfirmOverwrite)
        made.setDefaultSuffix("pdf")
        made.setNameFilter("PDF (*.pdf)")
        made.selectFile(name)

    _ask(parent, title, translate("FileChoice", "保存する"), look_for_place, chosen)


def _ask(
    parent: QWidget,
    title: str,
    accept: str,
    prepare: Callable[[QFileDialog], object],
    chosen: Chosen,
    *,
    confined: bool = True,
) -> None:
    """Qt's own rather than the system's: it lies under our lock screen and speaks our words."""
    find = Confinement.find
    if find is None or not confined:
        made = QFileDialog(parent, title)
        made.setOption(QFileDialog.Option.DontUseNativeDialog)
        made.setDirectory(_documents())
        _open(made, accept, prepare, chosen)
        return

    def found(places: Sequence[Path]) -> None:
        if places:
            inside = ConfinedFileDialog(parent, title, places)
            inside.setDirectory(str(places[0]))
            _open(inside, accept, prepare, chosen)
        else:
            _no_place(parent, title)

    find(found)


def _no_place(parent: QWidget, title: str) -> None:
    MessageDialog(
        title,
        translate("FileChoice", "USBメモリーもSDカードも見つかりません"),
        translate("FileChoice", "差し込んでから、もう一度押してください。"),
        kind="info",
        parent=parent,
    ).open()


def _open(
    made: QFileDialog, accept: str, prepare: Callable[[QFileDialog], object], chosen: Chosen
) -> None:
    parent = made.parentWidget()
    made.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
    for label, text in (
        (QFileDialog.DialogLabel.LookIn, translate("FileChoice", "場所：")),
        (QFileDialog.DialogLabel.FileName, translate("FileChoice", "ファイル名：")),
        (QFileDialog.DialogLabel.FileType, translate("FileChoice", "種類：")),
        (QFileDialog.DialogLabel.Accept, accept),
        (QFileDialog.DialogLabel.Reject, translate("FileChoice", "やめる")),
    ):
        made.setLabelText(label, text)
    if isinstance(made, ConfinedFileDialog):  # the place is known; there may be no title bar
        made.setLabelText(QFileDialog.DialogLabel.LookIn, made.windowTitle())
    prepare(made)
    made.fileSelected.connect(lambda path: chosen(Path(path)))
    if parent is not None:  # a dedicated terminal may have no window manager
        window = parent.window()
        made.resize(_SIZE.boundedTo(window.size() - QSize(2 * _EDGE_PX, 2 * _EDGE_PX)))
        box = made.geometry()
        box.moveCenter(window.geometry().center())
        made.setGeometry(box)
        veil = Veil(window)
        made.finished.connect(veil.deleteLater)
        made.finished.connect(lambda _result: window.activateWindow())
    made.finished.connect(made.deleteLater)
    made.open()
    made.activateWindow()


def _documents() -> str:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return place if Path(place).is_dir() else QDir.homePath()
