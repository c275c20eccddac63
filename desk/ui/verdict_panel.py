"""The verdict in the right column: route, every reason, and what would make mailing possible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout

from desk.domain.application import Step
from desk.domain.assessment import Assessment
from desk.domain.delivery import Reason, Route
from desk.ui import theme
from desk.ui.icons import icon
from desk.ui.steps.parts import Card, CheckLine, clear, line, row

if TYPE_CHECKING:
    from desk.domain.rules import Label, Rules
    from desk.services.intake import Draft

translate = QCoreApplication.translate


def said(label: Label, language: str) -> str:
    """A rule's words in the language of the screen."""
    return label.en if language == "en" else label.ja


def reason_text(reason: Reason, rules: Rules, language: str) -> str:
    """Why a card cannot be mailed, with the documents concerned in brackets."""
    known: Mapping[str, Label] = rules.reasons
    text = said(known[reason.code], language) if reason.code in known else reason.code
    names = [
        said(rules.documents[code], language)
        for code in reason.documents
        if code in rules.documents
    ]
    if not names:
        return text
    shape = translate("Verdict", "{reason}（{documents}）")
    return shape.format(reason=text, documents=translate("Verdict", "、").join(names))


def shown_route(state: Assessment) -> Route | None:
    """The route as it stands now: mail already once the identity check speaks for it."""
    verdict = state.verdict
    if verdict.route is not None or verdict.reasons:
        return verdict.route
    return Route.MAIL if state.step(Step.IDENTITY).done else None


def expected_route(state: Assessment) -> Route | None:
    """The route as the applicant is told it: settled but for the applicant's own confirmation."""
    verdict = state.verdict
    if verdict.route is None and not verdict.reasons:
        only_confirmation = all(each.startswith("papers.confirmed") for each in verdict.pending)
        return Route.MAIL if only_confirmation else None
    return verdict.route


def verdict_title(state: Assessment, step: Step) -> str:
    """What the verdict strip says in bold: 「いまの判定」 until step 5 settles it (ui.md §4)."""
    route = shown_route(state)
    if route is None:
        return translate("Verdict", "受取り方法：まだ決まりません")
    settled = step is Step.PAPERS and state.verdict.route is not None
    said_route = (
        translate("Verdict", "郵送できます")
        if route is Route.MAIL
        else translate("Verdict", "窓口での受取りになります")
    )
    head = (
        translate("Verdict", "判定：{route}")
        if settled
        else translate("Verdict", "いまの判定：{route}")
    )
    return head.replace("{route}", said_route)


def verdict_detail(state: Assessment, rules: Rules, language: str) -> str:
    """The line after the title: the first reason, or what is still open."""
    verdict = state.verdict
    if verdict.reasons:
        text = reason_text(verdict.reasons[0], rules, language)
        more = len(verdict.reasons) - 1
        rest = (
            translate("Verdict", "（ほか{count}件）").replace("{count}", str(more)) if more else ""
        )
        return translate("Verdict", "理由：{reason}").replace("{reason}", text) + rest
    if shown_route(state) is None:
        return translate("Verdict", "本人確認・写真・書類がそろうと判定します")
    if verdict.route is Route.MAIL:
        passage = rules.texts["expected_time"]
        time = (passage.ja if language == "ja" else passage.en)[0]
        return translate("Verdict", "不足はありません・お届けの目安 {time}").replace("{time}", time)
    left = [name for step, name in step_names() if not state.step(step).done and step >= 3]
    return translate("Verdict", "残り：{steps}").replace(
        "{steps}", translate("Verdict", "・").join(left)
    )


def step_names() -> tuple[tuple[Step, str], ...]:
    """The five steps in the language of the screen."""
    return (
        (Step.FORM, translate("Verdict", "申請書")),
        (Step.APPLICANT, translate("Verdict", "申請者")),
        (Step.IDENTITY, translate("Verdict", "本人確認")),
        (Step.PHOTO, translate("Verdict", "写真")),
        (Step.PAPERS, translate("Verdict", "書類・確認")),
    )


class VerdictPanel(Card):
    """Redrawn only when something it says has changed."""

    def __init__(self) -> None:
        super().__init__(border=theme.GRAY_300, width_px=2)
        self._icon, self._title = QLabel(), line("", 22, bold=True)
        self._icon.setFixedWidth(32)
        self._lead = line("", 14, tint=theme.GRAY_700)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        head = row(self._icon, self._title, gap=6)
        head.setStretch(1, 1)
        self.body.addLayout(head)
        self.body.addWidget(self._lead)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self._shown: object = None

    def show_verdict(self, draft: Draft, rules: Rules, language: str, city: str) -> None:
        route = shown_route(draft.assessment)
        said_lines = _lines(draft, rules, language, city)
        if (route, said_lines) == self._shown:
            return
        self._shown = route, said_lines
        self._show_head(route)
        clear(self._lines)
        for mark, text, more in said_lines:
            self._lines.addWidget(CheckLine(mark, text, more, bold=bool(more) or mark == "warn"))
        self.setAccessibleName(self._title.text())

    def _show_head(self, route: Route | None) -> None:
        looks = {
            Route.MAIL: (
                "mail",
                theme.GREEN_800,
                theme.GREEN_900,
                translate("Verdict", "郵送できます"),
            ),
            Route.COUNTER: (
                "counter",
                theme.ORANGE_800,
                theme.ORANGE_1000,
                translate("Verdict", "窓口での受取りになります"),
            ),
            None: (
                "dotted-circle",
                theme.GRAY_500,
                theme.GRAY_800,
                translate("Verdict", "まだ決まりません"),
            ),
        }
        name, edge, ink, title = looks[route]
        self.set_border(edge, 2)
        self._icon.setPixmap(icon(name, edge, 28))
        self._title.setText(title)
        self._title.setStyleSheet(f"color: {ink};")
        self._lead.setText(
            {
                Route.MAIL: translate(
                    "Verdict", "ここまでの判定です。残りの手順で変わることがあります。"
                ),
                Route.COUNTER: translate("Verdict", "理由は受付控えに印刷します。"),
                None: translate("Verdict", "書類を選ぶと、ここに判定と理由を出します。"),
            }[route]
        )


def _lines(draft: Draft, rules: Rules, language: str, city: str) -> list[tuple[str, str, str]]:
    state = draft.assessment
    found = [
        ("warn", translate("Verdict", "理由：{reason}").replace("{reason}", said_reason), "")
        for said_reason in (reason_text(r, rules, language) for r in state.verdict.reasons)
    ]
    found += _good(draft, city)
    remedies = [
        said(rules.remedies[code], language)
        for code in state.verdict.remedies
        if code in rules.remedies
    ]
    if remedies:
        found.append(
            (
                "info",
                translate("Verdict", "郵送にするには（どれか1つ）"),
                translate("Verdict", "／").join(remedies),
            )
        )
    left = [
        name for step, name in step_names() if step > Step.IDENTITY and not state.step(step).done
    ]
    if left and not state.verdict.reasons:
        found.append(
            (
                "open",
                translate("Verdict", "{steps}は未確認").replace(
                    "{steps}", translate("Verdict", "・").join(left)
                ),
                "",
            )
        )
    return found


def _good(draft: Draft, city: str) -> list[tuple[str, str, str]]:
    state = draft.assessment
    good = []
    if draft.text("applicant.present") == "yes":
        good.append(translate("Verdict", "ご本人が来場している"))
    if state.identity_label:
        good.append(
            translate("Verdict", "書類の組合せ {label} を満たす").replace(
                "{label}", state.identity_label
            )
        )
    if draft.text("applicant.resident_here") == "yes":
        here = (
            translate("Verdict", "{city}に住民登録がある")
            if city
            else translate("Verdict", "市内に住民登録がある")
        )
        good.append(here.replace("{city}", city))
    return [("good", text, "") for text in good]
