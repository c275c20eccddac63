"""The one table of keys (ui.md §5): it makes the shortcuts, the key frames and the help's list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that keys do. `label` is the Japanese source; `shown` what the key frame says."""

    id: str
    keys: tuple[str, ...]
    label: object  # a text; QT_TRANSLATE_NOOP is declared to give object
    shown: str = ""


_TABLE: Final = (
    Action("help", ("F1",), QT_TRANSLATE_NOOP("Keys", "使い方")),
    Action("new", ("F2",), QT_TRANSLATE_NOOP("Keys", "新しい受付")),
    Action("list", ("F3",), QT_TRANSLATE_NOOP("Keys", "一覧・検索")),
    Action("applicant_display", ("F4",), QT_TRANSLATE_NOOP("Keys", "申請者画面")),
    Action("retake", ("F5",), QT_TRANSLATE_NOOP("Keys", "撮り直し")),
    Action("check_form", ("F5",), QT_TRANSLATE_NOOP("Keys", "申請書の照合")),
    Action("recheck", ("F5",), QT_TRANSLATE_NOOP("Keys", "再点検")),
    Action("hold", ("F6",), QT_TRANSLATE_NOOP("Keys", "保留")),
    Action("more", ("F7",), QT_TRANSLATE_NOOP("Keys", "訂正・その他")),
    Action("correct", ("F7",), QT_TRANSLATE_NOOP("Keys", "訂正")),
    Action("unlock", ("F7",), QT_TRANSLATE_NOOP("Keys", "責任者による解除")),
    Action("void", ("F8",), QT_TRANSLATE_NOOP("Keys", "取消")),
    Action("hand_back", ("Shift+F8",), QT_TRANSLATE_NOOP("Keys", "返却")),
    Action("scan_all", ("F6",), QT_TRANSLATE_NOOP("Keys", "連続読取")),
    Action("seal_short", ("F8",), QT_TRANSLATE_NOOP("Keys", "不足ありで封緘")),
    Action("print_tally", ("F9",), QT_TRANSLATE_NOOP("Keys", "集計票の印刷")),
    Action("carry_out", ("F7",), QT_TRANSLATE_NOOP("Keys", "USB書出し")),
    Action("carry_in", ("F8",), QT_TRANSLATE_NOOP("Keys", "USB取込み")),
    Action("print", ("F9",), QT_TRANSLATE_NOOP("Keys", "控え印刷")),
    Action("menu", ("F10",), QT_TRANSLATE_NOOP("Keys", "メニュー")),
    Action("lock", ("F12",), QT_TRANSLATE_NOOP("Keys", "ロック")),
    Action("call", ("Ctrl+H",), QT_TRANSLATE_NOOP("Keys", "責任者を呼ぶ")),
    Action("camera", ("Ctrl+K",), QT_TRANSLATE_NOOP("Keys", "カメラ切替")),
    Action("type_id", ("Ctrl+I",), QT_TRANSLATE_NOOP("Keys", "ID手入力")),
    Action("open_file", ("Ctrl+O",), QT_TRANSLATE_NOOP("Keys", "ファイルから読む")),
    Action("form_back", ("Ctrl+U",), QT_TRANSLATE_NOOP("Keys", "裏面を撮る")),
    Action("consent", ("Ctrl+D",), QT_TRANSLATE_NOOP("Keys", "写しの同意")),
    Action("preview", ("Ctrl+P",), QT_TRANSLATE_NOOP("Keys", "控えの見本")),
    Action("zoom", ("Ctrl++", "Ctrl+;", "Ctrl+="), QT_TRANSLATE_NOOP("Keys", "画像の拡大")),
    Action(
        "next", ("Ctrl+Return", "Ctrl+Enter"), QT_TRANSLATE_NOOP("Keys", "次へ・確定"), "Ctrl+Enter"
    ),
    Action(
        "send_on",
        ("Ctrl+Return", "Ctrl+Enter"),
        QT_TRANSLATE_NOOP("Keys", "続きから送る"),
        "Ctrl+Enter",
    ),
    Action("cancel", ("Esc",), QT_TRANSLATE_NOOP("Keys", "やめる")),
    Action("begin", ("Return", "Enter"), QT_TRANSLATE_NOOP("Keys", "受付を始める"), "Enter"),
    Action("switch", ("Ctrl+Tab",), QT_TRANSLATE_NOOP("Keys", "カメラと項目の切替")),
    Action("step_1", ("Alt+1",), QT_TRANSLATE_NOOP("Keys", "手順1へ")),
    Action("step_2", ("Alt+2",), QT_TRANSLATE_NOOP("Keys", "手順2へ")),
    Action("step_3", ("Alt+3",), QT_TRANSLATE_NOOP("Keys", "手順3へ")),
    Action("step_4", ("Alt+4",), QT_TRANSLATE_NOOP("Keys", "手順4へ")),
    Action("step_5", ("Alt+5",), QT_TRANSLATE_NOOP("Keys", "手順5へ")),
    Action("steps", (), QT_TRANSLATE_NOOP("Keys", "手順へ移動"), "Alt+1…5"),
    Action("steps_4", (), QT_TRANSLATE_NOOP("Keys", "手順へ移動"), "Alt+1…4"),
    Action("tab_1", ("Ctrl+1",), QT_TRANSLATE_NOOP("Keys", "1つ目のタブ")),
    Action("tab_2", ("Ctrl+2",), QT_TRANSLATE_NOOP("Keys", "2つ目のタブ")),
    Action("tab_3", ("Ctrl+3",), QT_TRANSLATE_NOOP("Keys", "3つ目のタブ")),
    Action("tab_4", ("Ctrl+4",), QT_TRANSLATE_NOOP("Keys", "4つ目のタブ")),
    Action("tab_5", ("Ctrl+5",), QT_TRANSLATE_NOOP("Keys", "5つ目のタブ")),
    Action("tab_6", ("Ctrl+6",), QT_TRANSLATE_NOOP("Keys", "6つ目のタブ")),
    Action("tabs", (), QT_TRANSLATE_NOOP("Keys", "上のタブへ移動"), "Ctrl+1…6"),
    Action("choose_1", ("1",), QT_TRANSLATE_NOOP("Keys", "1を選ぶ")),
    Action("choose_2", ("2",), QT_TRANSLATE_NOOP("Keys", "2を選ぶ")),
    Action("choose_3", ("3",), QT_TRANSLATE_NOOP("Keys", "3を選ぶ")),
    Action("choose_4", ("4",), QT_TRANSLATE_NOOP("Keys", "4を選ぶ")),
    Action("choose_5", ("5",), QT_TRANSLATE_NOOP("Keys", "5を選ぶ")),
    Action("choose", (), QT_TRANSLATE_NOOP("Keys", "番号で選ぶ"), "1…5"),
    Action("approve", ("A",), QT_TRANSLATE_NOOP("Keys", "承認")),
    Action("send_back", ("R",), QT_TRANSLATE_NOOP("Keys", "差戻し")),
    Action("later", ("L",), QT_TRANSLATE_NOOP("Keys", "後で")),
    Action("person_before", ("Left",), QT_TRANSLATE_NOOP("Keys", "前の人"), "←"),
    Action("person_after", ("Right",), QT_TRANSLATE_NOOP("Keys", "次の人"), "→"),
    Action("persons", (), QT_TRANSLATE_NOOP("Keys", "前後の人"), "← →"),
    Action("page_before", ("PgUp",), QT_TRANSLATE_NOOP("Keys", "前の8人"), "PgUp"),
    Action("page_after", ("PgDown",), QT_TRANSLATE_NOOP("Keys", "次の8人"), "PgDn"),
    Action("compare", ("F4",), QT_TRANSLATE_NOOP("Keys", "並べて比べる")),
    Action("enlarge", ("+", ";", "="), QT_TRANSLATE_NOOP("Keys", "拡大")),
    Action("open_case", ("F2",), QT_TRANSLATE_NOOP("Keys", "受付を始める")),
    Action("board", ("F4",), QT_TRANSLATE_NOOP("Keys", "番号表示")),
    Action("take_ticket", ("F6",), QT_TRANSLATE_NOOP("Keys", "番号札を出す")),
    Action("call_next", ("F7",), QT_TRANSLATE_NOOP("Keys", "次の方を呼ぶ")),
    Action("hand_over", ("F6",), QT_TRANSLATE_NOOP("Keys", "端末へ引き渡す")),
    Action("refer", ("F7",), QT_TRANSLATE_NOOP("Keys", "窓口を案内")),
    Action("leave_case", ("F8",), QT_TRANSLATE_NOOP("Keys", "取りやめ")),
    Action("print_paper", ("F9",), QT_TRANSLATE_NOOP("Keys", "紙の印刷")),
    Action("back_to_list", ("Esc",), QT_TRANSLATE_NOOP("Keys", "一覧へ")),
    Action("rows", (), QT_TRANSLATE_NOOP("Keys", "手続きを選ぶ"), "↑ ↓"),
    Action("yes", ("Y",), QT_TRANSLATE_NOOP("Keys", "はい")),
    Action("no", ("N",), QT_TRANSLATE_NOOP("Keys", "いいえ")),
    # The button with the focus answers these itself, so there is nothing to bind.
    Action("press", (), QT_TRANSLATE_NOOP("Keys", "項目を確認"), "Space"),
    Action("shoot", (), QT_TRANSLATE_NOOP("Keys", "撮影"), "Space"),
    Action("pause_sending", (), QT_TRANSLATE_NOOP("Keys", "一時停止"), "Space"),
    Action("batches", (), QT_TRANSLATE_NOOP("Keys", "束を選ぶ"), "↑ ↓"),
    Action("field", (), QT_TRANSLATE_NOOP("Keys", "次の項目"), "Tab"),
    Action("documents", (), QT_TRANSLATE_NOOP("Keys", "書類を選ぶ"), "A1…B6"),
)
ACTIONS: Final[dict[str, Action]] = {action.id: action for action in _TABLE}


def label(action: str) -> str:
    """What the action is called, in the language of the screen."""
    return QCoreApplication.translate("Keys", str(ACTIONS[action].label))


def shown(action: str) -> str:
    """What the key frame says: F6, Ctrl+Enter."""
    known = ACTIONS[action]
    return known.shown or known.keys[0]


def bind(
    action: str,
    widget: QWidget,
    slot: Callable[[], object],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> QShortcut:
    """Make the action's keys call `slot` while `widget` is visible in the active window.

    Keys of one character do nothing while a text field has the focus: the field takes them first.
    """
    return bind_keys(ACTIONS[action].keys, widget, slot, context)


def bind_keys(
    keys: Iterable[str],
    widget: QWidget,
    slot: Callable[[], object],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> QShortcut:
    """The same for keys that the table does not list one by one, such as "A, 1" (A then 1)."""
    shortcut = QShortcut(widget)
    shortcut.setKeys([QKeySequence(key) for key in keys])
    shortcut.setContext(context)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(slot)
    return shortcut


SCREEN_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "start": ("help", "recheck", "field", "unlock"),
    "form": ("help", "steps", "applicant_display", "hold", "field"),
    "applicant": ("help", "steps", "applicant_display", "hold", "field"),
    "identity": ("help", "steps", "applicant_display", "hold", "documents"),
    "photo": ("help", "steps", "retake", "hold", "shoot"),
    "papers": ("help", "steps", "applicant_display", "print", "press"),
    "list": ("help", "new", "list", "more", "field"),
    "change": ("help", "choose", "next", "cancel"),
    "duplicate": ("help", "choose", "call", "next"),
    "status": ("help", "tabs", "lock", "field"),
    "review": ("help", "persons", "approve", "send_back", "later", "compare", "enlarge"),
    "day_close": ("help", "field", "scan_all", "print_tally", "next"),
    "sending": ("help", "batches", "send_on", "carry_out", "carry_in"),
    "setup": ("help", "next", "field"),
    "lock": ("help", "field"),
    "procedures": ("help", "rows", "list", "open_case", "take_ticket", "call_next", "board"),
    "case": ("help", "field", "documents", "hand_over", "print_paper", "next", "back_to_list"),
}
"""The keys that the bar at the bottom shows on each screen."""

HELP_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "start": ("help", "recheck", "unlock", "begin", "field"),
    "form": (
        "next",
        "type_id",
        "open_file",
        "camera",
        "form_back",
        "check_form",
        "hold",
        "more",
        "cancel",
        "list",
    ),
    "applicant": ("next", "form_back", "zoom", "hold", "more", "steps", "field"),
    "identity": (
        "next",
        "documents",
        "consent",
        "applicant_display",
        "retake",
        "hold",
        "more",
        "call",
        "steps",
    ),
    "photo": ("shoot", "retake", "yes", "no", "next", "camera", "hold", "call"),
    "papers": ("press", "applicant_display", "preview", "next", "print", "hold", "more"),
    "list": ("list", "new", "hold", "more", "void", "print", "menu"),
    "change": ("correct", "hold", "void", "hand_back", "choose", "next", "cancel"),
    "duplicate": ("choose", "call", "next", "cancel"),
    "status": ("tabs", "lock", "menu"),
    "review": (
        "approve",
        "send_back",
        "later",
        "person_before",
        "person_after",
        "page_before",
        "page_after",
        "compare",
        "enlarge",
        "list",
        "choose",
    ),
    "day_close": ("next", "scan_all", "seal_short", "print_tally", "steps_4", "field"),
    "sending": ("batches", "pause_sending", "send_on", "carry_out", "carry_in", "field"),
    "procedures": (
        "rows",
        "list",
        "open_case",
        "take_ticket",
        "call_next",
        "board",
        "tabs",
    ),
    "case": (
        "field",
        "yes",
        "no",
        "choose",
        "documents",
        "print_paper",
        "hand_over",
        "refer",
        "leave_case",
        "next",
        "back_to_list",
    ),
    "setup": ("next", "field"),
    "spare": ("next", "cancel", "field"),
    "lock": ("unlock", "field"),
}
"""The keys that the help page of each screen lists."""
