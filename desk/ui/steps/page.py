"""What the five step pages share: a body, a right side, and fields that save themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desk.domain.application import EntryValue, Step
from desk.domain.assessment import Problem, Severity, StepState
from desk.ui.components import ActionButton

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext


class StepPage(QWidget):
    """One step: this widget is the scrolling body, `side` stands in the right column.

    A page shows a draft and says what the person did; it never saves by itself. `load` fills the
    fields from the store, `refresh` only renews what is derived (hints, problems, verdict), so
    that nobody's typing is overwritten by an answer that is already old.
    """

    typing = Signal(str, object)  # field, value: being typed
    entered = Signal(str, object)  # field, value: complete
    redrawn = Signal(object)  # Draft from another deed than saving an entry
    told = Signal(str, str)  # kind ("info", "warning", "error"), sentence for the message line
    went_on = Signal()  # the step finished itself
    wants_focus = Signal(object)  # QWidget that must be scrolled into view

    step: ClassVar[Step]
    screen_name: ClassVar[str]  # key of keys.SCREEN_KEYS

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.side = QWidget()
        self.side.setObjectName("side")
        self.draft: Draft | None = None
        self._targets: dict[str, QWidget] = {}
        self._field_names: dict[str, str] = {}
        self._last_sent: dict[str, EntryValue | None] = {}
        self.narrow = False
        """In a narrow window the right side lies over the body, or the body over it."""

    # what the workbench calls
    def load(self, draft: Draft) -> None:
        """Show another application, or the same one anew, from what is stored."""
        self.draft = draft
        self._last_sent = {}

    def refresh(self, draft: Draft) -> None:
        """Renew hints and problems after a save."""
        self.draft = draft

    def take_rules(self) -> None:
        """Other rules hold than when this page was built; `refresh` follows."""

    def look(self) -> None:
        """Show the stored pictures; also on an application that cannot be changed any more."""

    def enter(self) -> None:
        """The page is now the one on screen and may be changed (cameras may start)."""
        self.look()

    def leave(self) -> None:
        """The page is no longer on screen (cameras stop)."""

    def ask_on_display(self) -> bool:
        """F4 was pressed. True when the page has a question of its own for the applicant's
        display; else it shows the whole application."""
        return False

    def cancel(self) -> bool:
        """Esc: True when it meant something on this page; else the application is left."""
        return False

    def next_caption(self) -> str:
        """What the primary button says."""
        return ""

    def blocked_reason(self) -> str:
        """Why the next step cannot be opened yet, or "" ."""
        return ""

    def focus_blocked(self) -> None:
        """Lead to what blocks the next step."""
        self.focus_first_open()

    def name_of(self, field: str) -> str:
        """What the field is called on this page, for 「…を直してください」."""
        target = self._targets.get(field)
        if target is None:
            return ""
        group = target.accessibleDescription() if isinstance(target, ActionButton) else ""
        return self._field_names.get(field) or group or target.accessibleName()

    @property
    def state(self) -> StepState | None:
        return None if self.draft is None else self.draft.assessment.step(self.step)

    def first_open_field(self) -> str:
        """The first field of this step that is empty or wrong, in the order of the screen."""
        state = self.state
        if state is None:
            return ""
        wrong = [p.field for p in state.problems if p.severity is Severity.ERROR]
        opened = {*state.missing, *wrong}
        for field in self._targets:
            if field in opened:
                return field
        return next(iter((*state.missing, *wrong)), "")

    def focus_field(self, field: str) -> bool:
        """Put the focus on that field's control; False if this page has none."""
        target = self._targets.get(field)
        if target is None or not target.isVisibleTo(target.window()):
            return False
        # A choice without focus of its own hands it to its first part (setFocusProxy).
        target.setFocus()
        self.wants_focus.emit(target)
        return True

    def focus_first_open(self) -> None:
        """Focus on the first empty field; on the first field at all when none is empty."""
        field = self.first_open_field()
        if not (field and self.focus_field(field)) and self._targets:
            self.focus_field(next(iter(self._targets)))

    # what pages use
    def target(self, field: str, widget: QWidget, name: str = "") -> None:
        """Say which control a field leads to and what it is called, in the order of the screen."""
        self._targets[field] = widget
        if name:
            self._field_names[field] = name

    def bind_text(self, field: str, edit: QLineEdit, value: Callable[[str], str] = str) -> None:
        """Save the text while it is typed and when the field is left; Enter goes on."""
        self.target(field, edit)
        edit.textEdited.connect(lambda text: self._on_typing(field, value(text)))
        edit.editingFinished.connect(lambda: self._on_entered(field, value(edit.text())))
        edit.returnPressed.connect(lambda: self.focusNextPrevChild(True))

    def put(self, field: str, value: EntryValue | None) -> None:
        """An entry was made with a click or a key."""
        self._last_sent[field] = value
        self.entered.emit(field, value)

    def fill(self, field: str, edit: QLineEdit) -> None:
        """Set a text field from the store without telling that somebody typed."""
        text = self.text(field)
        if edit.text() != text:
            edit.setText(text)
        self._last_sent[field] = text

    def text(self, field: str) -> str:
        return "" if self.draft is None else self.draft.text(field)

    def flag(self, field: str) -> bool:
        return self.draft is not None and self.draft.record.entries.get(field) is True

    def many(self, field: str) -> tuple[str, ...]:
        value = None if self.draft is None else self.draft.record.entries.get(field)
        return value if isinstance(value, tuple) else ()

    def problem_of(self, field: str) -> Problem | None:
        """The weightiest finding on that field."""
        if self.draft is None:
            return None
        mine = [p for p in self.draft.assessment.problems if p.field == field]
        order = [Severity.ERROR, Severity.WARNING, Severity.HINT]
        return min(mine, key=lambda p: order.index(p.severity), default=None)

    def say(self, problem: Problem) -> str:
        return self.context.words.say(problem.code, **dict(problem.facts))

    def _on_typing(self, field: str, value: str) -> None:
        self._last_sent[field] = value
        self.typing.emit(field, value)

    def _on_entered(self, field: str, value: str) -> None:
        stored = self.text(field)
        if self._last_sent.get(field, stored) == value == stored:
            return
        self._last_sent[field] = value
        self.entered.emit(field, value)
