"""Printers behind a small face; without one, the papers are still there as PDF."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desk.domain.errors import NeedsPerson


def list_printers() -> tuple[str, ...]:
    """The names of the printers that can be used now, the default one first."""
    default = QPrinterInfo.defaultPrinterName()
    return tuple(sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: name != default))


def print_pages(
    draw: Callable[[QPrinter], object],
    printer_name: str = "",
    page: QPageSize.PageSizeId = QPageSize.PageSizeId.A5,
) -> str:
    """Print what `draw` paints; returns the printer's name. Call it on the UI thread.

    `printer_name` "" means the default printer. Raises NeedsPerson("printer_absent") when there
    is none of that name, NeedsPerson("printer_failed") when the system refuses the job; the
    application stays complete and the slip can be kept as PDF (slip_pdf).
    """
    known = list_printers()
    name = printer_name or (known[0] if known else "")
    if name not in known:
        raise NeedsPerson("printer_absent")
    printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    if not printer.isValid():
        raise NeedsPerson("printer_absent")
    paint(printer, draw, page)
    return name


def paint(
    printer: QPrinter, draw: Callable[[QPrinter], object], page: QPageSize.PageSizeId
) -> None:
    """Set the page up and paint; the job's name shows in the queue and says nothing of a person."""
    printer.setDocName("Machikado Desk")
    # A printer without that paper keeps its own: the paper's drawing finds its place on it.
    printer.setPageSize(QPageSize(page))
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    draw(printer)
    if printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        raise NeedsPerson("printer_failed")
