import pypdfium2
import pytest
from PySide6.QtGui import QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from desk.devices.printer import list_printers, paint, print_pages
from desk.domain.errors import NeedsPerson


def test_an_unknown_printer_is_told(qapp):
    with pytest.raises(NeedsPerson) as told:
        print_pages(lambda _printer: None, "no such printer")
    assert told.value.code == "printer_absent"


def test_without_any_printer_it_is_told(qapp, monkeypatch):
    monkeypatch.setattr("desk.devices.printer.list_printers", lambda: ())
    with pytest.raises(NeedsPerson) as told:
        print_pages(lambda _printer: None)
    assert told.value.code == "printer_absent"


def test_printers_are_listed_as_names(qapp):
    assert all(isinstance(name, str) for name in list_printers())


def test_the_whole_a5_page_is_there_to_paint_on(qapp, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))

    def draw(device):
        painter = QPainter(device)
        painter.drawRect(100, 100, 300, 300)
        painter.end()

    paint(printer, draw, QPageSize.PageSizeId.A5)
    document = pypdfium2.PdfDocument(tmp_path / "out.pdf")
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (420, 595)
    document.close()
