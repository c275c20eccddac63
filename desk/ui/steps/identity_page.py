"""Step 3 本人確認 (pictures 04, 05): the documents shown, what agrees, the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QMenu, QVBoxLayout, QWidget

from desk.domain.application import EntryValue, Step
from desk.domain.assessment import Severity
from desk.domain.delivery import Route
from desk.domain.fields import ASPECTS, document_field
from desk.ui import keys, painting, theme
from desk.ui.camera_feed import CameraFeed
from desk.ui.components import ActionButton, Badge, CameraView, ChoiceCard, Option, Segmented
from desk.ui.side_layout import SideLayout
from desk.ui.steps.document_rows import DocumentRows
from desk.ui.steps.page import StepPage
from desk.ui.steps.parts import heading, row, short, two_parts
from desk.ui.steps.portrait_panel import Offer, PortraitOffer, PortraitPanel, portrait_offer
from desk.ui.steps.portrait_taking import PortraitTaking
from desk.ui.verdict_panel import VerdictPanel, said, shown_route

if TYPE_CHECKING:
    from desk.domain.rules import Document, Rules
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext
    from desk.ui.pictures import Pictures

_COLUMNS: Final = {"A": 3, "B": 3, "N": 2}
HINT_STAYS_MS: Final = 4000
"""What somebody asked for by key is answered long enough to be read."""


class DocumentCard(ChoiceCard):
    """A card for a third of the width: seven characters and the key on one line."""

    def _left(self) -> int:
        return 44

    def _right(self) -> int:
        return 12 + round(painting.key_width(self.option.key)) + 6


class DocumentPicker(QWidget):
    """The cards of one person's documents and the rows of the chosen ones."""

    entered = Signal(str, object)
    typing = Signal(str, object)
    focused = Signal(object)

    def __init__(self, rules: Rules, language: str, *, guardian: bool) -> None:
        super().__init__()
        self._rules, self._language = rules, language
        self.field = "guardian_identity.documents" if guardian else "identity.documents"
        self._guardian = guardian
        self._chosen: tuple[str, ...] = ()
        self._entries: dict[str, EntryValue] = {}
        self._cards: dict[str, ChoiceCard] = {}
        self._counts = {kind: short("", 14, tint=theme.GRAY_700) for kind in "ABN"}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        titles = {
            "A": self.tr("A 顔写真付きの公的書類"),
            "B": self.tr("B 「氏名+生年月日」か「氏名+住所」がある書類"),
        }
        for kind in "ABN":
            if kind in titles:
                title = short(titles[kind], 16, bold=True)
                layout.addLayout(row(title, self._counts[kind], None))
            layout.addLayout(self._make_grid(kind))
        self.rows = DocumentRows(guardian=guardian)
        self.rows.entered.connect(self.entered)
        self.rows.typing.connect(self.typing)
        self.rows.shown.connect(self.focused)
        layout.addWidget(self.rows)

    def _make_grid(self, kind: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(5)
        columns = _COLUMNS[kind]
        for column_at in range(columns):
            grid.setColumnStretch(column_at, 1)
        shortcuts = sorted(
            {d.shortcut for d in self._rules.documents.values() if d.document_class == kind}
        )
        for at, shortcut in enumerate(shortcuts):
            card = self._make_card(shortcut)
            grid.addWidget(card, at // columns, at % columns)
        return grid

    def _make_card(self, shortcut: str) -> ChoiceCard:
        documents = self._rules.documents_of(shortcut)
        if documents[0].in_list:
            title = self.tr("そのほか {count}種").replace("{count}", str(len(documents)))
        else:
            title = said(documents[0], self._language)
        card = DocumentCard(Option(shortcut, title, key=shortcut), check=True)
        card.clicked.connect(partial(self._on_card, shortcut))
        keys.bind_keys((", ".join(shortcut),), self, partial(self._on_shortcut, shortcut))
        self._cards[shortcut] = card
        return card

    # showing
    def show_entries(self, draft: Draft) -> None:
        self._entries = dict(draft.record.entries)
        chosen = self._entries.get(self.field, ())
        self._chosen = chosen if isinstance(chosen, tuple) else ()
        for shortcut, card in self._cards.items():
            codes = {document.code for document in self._rules.documents_of(shortcut)}
            card.setChecked(bool(codes & set(self._chosen)))
        for kind, label in self._counts.items():
            count = sum(document.document_class == kind for document in self._documents())
            some = self.tr("{count}点選択中").replace("{count}", str(count))
            label.setText(some if count else self.tr("未選択"))
        self.rows.show_documents(self._documents(), draft.text, self._language)

    def show_findings(self, findings: dict[str, tuple[str, bool]]) -> None:
        self.rows.show_findings(findings)

    @property
    def first_card(self) -> ChoiceCard:
        return next(iter(self._cards.values()))

    def _documents(self) -> list[Document]:
        known = self._rules.documents
        return [known[code] for code in self._chosen if code in known]

    # choosing
    def _on_shortcut(self, shortcut: str) -> None:
        self._cards[shortcut].setFocus()
        self._on_card(shortcut)

    def _on_card(self, shortcut: str) -> None:
        documents = self._rules.documents_of(shortcut)
        if documents[0].in_list:
            self._open_list(shortcut, documents)
        else:
            self.toggle(documents[0].code)
        self._cards[shortcut].setChecked(
            bool({document.code for document in documents} & set(self._chosen))
        )

    def _open_list(self, shortcut: str, documents: Iterable[Document]) -> None:
        card = self._cards[shortcut]
        menu = QMenu(self)
        menu.setAccessibleName(card.text())
        for document in documents:
            action = menu.addAction(said(document, self._language))
            action.setCheckable(True)
            action.setChecked(document.code in self._chosen)
            action.triggered.connect(partial(self._on_listed, document.code))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(card.mapToGlobal(QPoint(0, card.height())))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def _on_listed(self, code: str, _on: bool = False) -> None:
        self.toggle(code)

    def toggle(self, code: str) -> None:
        """Choose a document, or take it out again together with what was entered for it."""
        if code in self._chosen:
            known = dict(self._entries)
            self.entered.emit(self.field, tuple(each for each in self._chosen if each != code))
            for aspect in ASPECTS:
                field = document_field(code, aspect, guardian=self._guardian)
                if field in known:
                    self.entered.emit(field, None)
            return
        self._chosen = (*self._chosen, code)
        self._entries[self.field] = self._chosen
        self.rows.show_documents(
            self._documents(), lambda field: str(self._entries.get(field, "")), self._language
        )
        self.entered.emit(self.field, self._chosen)
        self.rows.focus_document(code)


class IdentityPage(StepPage):
    """The live verdict stands beside the documents; nothing of a document is ever stored but its
    kind, its expiry and what agrees, and with consent its portrait until the supervisor's look."""

    step = Step.IDENTITY
    screen_name = "identity"
    consent_display_wanted = Signal()  # F4: ask for 写しの同意 on the applicant's display

    def __init__(
        self, context: DeskContext, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._pictures = pictures
        self._rules = context.rulebook.on(context.clock.today())
        self._offer = PortraitOffer(offer=Offer.UNNEEDED)
        self._wanted_document = ""
        self._live = False
        self._build_body()
        self._build_side()
        self._feed = CameraFeed(context.form_camera, None, self)
        self._feed.shown.connect(lambda frame: self._view.show_image(frame.image))
        self._feed.failed.connect(self._on_camera_failed)
        self._taking = PortraitTaking(context, self._feed, self)
        self._taking.kept.connect(self._on_portrait_kept)
        self._taking.hinted.connect(self._on_portrait_hint)
        self._taking.busy_changed.connect(self._render_portrait)
        self._hint_stays = QTimer(self, singleShot=True, interval=HINT_STAYS_MS)
        self._hint_stays.timeout.connect(self._on_hint_read)
        keys.bind("consent", self, self._on_consent_key)
        keys.bind("retake", self, self._on_portrait_key)

    def _build_body(self) -> None:
        self._present = Segmented(
            (("yes", self.tr("来場")), ("no", self.tr("来場なし"))), name=self.tr("ご本人の来場")
        )
        self._present.chosen.connect(lambda code: self.put("applicant.present", code))
        self.target("applicant.present", self._present.button("yes"))
        head = row(
            heading(self.tr("提示された本人確認書類を選んでください")),
            short(self.tr("ご本人"), 14, tint=theme.GRAY_700),
            self._present,
        )
        head.setStretch(0, 1)
        self._who = Segmented(
            (("applicant", self.tr("ご本人の書類")), ("guardian", self.tr("法定代理人の書類"))),
            name=self.tr("どなたの書類か"),
        )
        self._who.set_value("applicant")
        self._who.chosen.connect(self._on_who)
        self._who.hide()
        self._pickers = {who: self._make_picker(who) for who in ("applicant", "guardian")}
        self._stack = QVBoxLayout()  # a stacked widget would be as tall as the taller one
        for picker in self._pickers.values():
            self._stack.addWidget(picker)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 6, 20, 0)
        body.setSpacing(1)
        body.addLayout(head)
        body.addWidget(self._who)
        body.addLayout(self._stack)
        self._show_picker("applicant")
        body.addStretch(1)

    def _make_picker(self, who: str) -> DocumentPicker:
        picker = DocumentPicker(self._rules, self.context.language, guardian=who == "guardian")
        picker.entered.connect(self.put)
        picker.typing.connect(self.typing)
        picker.focused.connect(self.wants_focus)
        return picker

    def take_rules(self) -> None:
        """The documents to choose from may be others."""
        self._rules = self.context.rulebook.on(self.context.clock.today())
        for who, old in self._pickers.items():
            new = self._pickers[who] = self._make_picker(who)
            self._stack.replaceWidget(old, new)
            new.setVisible(not old.isHidden())
            old.hide()
            old.deleteLater()

    def _build_side(self) -> None:
        self._view = CameraView()
        self._view.setMinimumHeight(120)
        self._view.setMaximumHeight(230)
        self._badge = Badge("info", self.tr("保存しません"))
        title = short(self.tr("書類カメラ（照合用）"), 17, bold=True)
        self._consent = Segmented(
            (("yes", self.tr("同意あり")), ("no", self.tr("同意なし"))), name=self.tr("写しの同意")
        )
        self._consent.chosen.connect(lambda code: self.put("identity.copy_consent", code))
        self._consent_button = ActionButton(self.tr("写しの同意"), action="consent", size="s")
        self._consent_button.clicked.connect(self._on_consent_key)
        self._panel = VerdictPanel()
        kept = self.context.settings.get("keep_portraits") == "until_purge"
        self._portrait = PortraitPanel(self.context.language, until_purge=kept)
        self._portrait.take_wanted.connect(self._on_portrait_key)
        self._portrait.ask_wanted.connect(self.consent_display_wanted)
        self._portrait.document_wanted.connect(self._on_portrait_document)
        side = SideLayout(self.side)
        side.addLayout(row(title, None, self._badge))
        side.addWidget(self._view, 2)
        side.addLayout(row(self._consent_button, self._consent, None))
        side.addWidget(self._portrait)
        side.addWidget(self._panel, 3)

    # what the workbench calls
    def load(self, draft: Draft) -> None:
        super().load(draft)
        self._on_who("applicant")
        self._wanted_document = ""
        self._offer = PortraitOffer(offer=Offer.UNNEEDED)
        self._portrait.forget_picture()
        self.refresh(draft)

    def refresh(self, draft: Draft) -> None:
        super().refresh(draft)
        self._present.set_value(self.text("applicant.present") or None)
        self._consent.set_value(self.text("identity.copy_consent") or None)
        needed = draft.assessment.needs_guardian
        self._who.setVisible(needed)
        if not needed and self._who.value == "guardian":
            self._on_who("applicant")
        findings = self._findings()
        for picker in self._pickers.values():
            picker.show_entries(draft)
            picker.show_findings(findings[picker.field.partition(".")[0]])
            for field, widget in picker.rows.targets.items():
                self.target(field, widget)
        self._panel.show_verdict(
            draft, self._rules, self.context.language, self.context.municipality
        )
        self._render_portrait()

    def look(self) -> None:
        self._show_portrait()

    def enter(self) -> None:
        self._live = True
        self.look()
        self._view.show_notice(self.tr("カメラを準備しています"))
        self._feed.start()
        self._render_portrait()

    def leave(self) -> None:
        """Nothing of the document stays on the screen."""
        self._live = False
        self._taking.rest()
        self._hint_stays.stop()
        self._feed.stop()
        self._view.show_image(None)
        self._view.show_hint("", "", "none")

    def ask_on_display(self) -> bool:
        self.consent_display_wanted.emit()
        return True

    def next_caption(self) -> str:
        if self.draft is not None and shown_route(self.draft.assessment) is Route.COUNTER:
            return self.tr("窓口受取りで次へ")
        if self.draft is not None and not self.draft.assessment.needs_photo:
            return self.tr("次へ：書類・確認")
        return self.tr("次へ：写真")

    def focus_field(self, field: str) -> bool:
        if field.startswith("guardian_identity."):
            self._on_who("guardian")
        elif field.startswith("identity."):
            self._on_who("applicant")
        if field.endswith(".documents"):
            self._picker().first_card.setFocus()
            return True
        return super().focus_field(field)

    def focus_first_open(self) -> None:
        """To the first document when nothing is chosen yet."""
        if self.text("applicant.present") and not self.many("identity.documents"):
            self._pickers["applicant"].first_card.setFocus()
            return
        super().focus_first_open()

    # inside
    def _picker(self) -> DocumentPicker:
        return self._pickers[self._who.value or "applicant"]

    def _on_who(self, who: str) -> None:
        self._who.set_value(who)
        self._show_picker(who)

    def _show_picker(self, who: str) -> None:
        for name, picker in self._pickers.items():
            picker.setVisible(name == who)

    def _on_consent_key(self) -> None:
        """Ctrl+D: no answer -> yes -> no -> yes."""
        now = self.text("identity.copy_consent")
        self._consent.choose("no" if now == "yes" else "yes")

    # the document's portrait
    def _render_portrait(self) -> None:
        draft = self.draft
        if draft is None:
            return
        before, self._offer = self._offer, self._offer_now(draft)
        self._portrait.show_offer(self._offer, busy=self._taking.busy)
        self._show_badge()
        if before.portrait != self._offer.portrait:
            if before.portrait is not None:
                self._pictures.let_go(before.portrait.id)
            self._show_portrait()
        self._watch(draft)

    def _offer_now(self, draft: Draft) -> PortraitOffer:
        return portrait_offer(
            draft.record.entries,
            draft.record.portraits,
            self._rules,
            wanted=self._wanted_document,
            needs_photo=draft.assessment.needs_photo,
            can_cut=self._taking.can_cut,
        )

    def _watch(self, draft: Draft) -> None:
        """Take it by itself only where there is no doubt which document lies there."""
        offer = self._offer
        ready = offer.offer is Offer.READY and offer.by_itself and self._live
        if ready and offer.document is not None:
            self._taking.watch(draft.id, offer.document.code)
        else:
            self._taking.rest()

    def _show_badge(self) -> None:
        """What becomes of what the camera sees, as it is true now."""
        if self._offer.offer is Offer.KEPT:
            self._badge.set("erased_later", self._portrait.kept_until)
        elif self._offer.offer is Offer.READY:
            self._badge.set("info", self.tr("顔だけ保存"))
        else:
            self._badge.set("info", self.tr("保存しません"))

    def _show_portrait(self) -> None:
        portrait = self._offer.portrait
        if portrait is None:
            return

        def show(image: QImage) -> None:
            if self._offer.portrait is not None and self._offer.portrait.id == portrait.id:
                self._portrait.show_picture(image)

        self._pictures.fetch(portrait.id, show)

    def _on_portrait_key(self) -> None:
        """F5: take the portrait, or take it anew."""
        draft, offer = self.draft, self._offer
        if draft is None or self._taking.busy:
            return
        if offer.offer in (Offer.READY, Offer.KEPT) and offer.document is not None:
            self._taking.take(draft.id, offer.document.code)
        elif offer.offer is Offer.UNNEEDED:
            self.told.emit("info", self.tr("顔写真のある書類を選ぶと、書類の写真を撮れます"))
        else:
            self.told.emit("info", self._portrait.title)

    def _on_portrait_document(self, code: str) -> None:
        self._wanted_document = code
        self._render_portrait()

    def _on_portrait_kept(self, draft: Draft) -> None:
        if self.draft is not None and draft.id == self.draft.id:
            self.redrawn.emit(draft)

    def _on_portrait_hint(self, code: str, asked: bool) -> None:
        if not self._live or (self._hint_stays.isActive() and not asked):
            return
        self._hint_stays.stop()
        sentence = self.context.words.say(code) if code else ""
        if asked and code:
            self._hint_stays.start()
            self.told.emit("warning", sentence)
        if self._feed.trouble:
            return  # what is wrong with the camera stays to be read
        if code:
            self._view.show_hint(*two_parts(sentence), "warning")
        else:
            self._view.show_hint("", "", "none")

    def _on_hint_read(self) -> None:
        if not self._feed.trouble:
            self._view.show_hint("", "", "none")

    def _findings(self) -> dict[str, dict[str, tuple[str, bool]]]:
        """By person and document: what is wrong with it, the weightiest first."""
        found: dict[str, dict[str, tuple[str, bool]]] = {"identity": {}, "guardian_identity": {}}
        if self.draft is None:
            return found
        for problem in self.draft.assessment.problems:
            who, _, rest = problem.field.partition(".")
            code, _, aspect = rest.partition(".")
            if who not in found or not aspect or code in found[who]:
                continue
            wrong = problem.severity is not Severity.HINT
            found[who][code] = (self.say(problem), wrong)
        return found

    def _on_camera_failed(self, code: str) -> None:
        title, text = two_parts(self.context.words.say(code))
        self._view.show_notice(self.tr("照合用の画像はありません。書類は手元で確かめられます。"))
        self._view.show_hint(title, text, "warning")
