"""F4: this photo beside another one, as large as the window lets them be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desk.domain.application import PictureId
from desk.ui import keys
from desk.ui.banner import line
from desk.ui.buttons import ActionButton
from desk.ui.dialog import DeskDialog
from desk.ui.review.neighbours import Companion
from desk.ui.review.photo_view import PhotoView
from desk.ui.review.sheet_pictures import SheetPictures

MOST_BUTTONS = 6


class CompareDialog(DeskDialog):
    """← → go from one to the next; F4, + or Esc close it. Nothing is decided in here."""

    def __init__(
        self,
        heading: str,
        photo: PictureId | None,
        others: Sequence[Companion],
        pictures: SheetPictures,
        start: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", 4000, parent)
        self._photo, self._others, self._pictures = photo, tuple(others), pictures
        self._at = next((n for n, o in enumerate(self._others) if o.key == start), 0)
        self.title.setText(self.tr("並べて比べる"))
        self.setWindowTitle(self.title.text())
        for part in (self.title, self.close_button):  # every pixel is for the faces
            part.hide()
        self._head.setContentsMargins(0, 6, 0, 0)
        self.mine, self.theirs = PhotoView(heading), PhotoView("")
        self._mine_words, self._their_words = line(heading, 17, bold=True), line("", 17, bold=True)
        sides = QHBoxLayout()
        sides.setSpacing(16)
        for words, view in ((self._mine_words, self.mine), (self._their_words, self.theirs)):
            view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(words)
            column.addWidget(view, 1)
            sides.addLayout(column, 1)
        self.body.setContentsMargins(16, 8, 16, 8)
        self.body.addLayout(sides, 1)
        self._buttons_of = self._make_buttons()
        self.shut = self.add_button(ActionButton(self.tr("閉じる"), action="compare"))
        self.shut.clicked.connect(self.reject)
        self._bind()
        self.first = self.shut
        pictures.ready.connect(self._on_ready)
        self._show()

    def _make_buttons(self) -> list[ActionButton]:
        """One for each person to compare with, when there is a choice."""
        row = QHBoxLayout()
        row.setSpacing(6)
        made = []
        for at, other in enumerate(self._others[:MOST_BUTTONS]):
            button = ActionButton(other.heading, size="s")
            button.setCheckable(True)
            button.clicked.connect(self._goer(at))
            row.addWidget(button)
            made.append(button)
        if len(self._others) > 1:
            self._foot.insertLayout(0, row)
        return made

    def _goer(self, at: int) -> Callable[[], None]:
        return lambda: self._go_to(at)

    def _bind(self) -> None:
        keys.bind("compare", self, self.reject)
        keys.bind("enlarge", self, self.reject)
        keys.bind("person_before", self, lambda: self._go_to(self._at - 1))
        keys.bind("person_after", self, lambda: self._go_to(self._at + 1))

    def _go_to(self, at: int) -> None:
        self._at = at % len(self._others)
        self._show()

    @property
    def other(self) -> Companion:
        """Who stands at the right."""
        return self._others[self._at]

    def _show(self) -> None:
        other = self.other
        self._their_words.setText(f"{other.heading}　{other.name}")
        for at, button in enumerate(self._buttons_of):
            button.setChecked(at == self._at)
        if len(self._others) > 1:
            self.note.setText(self.tr("← → で相手を替えます"))
        self.theirs.wait()
        wanted = [each for each in (self._photo, other.picture) if each is not None]
        self._pictures.want(wanted, [])
        self._fill()

    def _fill(self) -> None:
        for view, picture in ((self.mine, self._photo), (self.theirs, self.other.picture)):
            image = self._pictures.large(picture)
            if picture is None:
                view.show_words(self.tr("写真がありません"))
            elif image is not None and image.isNull():
                view.show_words(self.tr("画像を\n読めません"))
            elif image is not None:
                view.show_picture(image)

    def _on_ready(self, _picture: str, large: bool) -> None:
        if large:
            self._fill()

    def fit(self) -> None:
        """As large as the window: faces are compared here."""
        parent = self.parentWidget()
        if parent is None:
            super().fit()
            return
        room = parent.window().geometry()
        self.setGeometry(room.adjusted(16, 12, -16, -12))
