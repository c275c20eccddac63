"""規則の調整, wired: a supervisor, the draft of an overlay, its preview, the file to be signed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desk.assets import load_examples
from desk.domain.application import OperatorId
from desk.domain.errors import DeskError, NeedsPerson, Refused
from desk.domain.overlay import Applied, as_toml
from desk.domain.overlay_preview import Difference, differences
from desk.domain.wording import Wording
from desk.services.current_rules import CurrentRules
from desk.services.enrolment import Enrolling
from desk.services.opening import Opening
from desk.services.overlay_draft import Key, OverlayDraft
from desk.services.ports import Clock, Operator
from desk.storage.store import SqliteStore
from desk.storage.whole_file import disk_trouble, write_whole
from desk.ui.file_choice import ask_for_folder
from desk.ui.lanes import Lanes
from desk.ui.lock_screen import Person
from desk.ui.message_dialog import MessageDialog
from desk.ui.overlay_dialog import OverlayDialog, PreviewDialog
from desk.ui.shell import MainWindow
from desk.ui.unlock_dialog import SupervisorDialog


class OverlayRoom(QObject):
    """Entered by a supervisor at once, else with a supervisor's PIN. Nothing that is edited here
    holds before it comes back signed: `import_asked` leads to what takes it in."""

    import_asked = Signal()

    def __init__(
        self,
        window: MainWindow,
        lanes: Lanes,
        clock: Clock,
        opening: Callable[[], Opening],
        sentence: Callable[[Exception], str],
        words: Wording,
        store: SqliteStore,
        current: CurrentRules,
        signed_on: Callable[[], Operator],
        people: Callable[[], list[Person]],
    ) -> None:
        super().__init__(window)
        self._window, self._lanes, self._clock = window, lanes, clock
        self._opening, self._sentence, self._words = opening, sentence, words
        self._store, self._current = store, current
        self._signed_on, self._people = signed_on, people
        self.dialog: OverlayDialog | None = None
        self.draft: OverlayDraft | None = None
        window.add_menu_entry(self.tr("規則の調整"), self.enter)

    def enter(self) -> None:
        if self.dialog is not None:
            return
        if self._signed_on().supervisor:
            self._begin()
            return
        asked = SupervisorDialog(
            self.tr("規則の調整"),
            self.tr("規則の調整は責任者だけができます。責任者が暗証コードを入れてください。"),
            self._people(),
            self._window,
        )
        store = self._store

        def entered(_found: Operator) -> None:
            asked.accept()
            self._begin()

        asked.pin_given.connect(
            lambda supervisor, pin: self._lanes.run(
                lambda: self._opening().sign_on(store, OperatorId(supervisor), pin),
                entered,
                lambda error: asked.refuse(self._sentence(error)),
            )
        )
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def _begin(self) -> None:
        """On the store's thread: whose overlay it is, and every row that may be changed."""
        store, clock, current, who = self._store, self._clock, self._current, self._signed_on()

        def work() -> OverlayDraft:
            enrolment = Enrolling(store, clock, who).present()
            if enrolment is None:
                raise NeedsPerson("overlay_no_municipality")
            shipped, today = current.shipped, clock.today()
            return OverlayDraft(
                shipped.rules, shipped.catalogue, current.overlay, enrolment.municipality, today
            )

        self._lanes.run(work, self._open, self._say)

    def _open(self, draft: OverlayDraft) -> None:
        self.draft = draft
        dialog = OverlayDialog(self._words, draft.today, self._window)
        self.dialog = dialog
        dialog.set_asked.connect(self._on_set)
        dialog.reset_asked.connect(self._on_reset)
        dialog.preview_asked.connect(self._on_preview)
        dialog.export_asked.connect(self._on_export)
        dialog.import_asked.connect(self._on_import)
        dialog.finished.connect(self._on_finished)
        self._show()
        dialog.open()

    def _on_finished(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = self.draft = None

    def _show(self) -> None:
        if self.dialog is None or self.draft is None:
            return
        overlay = self.draft.overlay
        said = self.tr("第{serial}号・変更 {count} 件").replace("{serial}", str(overlay.serial))
        said = said.replace("{count}", str(len(overlay.changes)))
        if self.draft.touched:
            said += self.tr("（まだ書き出していません）")
        self.dialog.show_lines(self.draft.lines(self.draft.today), said)

    # editing

    def _on_set(self, key: Key, values: Mapping[str, Any], since: date) -> None:
        self._change(lambda draft: draft.set(key, values, since))

    def _on_reset(self, key: Key, since: date) -> None:
        self._change(lambda draft: draft.reset(key, since))

    def _change(self, deed: Callable[[OverlayDraft], None]) -> None:
        """A change that the rules cannot take is told at once and not kept."""
        draft = self.draft
        if draft is None:
            return
        before = draft.overlay

        def fits(_applied: Applied) -> None:
            self._show()

        def refused(error: Exception) -> None:
            draft.overlay = before
            self._show()
            self._refuse(error)

        try:
            deed(draft)
        except Refused as error:
            self._refuse(error)
            return
        self._lanes.compute(draft.applied, fits, refused)

    def _refuse(self, error: Exception) -> None:
        if self.dialog is not None:
            self.dialog.refuse(self._sentence(error))

    # the whole

    def _on_preview(self) -> None:
        draft, current = self.draft, self._current
        if draft is None:
            return
        starts = [each.since for each in draft.overlay.changes if each.since is not None]
        on = max([draft.today, *starts])
        examples = load_examples()

        def work() -> tuple[Difference, ...]:
            now = Applied(current.rules, current.catalogue)
            return differences(examples, now, draft.applied(), on)

        def show(found: tuple[Difference, ...]) -> None:
            parent = self.dialog or self._window
            shown = PreviewDialog(self._words, found, len(examples.example), on, parent)
            shown.finished.connect(shown.deleteLater)
            shown.open()

        self._lanes.compute(work, show, self._refuse)

    def _on_export(self) -> None:
        if self.dialog is not None and self.draft is not None:
            ask_for_folder(self.dialog, "", self.export)

    def export(self, folder: Path) -> None:
        """Write the overlay there, whole, under a name of its own; nothing is written over."""
        draft = self.draft
        if draft is None:
            return
        overlay = draft.overlay
        path = folder / f"overlay-{overlay.municipality}-{overlay.serial}.toml"

        def work() -> Path:
            draft.applied()
            if path.exists():
                raise Refused("overlay_file_exists", name=path.name)
            try:
                write_whole(path, as_toml(overlay).encode())
            except OSError as error:
                raise disk_trouble(error) from error
            return path

        def done(written: Path) -> None:
            words = self.tr("{name} を書き出しました").replace("{name}", written.name)
            MessageDialog(
                self.tr("規則の調整"),
                words,
                self.tr("センターで署名し、届いたファイルを「署名済みを取り込む」で取り込みます。"),
                "ok",
                parent=self.dialog or self._window,
            ).open()

        self._lanes.aside(work, done, self._refuse)

    def _on_import(self) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.import_asked.emit()

    def _say(self, error: Exception) -> None:
        kind = "notice" if isinstance(error, DeskError) else "stop"
        MessageDialog(
            self.tr("規則の調整"), self._sentence(error), kind=kind, parent=self._window
        ).open()
