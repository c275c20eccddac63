"""照合用ラベル: what the camera must be able to read, on any paper."""

import io

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter

from desk.domain.errors import NeedsPerson
from desk.papers.label import HEIGHT_MM, WIDTH_MM, Label, draw_label, label_image, label_pdf

LABEL = Label("261123-K3-015-C", "K3-015")
DPI = 200


def pages(pdf):
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    found = [
        np.asarray(page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L"))
        for page in document
    ]
    document.close()
    return found


def on_paper(width_mm, height_mm, words):
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    size = QPageSize(QSizeF(width_mm, height_mm), QPageSize.Unit.Millimeter)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    draw_label(writer, LABEL, words)
    return bytes(buffer.data().data())


def test_its_qr_says_the_number_in_full(words):
    (page,) = pages(label_pdf(LABEL, words))
    assert [code.text for code in zxingcpp.read_barcodes(page)] == ["261123-K3-015-C"]
    assert page.shape[1] == pytest.approx(WIDTH_MM / 25.4 * DPI, abs=2)
    assert page.shape[0] == pytest.approx(HEIGHT_MM / 25.4 * DPI, abs=2)


def test_nothing_is_cut_off(words):
    """Inside the line to cut along there is white all round."""
    (page,) = pages(label_pdf(LABEL, words))
    mm = DPI / 25.4
    inner = page[round(0.6 * mm) : -round(0.6 * mm), round(0.6 * mm) : -round(0.6 * mm)]
    for edge in (inner[:3], inner[-3:], inner[:, :3], inner[:, -3:]):
        assert int(edge.min()) > 200


def test_on_the_slips_paper_it_keeps_its_size(words):
    (page,) = pages(on_paper(148, 210, words))
    (code,) = zxingcpp.read_barcodes(page)
    assert code.text == LABEL.number
    wide = abs(code.position.top_right.x - code.position.top_left.x) / DPI * 25.4
    assert 20 < wide < 28


def test_paper_that_is_too_small_is_refused(words):
    with pytest.raises(NeedsPerson, match="paper_too_small"):
        on_paper(40, 30, words)


def test_as_a_picture_it_reads_too(words):
    image = label_image(LABEL, words, 640).convertToFormat(
        label_image(LABEL, words, 640).format().Format_Grayscale8
    )
    stride = image.bytesPerLine()
    grey = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), stride)
    grey = np.ascontiguousarray(grey[:, : image.width()])
    assert [code.text for code in zxingcpp.read_barcodes(grey)] == [LABEL.number]


def test_an_exception_is_printed_for_the_office_and_the_qr_still_reads(words):
    note = "病気により目が開かない、または視線が定まらない"
    noted = Label(LABEL.number, LABEL.short_number, note)
    (plain,), (page,) = pages(label_pdf(LABEL, words)), pages(label_pdf(noted, words))
    assert [each.text for each in zxingcpp.read_barcodes(page)] == [LABEL.number]
    right = slice(round(page.shape[1] * 0.52), None)
    assert (plain[:, right] != page[:, right]).mean() > 0.01
