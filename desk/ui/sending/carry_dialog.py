"""USBに書き出す: which batches, where to, whether they fit; writing, reading back, done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk.services.sending import BatchView
from desk.ui import theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.dialog import DeskDialog
from desk.ui.sending.failure_box import FailureBox
from desk.ui.sending.views import Stop
from desk.ui.sending.words import SendingWords
from desk.ui.share_bar import ShareBar

SPARE: float = 1.05
"""What is asked for beyond the bytes themselves (5 %)."""


class CarryDialog(DeskDialog):
    """`folder_asked`, `write_asked(folder, batch ids)`, `cancel_asked` while it is being written.

    Answer with `set_folder`, `show_progress`, `show_done` or `show_stop`.
    """

    folder_asked = Signal()
    write_asked = Signal(str, tuple)
    cancel_asked = Signal()

    def __init__(
        self,
        batches: Sequence[BatchView],
        chosen: str,
        words: SendingWords,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", 720, parent)
        self.title.setText(self.tr("USBに書き出す"))
        self.setWindowTitle(self.title.text())
        self._words = words
        self._batches: dict[str, BatchView] = {each.id: each for each in batches}
        self._folder = ""
        self._free: int | None = None
        self._writing = self._done = False
        self.which = ChoiceGroup(
            [Option(each.id, each.name, self._about_batch(each)) for each in batches],
            columns=2,
            multiple=True,
            name=self.tr("書き出す束"),
        )
        first = {chosen} if chosen in self._batches else set(self._batches)
        self.which.set_value(first)
        self.failure = FailureBox(words)
        self.banner = Banner("info", " ")
        self.banner.hide()
        self._where = line("", 16)
        self._space = line("", 14, ink=theme.GRAY_700)
        self.choose = ActionButton(self.tr("フォルダーを選ぶ"), size="s", icon="usb")
        self.bar = ShareBar(self.tr("書込みの進み"))
        self._progress = line("", 16, bold=True)
        self._fill_body()
        self._connect()
        self._refresh()

    def _about_batch(self, batch: BatchView) -> str:
        shape = self.tr("{size}・{day}").replace("{size}", self._words.size(batch.bytes))
        return shape.replace("{day}", self._words.under(batch))

    def _fill_body(self) -> None:
        self.body.addWidget(self.banner)
        self.body.addWidget(self.failure)
        self._asking = line(self.tr("書き出す束"), 16, bold=True)
        self.body.addWidget(self._asking)
        self.body.addWidget(self.which)
        self._to = line(self.tr("書き出す先"), 16, bold=True)
        self.body.addWidget(self._to)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.choose)
        row.addWidget(self._where, 1)
        self.body.addLayout(row)
        self.body.addWidget(self._space)
        self.body.addWidget(self.bar)
        self.body.addWidget(self._progress)
        self._about = line(
            self.tr(
                "束は封緘したまま書き出します。USBを落としても、中の記録は読めません。"
                "書いたあとに読み直して確かめます。"
            ),
            14,
            ink=theme.GRAY_700,
        )
        self.body.addWidget(self._about)
        self.body.addStretch(1)
        self.bar.hide()
        self._progress.hide()
        self.cancel = self.add_button(ActionButton(self.tr("やめる"), action="cancel"))
        self.write = self.add_button(
            ActionButton(self.tr("書き出す"), action="next", kind="primary")
        )
        self.first = self.choose

    def _connect(self) -> None:
        self.cancel.clicked.connect(self.reject)
        self.choose.clicked.connect(self.folder_asked)
        self.write.clicked.connect(self._on_write)
        self.which.chosen.connect(lambda _code: self._refresh())
        self.bind_next(self.write)

    @property
    def chosen(self) -> tuple[str, ...]:
        value = self.which.value
        codes = (value,) if isinstance(value, str) else tuple(value or ())
        return tuple(each for each in self._batches if each in codes)

    @property
    def needed_bytes(self) -> int:
        return round(sum(self._batches[each].bytes for each in self.chosen) * SPARE)

    def set_folder(self, folder: str, free_bytes: int | None) -> None:
        """Where to; `free_bytes` None: it could not be asked."""
        self._folder, self._free = folder, free_bytes
        self.failure.show_stop(None)
        self._refresh()
        self.fit()
        if self.write.isEnabled():
            self.write.setFocus()

    def _missing(self) -> str:
        if self._writing:
            return self.tr("書き込んでいます。USBを抜かないでください")
        if not self.chosen:
            return self.tr("書き出す束を選んでください")
        if not self._folder:
            return self.tr("書き出す先を選んでください")
        if self._free is not None and self._free < self.needed_bytes:
            return self.tr("空きが足りません。別のUSBを選んでください")
        return ""

    def _refresh(self) -> None:
        missing = self._missing()
        self.write.set_blocked(missing)
        self.note.setText(missing)
        self._where.setText(self._folder or self.tr("まだ選んでいません"))
        shape = self.tr("必要 {needed}").replace("{needed}", self._words.size(self.needed_bytes))
        if self._free is not None:
            free = self.tr("・空き {free}").replace("{free}", self._words.size(self._free))
            shape += free
        self._space.setText(shape)

    def _on_write(self) -> None:
        if self._done:
            self.accept()
        elif self.write.isEnabled():
            self._writing = True
            self.failure.show_stop(None)
            for part in (self.which, self.choose):
                part.setEnabled(False)
            self.cancel.setText(self.tr("書込みをやめる"))
            self.cancel.setFocus()
            self._refresh()
            self.write_asked.emit(self._folder, self.chosen)

    def show_progress(self, batch: str, done: int, whole: int) -> None:
        """Bytes written of one batch; all of them written: it is being read back."""
        first = self.bar.isHidden()
        for part in (self.bar, self._progress):
            part.setVisible(True)
        self.bar.show_share(done / whole if whole else 0.0)
        name = self._batches[batch].name if batch in self._batches else ""
        if done >= whole:
            shape = self.tr("{batch} を読み直して確かめています")
        else:
            shape = self.tr("{batch} を書き込んでいます {amount}")
        shape = shape.replace("{amount}", self._words.of(done, whole))
        self._progress.setText(shape.replace("{batch}", name))
        if first:
            self.fit()

    def show_done(self, files: Sequence[str]) -> None:
        """Written, read back and compared."""
        self._end_writing()
        self._done = True
        self.failure.show_stop(None)
        self.banner.set(
            "ok",
            self.tr("書き出して、読み直して確かめました"),
            self.tr("USBを取り外して、庁内かセンターへ渡してください。") + "\n" + "\n".join(files),
        )
        self.banner.show()
        for part in (self._asking, self.which, self._to, self.choose, self._where, self._space):
            part.hide()
        self._about.setText(self.tr("受領書が届くまで、この端末の記録は消えません。"))
        self.cancel.hide()
        self.write.setText(self.tr("閉じる"))
        self.write.set_blocked("")
        self.note.setText("")
        self.write.setFocus()
        self.fit()

    def show_stop(self, stop: Stop) -> None:
        """It was not written; nothing half-written stays on the stick."""
        self._end_writing()
        self.failure.show_stop(stop)
        self._refresh()
        self.fit()
        self.choose.setFocus()

    def show_cancelled(self) -> None:
        self._end_writing()
        self.banner.set(
            "info", self.tr("書込みをやめました"), self.tr("USBには何も残っていません。")
        )
        self.banner.show()
        self._refresh()
        self.fit()

    def _end_writing(self) -> None:
        self._writing = False
        self.banner.hide()
        for part in (self.bar, self._progress):
            part.hide()
        for each in (self.which, self.choose):
            each.setEnabled(True)
        self.cancel.setText(self.tr("やめる"))

    def reject(self) -> None:
        """Esc: while it is being written, that is stopped first."""
        if self._writing:
            self.cancel_asked.emit()
            return
        super().reject()
