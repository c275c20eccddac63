"""USB書出し and USB取込み, wired: the folder, the space, writing on a thread of its own."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from desk.domain.errors import DeskError
from desk.send_surroundings import SendSurroundings
from desk.services.sending import BatchView, Carrying, Sending, TakenIn
from desk.ui.file_choice import ask_for_folder
from desk.ui.message_dialog import MessageDialog
from desk.ui.sending.carry_dialog import CarryDialog
from desk.ui.sending.stop_dialog import StopDialog
from desk.ui.sending.views import StickView, Stop
from desk.ui.sending.words import SendingWords
from sync.protocol import BatchId
from sync.troubles import Trouble

CANCELLED = "sync_cancelled"
_KNOWN = frozenset(each.value for each in Trouble)


def stop_for(error: Exception, sentence: Callable[[Exception], str]) -> Stop:
    """The failure in the words of the one table, or as its own sentence."""
    code = error.code.removeprefix("sync_") if isinstance(error, DeskError) else ""
    if isinstance(error, DeskError) and code in _KNOWN:
        return Stop(code=code, facts=error.facts)
    return Stop(code=Trouble.UNEXPECTED.value, sentence=sentence(error))


class CarryingRoom(QObject):
    """`changed` when a batch was carried out or something was taken in."""

    changed = Signal()
    _wrote = Signal(str, int, int)

    def __init__(
        self,
        around: SendSurroundings,
        words: SendingWords,
        sending: Callable[[], Sending],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._around, self._words, self._sending = around, words, sending
        self._dialog: CarryDialog | None = None
        self._cancelled = threading.Event()
        self._wrote.connect(self._on_wrote, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """The program ends: a file half written is given up, and nothing of it stays."""
        self._cancelled.set()

    # out

    def write_out(self, batches: Sequence[BatchView], chosen: str, stick: StickView | None) -> None:
        """F7"""
        unsent = [each for each in batches if each.can_carry]
        if not unsent or self._dialog is not None:
            return
        dialog = CarryDialog(unsent, chosen, self._words, self._around.window)
        self._dialog = dialog
        start = "" if stick is None else stick.folder
        dialog.folder_asked.connect(
            lambda: ask_for_folder(dialog, start, lambda path: self._on_folder(str(path)))
        )
        dialog.write_asked.connect(self._on_write)
        dialog.cancel_asked.connect(self._cancelled.set)
        dialog.finished.connect(self._on_finished)
        dialog.open()
        if stick is not None:
            self._on_folder(stick.folder)

    def _on_finished(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_folder(self, folder: str) -> None:
        def show(free: int | None) -> None:
            if self._dialog is not None:
                self._dialog.set_folder(folder, free)

        self._around.lanes.aside(
            lambda: shutil.disk_usage(folder).free, show, lambda _error: show(None)
        )

    def _on_write(self, folder: str, batches: tuple[str, ...]) -> None:
        self._cancelled.clear()
        self._next(Path(folder), list(batches), [])

    def _next(self, folder: Path, waiting: list[str], files: list[str]) -> None:
        """One batch after the other; each is noted as carried once it was read back."""
        dialog, lanes, sending = self._dialog, self._around.lanes, self._sending()
        if not waiting:
            if dialog is not None:
                dialog.show_done(files)
            return
        batch = BatchId(waiting[0])

        def ready(carrying: Carrying) -> None:
            lanes.aside(lambda: self._write(carrying, folder), written, self._on_failed)

        def written(path: Path) -> None:
            lanes.run(
                lambda: sending.note_carried(batch, path),
                lambda _view: noted(path),
                self._on_failed,
            )

        def noted(path: Path) -> None:
            self.changed.emit()
            self._next(folder, waiting[1:], [*files, path.name])

        lanes.run(lambda: sending.carrying(batch), ready, self._on_failed)

    def _write(self, carrying: Carrying, folder: Path) -> Path:
        """On a thread of its own."""

        def progress(done: int, whole: int) -> None:
            self._wrote.emit(carrying.batch, done, whole)

        return carrying.write(folder, progress, self._cancelled.is_set)

    def _on_wrote(self, batch: str, done: int, whole: int) -> None:
        if self._dialog is not None:
            self._dialog.show_progress(batch, done, whole)

    def _on_failed(self, error: Exception) -> None:
        dialog = self._dialog
        if dialog is None:
            return
        if isinstance(error, DeskError) and error.code == CANCELLED:
            dialog.show_cancelled()
        else:
            dialog.show_stop(stop_for(error, self._around.sentence))

    # in

    def take_in(self, stick: StickView | None) -> None:
        """F8: everything on that stick that is meant for this terminal."""
        start = "" if stick is None else stick.folder
        ask_for_folder(self._around.window, start, self._on_take_in)

    def _on_take_in(self, path: Path) -> None:
        sending = self._sending()
        self._around.lanes.run(lambda: sending.take_in(path), self._on_taken, self._on_not_taken)

    def _on_taken(self, found: tuple[TakenIn, ...]) -> None:
        self.changed.emit()
        lines = [self._taken_words(each) for each in found]
        title = self.tr("USBから取り込みました")
        MessageDialog(
            self.tr("USBから取り込む"), title, "\n".join(lines), "ok", parent=self._around.window
        ).open()

    def _taken_words(self, taken: TakenIn) -> str:
        if taken.kind == "receipt" and taken.batch is not None:
            words = self.tr("受領書：{batch} をセンターが受け取りました")
            words = words.replace("{batch}", taken.batch.name)
        elif taken.kind == "reference":
            words = self.tr("設定データ：新しくなりました")
        else:
            words = self.tr("センターの鍵：新しくなりました")
        return (
            self.tr("{what}（前にも取り込んでいます）").replace("{what}", words)
            if (taken.again)
            else words
        )

    def _on_not_taken(self, error: Exception) -> None:
        StopDialog(
            self.tr("USBから取り込む"),
            stop_for(error, self._around.sentence),
            self._words,
            self._around.window,
        ).open()
