"""The five pages of the workbench, each built when it is first needed (start-up time)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from desk.domain.application import Step
from desk.ui.pictures import Pictures
from desk.ui.steps.applicant_page import ApplicantPage
from desk.ui.steps.form_page import FormPage
from desk.ui.steps.identity_page import IdentityPage
from desk.ui.steps.page import StepPage
from desk.ui.steps.papers_page import PapersPage
from desk.ui.steps.photo_page import PhotoPage

if TYPE_CHECKING:
    from desk.ui.context import DeskContext

BUILD_PAUSE_MS: Final = 30
"""Between two pages built ahead: room for keys and painting."""


class StepPages(QObject):
    """`built` tells of each page once, before anybody sees it."""

    built = Signal(object)  # StepPage
    file_wanted = Signal()
    compare_wanted = Signal(object)  # Alert
    display_wanted = Signal()
    consent_display_wanted = Signal()
    own_code_wanted = Signal(str)  # the number in full, as a QR on the applicant's screen

    def __init__(
        self, context: DeskContext, pictures: Pictures, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._pictures = pictures
        self._built: dict[Step, StepPage] = {}
        self._narrow = False
        self._over = False

    def stop(self) -> None:
        """The program ends: nothing more is built ahead."""
        self._over = True

    def page(self, step: Step) -> StepPage:
        """Built now if there is none yet."""
        page = self._built.get(step)
        if page is None:
            page = self._built[step] = self._make(step)
            page.narrow = self._narrow
            self.built.emit(page)
        return page

    def __getitem__(self, step: Step) -> StepPage:
        """That page, which must have been built."""
        return self._built[step]

    def get(self, step: Step) -> StepPage | None:
        """None while that page is not built."""
        return self._built.get(step)

    def build_ahead(self) -> None:
        """Build the pages one by one while nobody waits for them: each holds the window up for
        some 50 ms, which must not fall into scanning and saving."""
        missing = next((step for step in Step if step not in self._built), None)
        if missing is not None and not self._over:
            self.page(missing)
            QTimer.singleShot(BUILD_PAUSE_MS, self, self.build_ahead)

    def take_rules(self) -> None:
        """Other rules hold: for the pages that are built; those to come ask by themselves."""
        for page in self._built.values():
            page.take_rules()

    def set_narrow(self, narrow: bool) -> None:
        """For the pages that are built and for those to come."""
        self._narrow = narrow
        for page in self._built.values():
            page.narrow = narrow

    def _make(self, step: Step) -> StepPage:
        context, pictures = self._context, self._pictures
        if step is Step.FORM:
            form = FormPage(context, pictures)
            form.file_wanted.connect(self.file_wanted)
            return form
        if step is Step.APPLICANT:
            applicant = ApplicantPage(context, pictures)
            applicant.compare_wanted.connect(self.compare_wanted)
            return applicant
        if step is Step.IDENTITY:
            identity = IdentityPage(context, pictures)
            identity.consent_display_wanted.connect(self.consent_display_wanted)
            return identity
        if step is Step.PHOTO:
            photo = PhotoPage(context, pictures)
            photo.compare_wanted.connect(self.compare_wanted)
            photo.own_code_wanted.connect(self.own_code_wanted)
            return photo
        papers = PapersPage(context, pictures)
        papers.display_wanted.connect(self.display_wanted)
        return papers
