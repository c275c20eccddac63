"""書類の写真 at step 3 (picture 05, right column): what may be kept, what is kept, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QMenu

from desk.ui import theme
from desk.ui.announce import announce
from desk.ui.components import ActionButton
from desk.ui.steps.parts import Card, CheckLine, Flow, Thumbnail, boxed, column, row
from desk.ui.verdict_panel import said

if TYPE_CHECKING:
    from desk.domain.application import Entries
    from desk.domain.binding import Portrait
    from desk.domain.rules import Document, Rules

THUMB_PX = (76, 98)


class Offer(StrEnum):
    """What can be done about the portrait of a document now."""

    UNNEEDED = "unneeded"  # no document with a portrait, or no photo (under one year)
    UNAVAILABLE = "unavailable"  # this terminal cannot cut portraits
    UNASKED = "unasked"  # the applicant was not asked yet
    REFUSED = "refused"  # 同意なし
    READY = "ready"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortraitOffer:
    """The offer, the document that it is about, and those that could be chosen instead."""

    offer: Offer
    document: Document | None = None
    documents: tuple[Document, ...] = ()
    portrait: Portrait | None = None
    by_itself: bool = False
    """Nothing was kept yet and only one document can be meant: no key is needed."""


def portrait_offer(
    entries: Entries,
    portraits: Sequence[Portrait],
    rules: Rules,
    *,
    wanted: str = "",
    needs_photo: bool = True,
    can_cut: bool = True,
) -> PortraitOffer:
    """Which portrait may be taken. `wanted` is the document that the clerk chose, if any; else
    the first of the list that has a portrait."""
    chosen = entries.get("identity.documents", ())
    known = (rules.documents.get(each) for each in (chosen if isinstance(chosen, tuple) else ()))
    documents = tuple(each for each in known if each is not None and each.portrait)
    if not documents or not needs_photo:
        return PortraitOffer(offer=Offer.UNNEEDED)
    if not can_cut and not portraits:
        return PortraitOffer(offer=Offer.UNAVAILABLE)
    document = next((each for each in documents if each.code == wanted), documents[0])
    consent = entries.get("identity.copy_consent")
    if consent != "yes":
        offer = Offer.UNASKED if consent is None else Offer.REFUSED
        return PortraitOffer(offer=offer, document=document, documents=documents)
    kept = next((each for each in portraits if each.document == document.code), None)
    return PortraitOffer(
        offer=Offer.READY if kept is None else Offer.KEPT,
        document=document,
        documents=documents,
        portrait=kept,
        by_itself=can_cut and not portraits and len(documents) == 1,
    )


class PortraitPanel(Card):
    """Draws the offer and says what the person did; it never takes a picture by itself."""

    take_wanted = Signal()  # 撮る・撮り直す
    ask_wanted = Signal()  # 申請者画面で尋ねる
    document_wanted = Signal(str)  # code of another document with a portrait

    def __init__(self, language: str, *, until_purge: bool) -> None:
        super().__init__()
        self._language, self._until_purge = language, until_purge
        self._shown = PortraitOffer(offer=Offer.UNNEEDED)
        self._mark = CheckLine("open", "", bold=True)
        self.thumb = Thumbnail(*THUMB_PX, strong=True)
        self.take = ActionButton("", action="retake", size="s", icon="camera")
        self.take.clicked.connect(self.take_wanted)
        self.ask = ActionButton(
            self.tr("申請者画面で尋ねる"), action="applicant_display", size="s", icon="display"
        )
        self.ask.clicked.connect(self.ask_wanted)
        self.other = ActionButton(self.tr("別の書類"), kind="text", size="s", icon="chevron-down")
        self.other.clicked.connect(self._open_documents)
        self._buttons = boxed(Flow((self.take, self.ask, self.other)))
        words = column(self._mark, self._buttons, gap=6)
        whole = row(self.thumb, boxed(words), gap=12)
        whole.setAlignment(self.thumb, Qt.AlignmentFlag.AlignTop)
        whole.setStretch(1, 1)
        self.body.setContentsMargins(12, 8, 12, 8)
        self.body.addLayout(whole)
        self.setVisible(False)

    @property
    def title(self) -> str:
        return self._mark.title.text()

    @property
    def text(self) -> str:
        return self._mark.text.text()

    def show_offer(self, offer: PortraitOffer, *, busy: bool) -> None:
        """The panel as the offer stands; `busy` while a picture is cut or kept."""
        before, self._shown = self._shown, offer
        self.setVisible(offer.offer is not Offer.UNNEEDED)
        mark, title, text = self._words(offer)
        self._mark.show_state(mark, title, text)
        self._show_buttons(offer, busy=busy)
        kept = offer.offer is Offer.KEPT
        self.set_border(theme.GREEN_800 if kept else theme.GRAY_300, 2 if kept else 1)
        self.thumb.setVisible(kept)
        if before.portrait != offer.portrait:
            self.thumb.clear()
            if kept:
                announce(self._mark)

    def show_picture(self, image: QImage) -> None:
        """The portrait as it was kept."""
        if image.isNull():
            return
        ratio = self.thumb.devicePixelRatioF()
        room = QSize(THUMB_PX[0] - 6, THUMB_PX[1] - 6) * ratio
        scaled = image.scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        scaled.setDevicePixelRatio(ratio)
        self.thumb.setPixmap(QPixmap.fromImage(scaled))
        self.thumb.setAccessibleName(self.title)

    def forget_picture(self) -> None:
        """Another application: nothing of the one before may stay."""
        self.thumb.clear()

    @property
    def kept_until(self) -> str:
        """When a portrait goes, as a badge says it."""
        return self.tr("送信後に消去") if self._until_purge else self.tr("責任者確認後に消去")

    def _words(self, offer: PortraitOffer) -> tuple[str, str, str]:
        name = "" if offer.document is None else said(offer.document, self._language)
        until = (
            self.tr("送信が済むと消去します。")
            if self._until_purge
            else self.tr("責任者確認のあとに消去します。")
        )
        only = self.tr("顔の部分だけ・番号は残しません。")
        ready = (
            self.tr("{name}を写すと自動で撮ります")
            if offer.by_itself
            else self.tr("{name}の写真を撮れます")
        )
        titles = {
            Offer.UNAVAILABLE: (
                "info",
                self.tr("手元の書類で見比べてください"),
                self.tr("この端末では、書類の写真を残せません。"),
            ),
            Offer.UNASKED: (
                "open",
                self.tr("写してよいか、申請者にお尋ねください"),
                self.tr("答えは上の「写しの同意」（Ctrl+D）で選びます。"),
            ),
            Offer.REFUSED: (
                "info",
                self.tr("同意がないので残しません"),
                self.tr("手元の書類で見比べてください。"),
            ),
            Offer.READY: ("open", ready, only + until),
            Offer.KEPT: ("good", self.tr("{name}の写真を残しました"), only + until),
            Offer.UNNEEDED: ("info", "", ""),
        }
        mark, title, text = titles[offer.offer]
        return mark, title.replace("{name}", name), text

    def _show_buttons(self, offer: PortraitOffer, *, busy: bool) -> None:
        takes = offer.offer in (Offer.READY, Offer.KEPT)
        kept = offer.offer is Offer.KEPT
        self.take.setVisible(takes)
        self.take.setText(self.tr("撮り直し") if kept else self.tr("書類の写真を撮る"))
        self.take.set_blocked(self.tr("写真を保存しています") if busy else "")
        self.ask.setVisible(offer.offer is Offer.UNASKED)
        self.other.setVisible(takes and len(offer.documents) > 1)
        self._buttons.setVisible(takes or offer.offer is Offer.UNASKED)

    def _open_documents(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(self.other.text())
        for document in self._shown.documents:
            action = menu.addAction(said(document, self._language))
            action.setCheckable(True)
            action.setChecked(document == self._shown.document)
            action.triggered.connect(partial(self._on_document, document.code))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.other.mapToGlobal(QPoint(0, self.other.height())))
        menu.setActiveAction(menu.actions()[0])

    def _on_document(self, code: str, _checked: bool = False) -> None:
        self.document_wanted.emit(code)
