"""The shipped words and fonts, and slips to draw."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from desk.domain.delivery import Route
from desk.papers.fonts import ensure_fonts
from desk.papers.slip import PaperWords
from desk.services.ports import Slip

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


@dataclass
class PaperWording:
    """The words of papers.toml in one language."""

    tables: dict
    language: str

    def say(self, code, **facts):
        return self.tables[code][self.language].format(**facts)

    def label(self, code):
        return self.say(code)


@pytest.fixture
def words(qapp):
    ensure_fonts(sorted((RESOURCES / "fonts").glob("*.ttf")))
    tables = tomllib.loads((RESOURCES / "texts" / "papers.toml").read_text(encoding="utf-8"))
    return PaperWords(PaperWording(tables, "ja"), PaperWording(tables, "en"))


@pytest.fixture
def mail():
    return Slip(
        number="261123-K3-015-C",
        short_number="K3-015",
        applicant="佐藤 結衣",
        accepted_on=date(2026, 11, 23),
        venue="南町市民センター 1階ロビー",
        headline="カードはご自宅へ郵送します",
        next_steps=(
            "南町市市民課で申請の内容を確認し、カードを作ります。",
            "カードができたら、本人だけが受け取れる郵便（転送不要）で、住民票の住所へお送りします。",
            "市役所へ来ていただく必要はありません。",
        ),
        reasons=(),
        bring=("受け取るときに、顔写真付きの本人確認書類を見せてください。",),
        expected="お届けの目安：受付から1か月から1か月半くらい",
        contact=("南町市 市民課", "012-345-6789（平日 8時30分から17時15分）"),
        copy_no=1,
        route=Route.MAIL,
    )
