"""規則の調整: every rule that a municipality may decide otherwise, edited, tried and exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desk.domain.errors import Refused
from desk.domain.overlay_preview import Difference, Seen
from desk.domain.rules import Label
from desk.domain.wareki import parse
from desk.domain.wording import Wording
from desk.services.overlay_draft import GROUPS, Key, RuleLine
from desk.ui import theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.choices import CheckBox
from desk.ui.dialog import DeskDialog
from desk.ui.fields import DropDown, LabeledField

_ROW_PX: Final = 34
_TALL_PX: Final = 540
_KEY: Final = Qt.ItemDataRole.UserRole
_TREE: Final = """
QTreeWidget { background: #ffffff; border: 1px solid #cccccc; border-radius: 8px; outline: 0; }
QTreeWidget:focus { border: 2px solid #0017c1; }
QTreeWidget::item { padding: 4px 2px; color: #1a1a1a; }
QTreeWidget::item:selected { background: #e8f1fe; color: #1a1a1a; }
"""


class OverlayDialog(DeskDialog):
    """`set_asked(key, values, since)` and `reset_asked(key, since)` for the row that is chosen;
    answer with `show_lines` or `refuse(sentence)`. `preview_asked`, `export_asked`,
    `import_asked` are about the whole."""

    set_asked = Signal(object, object, object)
    reset_asked = Signal(object, object)
    preview_asked = Signal()
    export_asked = Signal()
    import_asked = Signal()

    def __init__(self, words: Wording, today: date, parent: QWidget | None = None) -> None:
        super().__init__("", 1320, parent)
        self.title.setText(self.tr("規則の調整"))
        self.setWindowTitle(self.title.text())
        self._words, self._today = words, today
        self._lines: dict[Key, RuleLine] = {}
        self._key: Key | None = None
        self._make_list()
        self._make_editor()
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self.tree, 5)
        columns.addWidget(self._card, 4)
        self.body.addWidget(
            line(
                self.tr(
                    "市区町村が決められる規則だけが並びます。書き出したファイルにセンターが署名し、"
                    "端末が取り込むと、その日から効きます。"
                ),
                14,
            )
        )
        self.body.addLayout(columns, 1)
        self._add_buttons()
        self.first = self.tree

    def _make_list(self) -> None:
        self.tree = QTreeWidget()
        self.tree.setFont(theme.font(15))
        self.tree.setStyleSheet(_TREE)
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(self.tr("変えられる規則"))
        self.tree.setMinimumSize(300, 420)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.tree.header().resizeSection(1, 170)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.currentItemChanged.connect(self._on_chosen)

    def _make_editor(self) -> None:
        self._card = QFrame()
        self._card.setProperty("role", "card")
        self._card.setMinimumHeight(_TALL_PX)  # as tall with few fields as with many
        self._rows = QVBoxLayout(self._card)
        self._rows.setContentsMargins(16, 12, 16, 14)
        self._rows.setSpacing(8)
        self.name = line(self.tr("左の一覧から選んでください"), 17, bold=True)
        self.source = line("", 14, ink=theme.GRAY_700)
        self.shipped = line("", 14, ink=theme.GRAY_700)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(6)
        self._inputs: dict[str, QWidget] = {}
        self.since = LabeledField(self.tr("この日から"), True)
        self.since.set_hint(self.tr("今日かあとの日（例：2026-12-01、令和8年12月1日）"))
        self.error = line("", 14, ink=theme.RED_900)
        self.keep = ActionButton(self.tr("この変更を加える"), kind="primary", size="s")
        self.reset = ActionButton(self.tr("国の標準に戻す"), size="s")
        self.keep.clicked.connect(self._on_keep)
        self.reset.clicked.connect(self._on_reset)
        buttons = QHBoxLayout()
        buttons.addWidget(self.reset)
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        for widget in (self.name, self.shipped, self.source):
            self._rows.addWidget(widget)
        self._rows.addLayout(self._fields)
        self._rows.addWidget(self.since)
        self._rows.addWidget(self.error)
        self._rows.addLayout(buttons)
        self._rows.addStretch(1)
        self._show_editor(False)

    def _add_buttons(self) -> None:
        self.take_in = self.add_button(ActionButton(self.tr("署名済みを取り込む"), icon="usb"))
        self.preview = self.add_button(ActionButton(self.tr("判定の変わり方を見る")))
        self.export = self.add_button(ActionButton(self.tr("書き出す"), kind="primary"))
        self.take_in.clicked.connect(self.import_asked)
        self.preview.clicked.connect(self.preview_asked)
        self.export.clicked.connect(self.export_asked)

    def sizeHint(self) -> QSize:
        return QSize(1320, 700)

    # the list

    def show_lines(self, lines: Sequence[RuleLine], said: str) -> None:
        """All rows by group; the one that was chosen stays chosen. `said` stands at the foot."""
        chosen = self._key
        self._lines = {each.key: each for each in lines}
        self.tree.blockSignals(True)
        self.tree.clear()
        found = None
        for group in GROUPS:
            mine = [each for each in lines if each.group == group]
            if not mine:
                continue
            head = QTreeWidgetItem([self._words.label(f"rule_group_{group}"), str(len(mine))])
            head.setFont(0, theme.font(15, bold=True))
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.tree.addTopLevelItem(head)
            for each in mine:
                item = self._item(each)
                head.addChild(item)
                found = item if each.key == chosen else found
            head.setExpanded(group != "procedures" or (chosen or ("",))[0].startswith("proc"))
        self.tree.blockSignals(False)
        if found is not None:
            self.tree.setCurrentItem(found)
            self.tree.scrollToItem(found, QTreeWidget.ScrollHint.PositionAtCenter)
        self.note.setText(said)
        self.fit()

    def _item(self, each: RuleLine) -> QTreeWidgetItem:
        shown = self._value_words(each, each.values)
        if each.changed:
            shown = self.tr("{value}（調整）").replace("{value}", shown)
        item = QTreeWidgetItem([self.name_of(each), shown])
        item.setData(0, _KEY, each.key)
        item.setSizeHint(0, QSize(0, _ROW_PX))
        for column in (0, 1):
            item.setToolTip(column, item.text(column))
            if each.changed:
                item.setFont(column, theme.font(15, bold=True))
        return item

    def choose(self, key: Key) -> None:
        """Show that row in the editor."""
        self._key = key
        self.show_lines(tuple(self._lines.values()), self.note.text())

    def name_of(self, each: RuleLine) -> str:
        code = each.key[2]
        said = each.en if self._words.language == "en" else each.ja
        return said.replace("{move_window_months}", "○") or self._words.label(
            f"rule_setting_{code}"
        )

    def _value_words(self, each: RuleLine, values: Mapping[str, Any]) -> str:
        for name in ("enabled", "value", "years", "days", "kept_days"):
            value = values.get(name)
            if name in values and (value or name in ("enabled", "value")):
                return self._said(each, name, value)
        return ""

    def _said(self, each: RuleLine, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return self.tr("使う") if value else self.tr("使わない")
        known = {code: en if self._words.language == "en" else ja for code, ja, en in each.choices}
        if str(value) in known:
            return known[str(value)] or self._choice_words(str(value))
        shapes = {"years": self.tr("{count}年"), "days": self.tr("{count}日")}
        shapes["kept_days"] = shapes["days"]
        return shapes.get(name, "{count}").replace("{count}", str(value))

    def _choice_words(self, code: str) -> str:
        said = self._words.label(f"rule_choice_{code}")
        return code if said.startswith("rule_choice_") else said

    # the editor

    def _on_chosen(self, item: QTreeWidgetItem | None, _before: object = None) -> None:
        key = None if item is None else item.data(0, _KEY)
        each = None if key is None else self._lines.get(tuple(key))
        if each is None:
            return
        self._key = each.key
        self.name.setText(self.name_of(each))
        self.source.setText(self.tr("出典：{source}").replace("{source}", each.source))
        shipped = self._value_words(each, each.shipped)
        self.shipped.setText(self.tr("国の標準：{value}").replace("{value}", shipped))
        self.shipped.setVisible(bool(shipped))
        self._fill_fields(each)
        start = max(self._today, each.since or self._today)
        self.since.set_text(start.isoformat())
        self.since.set_error("")
        self.error.setText("")
        self.error.hide()
        self._show_editor(True)
        self.reset.setEnabled(each.changed)
        QTimer.singleShot(0, self, self.fit)  # once the fields are laid out

    def _show_editor(self, shown: bool) -> None:
        for widget in (self.source, self.since, self.keep, self.reset):
            widget.setVisible(shown)
        if not shown:
            self.shipped.hide()
            self.error.hide()

    def _fill_fields(self, each: RuleLine) -> None:
        while (old := self._fields.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._inputs = {}
        for name, value in each.values.items():
            label = self._words.label(f"rule_key_{name}")
            editor = self._input(each, name, value, label)
            self._inputs[name] = editor
            if isinstance(editor, (CheckBox, LabeledField)):
                self._fields.addWidget(editor)
            else:
                self._fields.addWidget(LabeledField(label, editor=editor))

    def _input(self, each: RuleLine, name: str, value: Any, label: str) -> QWidget:
        if isinstance(value, bool):
            box = CheckBox(label)
            box.setChecked(value)
            return box
        if name == "value" and each.choices:
            return self._drop_down(each, str(value))
        if isinstance(value, (list, tuple)):
            edit = QPlainTextEdit("\n".join(value))
            edit.setFont(theme.font(16))
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(84)
            edit.setAccessibleName(label)
            return edit
        field = LabeledField(label)
        field.set_text(str(value))
        return field

    def _drop_down(self, each: RuleLine, now: str) -> DropDown:
        made = DropDown()
        for code, ja, en in each.choices:
            said = en if self._words.language == "en" else ja
            made.addItem(said or self._choice_words(code), code)
        made.set_code(now)
        return made

    def values(self) -> dict[str, Any]:
        """What the fields say, each of its kind; raises Refused("overlay_number")."""
        assert self._key is not None  # noqa: S101 the editor is only shown for a row
        shipped = self._lines[self._key].shipped
        return {name: _read(each, shipped[name]) for name, each in self._inputs.items()}

    def input(self, name: str) -> QWidget:
        """The field of that name of the row that is chosen."""
        return self._inputs[name]

    def _since(self) -> date | None:
        try:
            day = parse(self.since.text()).day
        except Refused:
            day = None
        said = "" if day is not None else self.tr("日付を入れてください（例：2026-12-01）")
        self.since.set_error(said)
        return day

    def _on_keep(self) -> None:
        since = self._since()
        if since is None or self._key is None:
            return
        try:
            values = self.values()
        except Refused as error:
            self.refuse(self._words.sentence_for(error))
            return
        self.set_asked.emit(self._key, values, since)

    def _on_reset(self) -> None:
        since = self._since()
        if since is not None and self._key is not None:
            self.reset_asked.emit(self._key, since)

    def refuse(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()
        self.fit()


def _read(editor: QWidget, shipped: Any) -> Any:
    if isinstance(editor, CheckBox):
        return editor.isChecked()
    if isinstance(editor, QPlainTextEdit):
        found = tuple(each for each in editor.toPlainText().splitlines() if each.strip())
        return type(shipped)(found)
    if isinstance(editor, DropDown):
        return type(shipped)(editor.code())
    assert isinstance(editor, LabeledField)  # noqa: S101 there is no other input
    text = editor.text().strip()
    if not isinstance(shipped, int):
        return text
    if not text.isdecimal():
        raise Refused("overlay_number")
    return int(text)


class PreviewDialog(DeskDialog):
    """Which of the example cases would be judged otherwise on that day, and the changes."""

    def __init__(
        self,
        words: Wording,
        found: Sequence[Difference],
        count: int,
        on: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", 900, parent)
        self._words = words
        self.title.setText(self.tr("判定の変わり方"))
        self.setWindowTitle(self.title.text())
        shape = (
            self.tr("{day} の規則で、{count} の例のうち {changed} の判定が変わります")
            if found
            else self.tr("{day} の規則で、{count} の例の判定はどれも変わりません")
        )
        said = shape.replace("{day}", on.isoformat()).replace("{count}", str(count))
        said = said.replace("{changed}", str(len(found)))
        self.banner = Banner("notice" if found else "ok", said)
        self.body.addWidget(self.banner)
        self.texts: list[str] = []
        for each in found:
            self._add(each)
        self.body.addStretch(1)
        done = self.add_button(ActionButton(self.tr("閉じる"), action="cancel", kind="primary"))
        done.clicked.connect(self.reject)
        self.first = done

    def _add(self, each: Difference) -> None:
        said = self._label(Label(ja=each.example.ja, en=each.example.en))
        self.body.addWidget(line(said, 16, bold=True))
        change = self.tr("{before} → {after}")
        change = change.replace("{before}", self._seen(each.before))
        change = change.replace("{after}", self._seen(each.after))
        self.body.addWidget(line(change, 15))
        self.texts += [said, change]

    def _seen(self, seen: Seen) -> str:
        said = self._words.label(f"rule_outcome_{seen.outcome}")
        more = [self._label(each) for each in seen.words]
        more += [self._words.say(code) for code in seen.problems]
        parts = ([seen.met] if seen.met else []) + more
        return f"{said}（{'、'.join(parts)}）" if parts else said

    def _label(self, label: Label) -> str:
        return label.en if self._words.language == "en" else label.ja
