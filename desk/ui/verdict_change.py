"""What other rules make of an application: its verdict before and after, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desk.domain.assessment import Assessment
from desk.domain.delivery import Route
from desk.ui.verdict_panel import shown_route


def changed_words(before: Assessment, after: Assessment) -> str:
    """One sentence for the clerk at whose application the rules changed."""
    translate = QCoreApplication.translate
    if _seen(before) == _seen(after):
        return translate("VerdictChange", "この受付の判定は変わりません。")
    words = translate(
        "VerdictChange", "この受付の判定：{before} → {after}。本人確認と理由を見直してください。"
    )
    said = words.replace("{before}", route_words(shown_route(before)))
    return said.replace("{after}", route_words(shown_route(after)))


def route_words(route: Route | None) -> str:
    translate = QCoreApplication.translate
    if route is None:
        return translate("VerdictChange", "まだ決まらない")
    if route is Route.MAIL:
        return translate("VerdictChange", "郵送")
    return translate("VerdictChange", "窓口での受取り")


def _seen(state: Assessment) -> tuple[object, ...]:
    """What a clerk sees of a verdict."""
    return shown_route(state), state.verdict.reasons, state.identity_label, state.problems
