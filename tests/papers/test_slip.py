import io
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter

from desk.domain.delivery import Route
from desk.domain.errors import NeedsPerson
from desk.papers.slip import draw_slip, slip_image, slip_pdf
from desk.services.own_code import qr_modules

DPI = 150
MM = DPI / 25.4


def raster(pdf):
    """Each page as grey pixels."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf)
    pages = [
        np.asarray(page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L"))
        for page in document
    ]
    document.close()
    return pages


def codes(page):
    return [code.text for code in zxingcpp.read_barcodes(np.ascontiguousarray(page))]


def ink(page, left_mm, top_mm, right_mm, bottom_mm):
    """Number of dark pixels in a part of the page."""
    rows, columns = (
        slice(int(top_mm * MM), int(bottom_mm * MM)),
        slice(int(left_mm * MM), int(right_mm * MM)),
    )
    return int((page[rows, columns] < 128).sum())


@pytest.fixture
def crowded(mail):
    """The longest of everything."""
    return replace(
        mail,
        route=Route.COUNTER,
        number="261123-ABCD-1234-C",
        short_number="ABCD-1234",
        applicant="髙﨑𠮷" * 20,
        venue="とても長い会場の名前" * 8,
        headline="カードは窓口で受け取っていただきます" * 2,
        reasons=tuple(f"理由{n}：" + "長い説明が続きます。" * 7 for n in range(14)),
        bring=("Supercalifragilisticexpialidocious" * 5, "本人確認書類" * 20),
        contact=("とても長い名前の市の市民課の窓口" * 4, "012-345-6789"),
        copy_no=12,
    )


def test_the_qr_on_the_paper_decodes_to_the_number_alone(mail, words):
    (page,) = raster(slip_pdf(mail, words))
    assert codes(page) == [mail.number]


def test_it_is_a5(mail, words):
    (page,) = raster(slip_pdf(mail, words))
    assert abs(page.shape[1] / MM - 148) < 0.5
    assert abs(page.shape[0] / MM - 210) < 0.5


def test_a_usual_counter_slip_is_one_page(mail, words):
    slip = replace(
        mail,
        route=Route.COUNTER,
        headline="カードは窓口で受け取っていただきます",
        reasons=("Bの本人確認書類が1点足りません。", "2か月以内に転居の予定があります。"),
        bring=("交付通知書（はがき）", "本人確認書類", "通知カード", "法定代理人の本人確認書類"),
    )
    assert len(raster(slip_pdf(slip, words))) == 1


def test_a_crowded_slip_goes_on_instead_of_cutting(crowded, words):
    pages = raster(slip_pdf(crowded, words))
    assert len(pages) == 3
    assert codes(pages[0]) == [crowded.number]
    for page in pages:
        assert ink(page, 0, 0, 11, 210) == 0
        assert ink(page, 137, 0, 148, 210) == 0
        assert ink(page, 0, 205, 148, 210) == 0  # printers do not reach the edge
        assert ink(page, 0, 195.2, 148, 196.8) == 0  # nothing runs into the foot
        assert ink(page, 12, 8, 136, 18) > 100  # each page says whose it is


def test_rare_characters_have_their_own_shapes(mail, words):
    shapes = set()
    for name in ("高崎吉", "髙﨑𠮷", "葛", "葛󠄀"):
        (page,) = raster(slip_pdf(replace(mail, applicant=name), words))
        rows, columns = slice(int(54 * MM), int(67 * MM)), slice(int(37 * MM), int(135 * MM))
        assert ink(page, 37, 54, 135, 67) > 50
        shapes.add(page[rows, columns].tobytes())
    assert len(shapes) >= 3


def test_a_copy_is_marked_and_the_first_is_not(mail, words):
    (first,) = raster(slip_pdf(mail, words))
    (second,) = raster(slip_pdf(replace(mail, copy_no=2), words))
    (corrected,) = raster(slip_pdf(replace(mail, corrected=True), words))
    (both,) = raster(slip_pdf(replace(mail, corrected=True, copy_no=2), words))
    place = (90, 9, 136, 23)
    assert ink(first, *place) == 0
    assert ink(second, *place) > 200
    assert ink(corrected, *place) > 200
    assert ink(both, *place) > ink(corrected, *place)
    # The title's English ends before the widest mark begins.
    assert ink(both, 84.5, 9, 85.2, 22) == 0


def test_routes_differ_without_colour(mail, words):
    pages = [
        raster(slip_pdf(replace(mail, route=route), words))[0]
        for route in (Route.MAIL, Route.COUNTER, None)
    ]
    icons = [(page[: int(120 * MM), : int(38 * MM)] < 128).tobytes() for page in pages]
    assert len(set(icons)) == 3


def test_no_contact_and_no_lists_is_fine(mail, words):
    bare = replace(mail, contact=(), next_steps=(), bring=())
    assert len(raster(slip_pdf(bare, words))) == 1


def test_the_pdf_s_properties_name_nobody(mail, words):
    document = pypdfium2.PdfDocument(slip_pdf(mail, words))
    facts = " ".join(document.get_metadata_dict().values())
    document.close()
    assert "佐藤" not in facts
    assert "K3" not in facts


def test_the_preview_shows_every_page_and_decodes(crowded, mail, words):
    one = slip_image(mail, words, 874)
    assert (one.width(), one.height()) == (874, 1240)
    assert slip_image(crowded, words, 400).height() == 3 * round(400 * 210 / 148)
    grey = one.convertToFormat(one.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(1240, grey.bytesPerLine())
    assert codes(rows[:, :874]) == [mail.number]


def printed(tmp_path, page, slip, words):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    path = tmp_path / "printed.pdf"
    printer.setOutputFileName(str(path))
    printer.setPageSize(QPageSize(page))
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    pages = draw_slip(printer, slip, words)
    return pages, path


def test_on_a4_it_keeps_its_size_in_the_middle(mail, words, tmp_path):
    count, path = printed(tmp_path, QPageSize.PageSizeId.A4, mail, words)
    (page,) = raster(path)
    assert count == 1
    assert codes(page) == [mail.number]
    assert ink(page, 0, 0, 42, 297) == 0
    assert ink(page, 42, 0, 168, 210) > 1000
    assert ink(page, 0, 210, 210, 297) == 0


def test_too_small_paper_is_told(mail, words, tmp_path):
    with pytest.raises(NeedsPerson) as told:
        printed(tmp_path, QPageSize.PageSizeId.A6, mail, words)
    assert told.value.code == "paper_too_small"


def test_the_qr_has_modules_only(qapp):
    modules = qr_modules("261123-K3-015-C")
    assert len(modules) == len(modules[0]) == 21
    assert modules[0][:7] == (True,) * 7


def test_the_expected_validity_costs_a_usual_counter_slip_no_second_page(mail, words):
    slip = replace(
        mail,
        route=Route.COUNTER,
        headline="カードは窓口で受け取っていただきます",
        next_steps=(
            "南町市市民課で申請の内容を確認し、カードを作ります。",
            "カードができたら、交付通知書（はがき）を住民票の住所へお送りします。",
            "ご本人が、はがきに書かれた窓口へお越しください。",
        ),
        reasons=("Bの本人確認書類が1点足りません。", "2か月以内に転居の予定があります。"),
        bring=("交付通知書（はがき）", "本人確認書類", "通知カード", "法定代理人の本人確認書類"),
        validity=(
            "カード：2031年2月28日まで（18歳未満は発行後5回目の誕生日）",
            "電子証明書（利用者）：2031年2月28日まで（発行後5回目の誕生日）",
            "電子証明書（署名用）：発行されません（15歳未満）",
            "受付の30日後の発行とみた目安です。カードの日付が正しい日付です。",
        ),
    )
    (page,) = raster(slip_pdf(slip, words))
    (without,) = raster(slip_pdf(replace(slip, validity=()), words))
    assert codes(page) == [slip.number]
    assert ink(page, 13, 60, 135, 185) > ink(without, 13, 60, 135, 185) + 1000
