"""What the parts of the workbench may ask of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from desk.domain.application import Step
from desk.ui.dialog import DeskDialog

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.steps.page import StepPage


class Bench(Protocol):
    """The open application, and how to speak about it. Workbench is the only one."""

    @property
    def centre(self) -> QWidget:
        """Dialogs and menus lie over it."""
        ...

    @property
    def draft(self) -> Draft | None:
        """The open application as the store last answered it."""
        ...

    @property
    def is_draft(self) -> bool:
        """An application is open and may be changed."""
        ...

    @property
    def busy(self) -> bool:
        """Another application is being opened, or this one accepted: wait."""
        ...

    @property
    def step(self) -> Step:
        """The step on the screen."""
        ...

    @property
    def shown_page(self) -> StepPage | None:
        """The page of the step on the screen."""
        ...

    def tell(self, kind: str, text: str) -> None:
        """Beside the primary button; outside the window only while no application is open."""
        ...

    def fail(self, error: BaseException) -> None:
        """Say an error in words; the screen stays as it is."""
        ...

    def sentence(self, error: object) -> str: ...

    def take(self, draft: Draft) -> None:
        """An answer of the store; it counts only for the application that is open."""
        ...

    def replace(self, deed: Callable[[], Draft]) -> None:
        """Put what the deed answers on the screen, once all is saved."""
        ...

    def show_step(self, step: Step) -> None:
        """Its page as it stands now; the store is not asked."""
        ...

    def close(self) -> None:
        """Leave the application as it stands."""
        ...

    def settle_focus(self) -> None:
        """Let the field with the focus hand over its text, as if it had been left."""
        ...

    def open_dialog(self, dialog: DeskDialog) -> None: ...
