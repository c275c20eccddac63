"""How the day close says numbers, differences and sheets, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from PySide6.QtCore import QCoreApplication

from desk.domain.tally import Difference, Envelope
from desk.services.batch_store import Sheet
from desk.services.day_close import EnvelopeCount, Found, Obstacle, ScanView
from desk.services.ports import JAPAN, Words

translate: Final = QCoreApplication.translate


class CloseWords:
    """`texts` for the sentences of the services' codes; `people` names operators by id."""

    def __init__(self, texts: Words, people: Mapping[str, str] | None = None) -> None:
        self.texts = texts
        self.people: Mapping[str, str] = people or {}

    def name(self, operator: str | None) -> str:
        return self.people.get(operator or "", "")

    def day(self, on: date) -> str:
        """2026年11月23日（月）"""
        days = translate("CloseWords", "月 火 水 木 金 土 日").split()
        shape = translate("CloseWords", "{year}年{month}月{day}日（{weekday}）")
        for gap, value in (
            ("{year}", str(on.year)),
            ("{month}", str(on.month)),
            ("{day}", str(on.day)),
            ("{weekday}", days[on.weekday()]),
        ):
            shape = shape.replace(gap, value)
        return shape

    # envelopes

    def envelope(self, which: Envelope) -> str:
        """封筒A 完了の申請書"""
        return {
            Envelope.ACCEPTED: translate("CloseWords", "封筒A 完了の申請書"),
            Envelope.VOIDED: translate("CloseWords", "封筒B 取消の申請書"),
            Envelope.HELD_OVER: translate("CloseWords", "封筒C 繰越の申請書"),
            Envelope.PIN_REQUESTS: translate("CloseWords", "暗証番号設定依頼書"),
        }[which]

    def short_envelope(self, which: Envelope) -> str:
        """封筒A"""
        return {
            Envelope.ACCEPTED: translate("CloseWords", "封筒A"),
            Envelope.VOIDED: translate("CloseWords", "封筒B"),
            Envelope.HELD_OVER: translate("CloseWords", "封筒C"),
            Envelope.PIN_REQUESTS: translate("CloseWords", "暗証番号設定依頼書"),
        }[which]

    def about(self, which: Envelope) -> str:
        """What to look for when counting."""
        return {
            Envelope.ACCEPTED: translate("CloseWords", "受付番号順"),
            Envelope.VOIDED: translate("CloseWords", "取消の理由を記した付箋つき"),
            Envelope.HELD_OVER: translate("CloseWords", "保留の方の申請書"),
            Envelope.PIN_REQUESTS: translate("CloseWords", "封をしたまま数える"),
        }[which]

    # differences

    def result(self, row: EnvelopeCount) -> tuple[str, str]:
        """(kind of badge, its word) of one row."""
        if row.counted is None:
            return "waiting", translate("CloseWords", "未入力")
        if row.difference is None:
            return "ok", translate("CloseWords", "一致")
        return "stop", self.by_how_much(row.difference)

    def by_how_much(self, found: Difference) -> str:
        """1 少ない"""
        fewer = found.sheets < 0
        shape = (
            translate("CloseWords", "{count} 少ない")
            if fewer
            else translate("CloseWords", "{count} 多い")
        )
        return shape.replace("{count}", str(abs(found.sheets)))

    def difference(self, found: Difference) -> str:
        """封筒A が記録より 1 枚少ないです"""
        shape = (
            translate("CloseWords", "{envelope} が記録より {count} 枚少ないです")
            if found.sheets < 0
            else translate("CloseWords", "{envelope} が記録より {count} 枚多いです")
        )
        shape = shape.replace("{envelope}", self.short_envelope(found.envelope))
        return shape.replace("{count}", str(abs(found.sheets)))

    def difference_text(self, found: Difference) -> str:
        shape = translate(
            "CloseWords", "紙 {counted} 枚・記録 {recorded} 件。差がなくなるまで封緘できません。"
        )
        shape = shape.replace("{counted}", str(found.counted))
        return shape.replace("{recorded}", str(found.recorded))

    def likely(self, found: Difference, scan: ScanView | None) -> str:
        """考えられること, for what is too few or too many."""
        if found.envelope is Envelope.PIN_REQUESTS:
            return translate(
                "CloseWords",
                "机の上に残っている／申請書と同じ封筒に入っている／受付で預かっていない",
            )
        if found.sheets > 0:
            return translate(
                "CloseWords",
                "別の封筒の申請書が混ざっている／取消や保留にした方の申請書が入っている",
            )
        first = translate(
            "CloseWords", "机の上に残っている／ほかの封筒に入っている／前後の方の紙に重なっている"
        )
        if scan is not None and len(scan.missing) == 1:
            serial = scan.missing[0].number.serial
            shape = translate("CloseWords", "（{before} と {after} のあたり）")
            around = shape.replace("{before}", f"{max(1, serial - 1):03d}")
            first += around.replace("{after}", f"{serial + 1:03d}")
        return first

    # scanning

    def sheet(self, sheet: Sheet) -> tuple[str, str, str]:
        """(K3-031, 清水 涼, 13:21 担当 中村 彩)"""
        local = sheet.at.astimezone(JAPAN)
        shape = translate("CloseWords", "{time}・担当 {operator}")
        shape = shape.replace("{time}", f"{local.hour}:{local.minute:02d}")
        return sheet.number.short, sheet.name, shape.replace("{operator}", sheet.operator)

    def found(self, scan: ScanView) -> tuple[str, str]:
        """(kind, sentence) for what was just read; ("", "") before the first."""
        if scan.found is None:
            return "", ""
        number = scan.sheet.number.short if scan.sheet is not None else ""
        if scan.found is Found.NEW:
            return "ok", translate("CloseWords", "{number} を読みました").replace(
                "{number}", number
            )
        if scan.found is Found.AGAIN:
            return "info", translate("CloseWords", "{number} はもう読みました").replace(
                "{number}", number
            )
        if scan.found is Found.ELSEWHERE:
            return "stop", self._elsewhere(scan, number)
        return "stop", translate(
            "CloseWords", "この日の記録にない申請書です。別の日か別の端末の紙です。よけてください。"
        )

    def _elsewhere(self, scan: ScanView, number: str) -> str:
        envelope = scan.sheet.envelope if scan.sheet is not None else None
        if envelope is None:
            shape = translate("CloseWords", "{number} は受付の途中か返却です。よけてください。")
            return shape.replace("{number}", number)
        shape = translate("CloseWords", "{number} は {envelope} に入れる申請書です")
        return shape.replace("{number}", number).replace(
            "{envelope}", self.short_envelope(envelope)
        )

    # obstacles

    def obstacle(self, found: Obstacle) -> str:
        """What blocks, in one sentence without the numbers."""
        count = str(found.count)
        shape = {
            "drafts_open": translate("CloseWords", "受付中のままの方が {count} 人います"),
            "corrections_open": translate("CloseWords", "訂正の途中の方が {count} 人います"),
            "not_reviewed": translate(
                "CloseWords", "責任者確認が終わっていない方が {count} 人います"
            ),
            "cases_open": translate("CloseWords", "終わっていない手続きが {count} 件あります"),
            "sent_back": translate("CloseWords", "差し戻した方が {count} 人残っています"),
            "balance_off": translate("CloseWords", "受け取った数と内訳の合計が合いません"),
            "too_many": translate("CloseWords", "1つの束に入れられる数を超えています"),
            "older_open": translate("CloseWords", "前の開設日の日締めが終わっていません"),
        }.get(found.code)
        return (
            self.texts.say(f"close_{found.code}")
            if shape is None
            else shape.replace("{count}", count)
        )

    def way_on(self, found: Obstacle) -> str:
        """What to do about it."""
        return {
            "drafts_open": translate("CloseWords", "完了・保留・取消のどれかにします。"),
            "corrections_open": translate("CloseWords", "訂正を終えるか、取りやめます。"),
            "not_reviewed": translate("CloseWords", "責任者が1人ずつ確かめます。"),
            "sent_back": translate("CloseWords", "訂正して、もう一度責任者が確かめます。"),
            "cases_open": translate("CloseWords", "完了・ご案内・取りやめのどれかにします。"),
            "balance_off": translate("CloseWords", "一覧で、きょうの受付をすべて確かめます。"),
        }.get(found.code, "")
