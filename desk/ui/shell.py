"""The window: bars, list, workbench, drawer, lock, help; nothing of an application itself.

How the parts meet (app.py wires, in this order):
    window = MainWindow()
    window.show_page(start_page, "start")           # StartPage or SetupPage, any widget
    window.open_desk(workbench, application_list, status_page)   # after signing on
    window.set_operator(person, people)             # who may unlock the screen
    window.lock_screen.pin_entered -> check -> lock_screen.open_up() / .refuse(sentence)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from desk.ui import keys, theme
from desk.ui.banner import line
from desk.ui.bars import LIST_STANDS_FROM_PX, ONE_COLUMN_BELOW_PX, KeyBar, StatusItem, Toast, TopBar
from desk.ui.buttons import ActionButton
from desk.ui.help import HelpDialog
from desk.ui.lock_screen import LockScreen, Person
from desk.ui.message_dialog import leaving_question

if TYPE_CHECKING:  # the list comes with the counter, after the first paint
    from desk.ui.application_list import ApplicationList

IDLE_S: Final = 300
WIDE_FROM_PX: Final = LIST_STANDS_FROM_PX
MEDIUM_FROM_PX: Final = ONE_COLUMN_BELOW_PX
CENTRE_MOST_PX: Final = 840
RIGHT_MOST_PX: Final = 560
SMALLEST_PX: Final = (900, 500)
_ACTIVITY: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class BoundSignal(Protocol):
    """A Qt signal of the workbench."""

    def connect(self, slot: Callable[..., Any], /) -> Any: ...


class WorkbenchParts(Protocol):
    """What the window needs of the workbench. `body` is the part of `centre` that scrolls: in a
    narrow window the right side is laid over it. `mode` is "wide", "medium" or "narrow".
    `changed(draft)` says that an application is open, `closed` that none is."""

    @property
    def changed(self) -> BoundSignal: ...
    @property
    def closed(self) -> BoundSignal: ...
    @property
    def centre(self) -> QWidget: ...
    @property
    def right(self) -> QWidget: ...
    @property
    def body(self) -> QWidget: ...
    def set_mode(self, mode: str) -> None: ...


class Columns(QWidget):
    """List, centre and right by the room there is (ui.md §2 and §15).

    wide: three columns. medium: the list becomes a drawer. narrow: one column, the right side
    lies over the centre's body when it is asked for.
    """

    bench_shown = Signal(bool)

    def __init__(self, bench: WorkbenchParts, panel: QWidget) -> None:
        super().__init__()
        self._bench, self._panel = bench, panel
        self._mode = "wide"
        self._right_shown = False
        self._opened: bool | None = None
        self._room = QScrollArea()
        self._room.setWidgetResizable(True)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room.setObjectName("page")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(panel)
        self._row.addWidget(bench.centre, 1)
        self._row.addWidget(self._room)
        self._room.setWidget(bench.right)
        self.rest = RestPage()
        self._row.addWidget(self.rest, 1)
        self._before: QWidget | None = None
        bench.body.installEventFilter(self)
        bench.changed.connect(lambda draft: self.show_bench(draft is not None))
        bench.closed.connect(lambda: self.show_bench(False))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)
        self.show_bench(False)

    def show_bench(self, opened: bool) -> None:
        """The workbench while an application is open, else the way to begin one."""
        if opened == self._opened:
            return
        self._opened = opened
        self._bench.centre.setVisible(opened)
        self._room.setVisible(opened and (self._mode != "narrow" or self._right_shown))
        self.rest.setVisible(not opened)
        self.bench_shown.emit(opened)
        if not opened and self.isVisible():
            self.rest.begin.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def mode(self) -> str:
        return self._mode

    @property
    def bench_open(self) -> bool:
        return bool(self._opened)

    @property
    def right_shown(self) -> bool:
        return self._right_shown

    def set_mode(self, mode: str) -> None:
        self._mode = mode
        if mode == "narrow":
            self._row.removeWidget(self._room)
            self._room.setParent(self._bench.centre)
            self.show_right(self._right_shown)
        elif self._row.indexOf(self._room) < 0:
            self._row.insertWidget(self._row.indexOf(self.rest), self._room)
            self._room.setVisible(bool(self._opened))
        self._bench.set_mode(mode)
        self.share(self.width())

    def take_panel(self, panel: QWidget) -> None:
        """The list comes back from the drawer to its column."""
        if self._row.indexOf(panel) < 0:
            self._row.insertWidget(0, panel)
        panel.show()

    def show_right(self, shown: bool) -> None:
        """In a narrow window: camera (True) or fields (False)."""
        self._right_shown = shown
        if self._mode != "narrow":
            return
        self._cover()
        self._room.setVisible(shown)
        self._room.raise_()
        self._lead_focus(shown)

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Whatever gets the focus under the right side is uncovered."""
        if now is None or self._mode != "narrow" or not self._right_shown:
            return
        if isValid(self._bench.body) and self._bench.body.isAncestorOf(now):
            self._before = None
            self.show_right(False)

    def _lead_focus(self, shown: bool) -> None:
        """The focus never stays under what covers it."""
        focused = QApplication.focusWidget()
        if shown and focused is not None and self._bench.body.isAncestorOf(focused):
            self._before = focused
            first = _first_to_focus(self._bench.right)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not shown and self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
            self._before = None

    def _cover(self) -> None:
        body, centre = self._bench.body, self._bench.centre
        if self._room.parentWidget() is centre:
            corner = body.mapTo(centre, body.rect().topLeft())
            self._room.setGeometry(QRect(corner, body.size()))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self._mode == "narrow":
            self._cover()
        return False

    def share(self, width: int) -> None:
        """What is beyond 1366 px goes to the centre, then to the right, then to the list."""
        if self._mode == "narrow":
            self._room.setMinimumWidth(0)
            self._room.setMaximumWidth(16_777_215)
            return
        spare = max(0, width - (theme.LIST_PX if self._mode == "wide" else 0))
        centre = min(CENTRE_MOST_PX, spare - theme.RIGHT_PX)
        right = max(theme.RIGHT_PX, min(RIGHT_MOST_PX, spare - centre))
        self._room.setFixedWidth(right)
        if self._mode == "wide":
            self._panel.setFixedWidth(theme.LIST_PX + max(0, min(124, spare - centre - right)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share(event.size().width())


class RestPage(QWidget):
    """No application is open: one thing to do, and where the others are."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.begin = ActionButton(
            self.tr("新しい受付"), action="new", kind="primary", size="l", icon="plus"
        )
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for words, px, bold, ink in (
            (self.tr("次の方をお呼びください"), 22, True, theme.GRAY_900),
            (
                self.tr("机の上に、前の方の書類が残っていないか確かめてから始めます。"),
                16,
                False,
                theme.GRAY_900,
            ),
        ):
            label = line(words, px, bold=bold, ink=ink)
            label.setAlignment(centre)
            column.addWidget(label)
        column.addSpacing(8)
        column.addWidget(self.begin, 0, centre)
        column.addSpacing(8)
        hint = self.tr("保留の続きや前の受付は、一覧から選びます（{key}）。")
        label = line(hint.replace("{key}", keys.shown("list")), 14, ink=theme.GRAY_700)
        label.setAlignment(centre)
        column.addWidget(label)
        column.addStretch(3)


def _first_to_focus(inside: QWidget) -> QWidget | None:
    """The first widget in there that the keyboard can reach and the eye can see."""
    step = inside.nextInFocusChain()
    while step is not None and step is not inside:
        reachable = bool(step.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
        if inside.isAncestorOf(step) and reachable and step.isVisible() and step.isEnabled():
            return step
        step = step.nextInFocusChain()
    return None


class MainWindow(QWidget):
    """The one window. Pages below the top bar: a start page, the counter, today's counts.

    Signals: `screen_changed(name)` (keys.SCREEN_KEYS), `tab_chosen(code)`, `locked`, `closing`
    (the window really closes), `settings_asked`, `test_shot_asked`, `leave_asked` (someone wants
    to leave a dedicated terminal, where the window is `held` and cannot simply be closed).
    """

    screen_changed = Signal(str)
    tab_chosen = Signal(str)
    locked = Signal()
    closing = Signal()
    settings_asked = Signal()
    test_shot_asked = Signal()
    leave_asked = Signal()

    def __init__(self, *, language: str = "ja", idle_s: int = IDLE_S) -> None:
        super().__init__()
        self.language = language
        self._screen = "start"
        self._mode = "wide"
        self._people: Sequence[Person] = ()
        self._operator: Person | None = None
        self._columns: Columns | None = None
        self._list: ApplicationList | None = None
        self._drawer_open = False
        self._ask_before_closing = True
        self._closed = False
        self.held = False
        self._saved = True
        self._tabs: dict[str, QWidget] = {}
        self._tab_screens = {"intake": "form", "status": "status"}
        self._tab_lists: dict[str, Callable[[], None]] = {}
        self._states: Sequence[StatusItem] = ()
        self._settings_offered = False
        self._entries: list[tuple[str, Callable[[], object]]] = []
        self.setWindowTitle(self.tr("まちかど申請デスク"))
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(*SMALLEST_PX)
        self.resize(1366, 768)
        self.top_bar, self.key_bar = TopBar(), KeyBar()
        self.pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.pages, 1)
        column.addWidget(self.key_bar)
        self.toast = Toast(self)
        self.lock_screen = LockScreen(self)
        self._prepare_idle(idle_s)
        self._connect()
        self.set_screen("start")

    def _prepare_idle(self, idle_s: int) -> None:
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(idle_s * 1000)
        self._idle.timeout.connect(self.lock)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            # Watching windows, not the application: only real input passes there, so that not
            # every paint and timer event goes through Python.
            app.focusWindowChanged.connect(self._watch)

    def _connect(self) -> None:
        self.top_bar.tab_chosen.connect(self.show_tab)
        self.top_bar.lock_asked.connect(self.lock)
        self.top_bar.menu_asked.connect(self.show_menu)
        self.top_bar.list_asked.connect(self.show_list)
        self.top_bar.switch_asked.connect(self.switch_side)
        self.lock_screen.help_asked.connect(lambda: self.show_help("lock", self.lock_screen))
        for action, slot in (
            ("help", self.show_help),
            ("list", self.show_list),
            ("menu", self.show_menu),
            ("lock", self.lock),
            ("switch", self.switch_side),
        ):
            keys.bind(action, self, slot)
        for number in range(1, 7):
            keys.bind(f"tab_{number}", self, self._tab_opener(number))

    def _tab_opener(self, number: int) -> Callable[[], None]:
        return lambda: self._show_tab_number(number)

    # pages

    def show_page(self, page: QWidget, screen: str) -> None:
        """Put any page in front: the start page, the set-up."""
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        self.set_screen(screen)

    def open_desk(
        self,
        bench: WorkbenchParts,
        applications: ApplicationList,
        status: QWidget,
    ) -> None:
        """Show the counter: list, workbench and the tabs that exist."""
        self._list = applications
        self._columns = Columns(bench, applications)
        self._columns.bench_shown.connect(lambda _open: self._offer_switch())
        self.pages.addWidget(self._columns)
        self.pages.addWidget(status)
        self._tabs = {"intake": self._columns, "status": status}
        self.top_bar.set_tabs(
            [("intake", self.tr("受付")), ("status", self.tr("本日の状況"))], "intake"
        )
        applications.application_chosen.connect(lambda _id: self.close_list())
        applications.new_asked.connect(self.close_list)
        applications.model.counted.connect(lambda *_: self._refresh_list_button())
        applications.words_changed.connect(self._refresh_list_button)
        keys.bind("new", self._columns, applications.new_button.click)
        self._columns.rest.begin.clicked.connect(applications.new_button.click)
        self.show_tab("intake")
        self._apply_mode(force=True)

    def add_tab(
        self,
        code: str,
        name: str,
        page: QWidget,
        screen: str,
        show_list: Callable[[], None] | None = None,
    ) -> None:
        """One more tab behind those of the desk; `show_list` is what its F3 does."""
        self.pages.addWidget(page)
        self._tabs[code] = page
        self._tab_screens[code] = screen
        if show_list is not None:
            self._tab_lists[code] = show_list
        self.top_bar.set_tabs([(code, name)], self.tab)
        self._apply_mode(force=True)

    @property
    def tab(self) -> str:
        """The code of the tab in front; "" before the desk is open."""
        page = self.pages.currentWidget()
        return next((code for code, shown in self._tabs.items() if shown is page), "")

    def show_tab(self, code: str) -> None:
        if code not in self._tabs:
            return
        self.close_list()
        self.pages.setCurrentWidget(self._tabs[code])
        self.top_bar.set_tab(code)
        self._offer_switch()
        self._offer_list()
        self.set_screen(self._tab_screens[code])
        self.tab_chosen.emit(code)

    def _show_tab_number(self, number: int) -> None:
        codes = list(self._tabs)
        if number <= len(codes):
            self.show_tab(codes[number - 1])

    @property
    def screen_name(self) -> str:
        return self._screen

    def set_screen(self, screen: str) -> None:
        """Which screen is in front: its keys below, its help on F1. The workbench says it at
        every step (connect its `screen_changed`)."""
        self._screen = screen
        self.toast.hide()  # the next deed has begun
        self.key_bar.set_actions(keys.SCREEN_KEYS.get(screen, ("help",)))
        if self._columns is not None and screen in ("form", "photo"):
            self._columns.show_right(True)
        elif self._columns is not None and screen in ("applicant", "identity", "papers"):
            self._columns.show_right(False)
        self.screen_changed.emit(screen)

    # bars

    def set_states(self, items: Sequence[StatusItem]) -> None:
        self._states = items
        self._show_states()

    def _show_states(self) -> None:
        shown = self._states
        if self._mode != "wide":  # the clock is the first to go, what needs a look stays
            shown = [item for item in self._states if item.attention or item.icon != "clock"]
        self.top_bar.set_states(shown)

    def offer_settings(self) -> None:
        """The records are open: the menu (F10) leads to the settings."""
        self._settings_offered = True

    def add_menu_entry(self, words: str, slot: Callable[[], object]) -> None:
        """One more thing that the menu (F10) leads to."""
        self._entries.append((words, slot))

    def set_idle_minutes(self, minutes: int) -> None:
        """How long nobody may touch the desk before the screen locks."""
        self._idle.setInterval(minutes * 60_000)

    def set_saved(self, text: str, ok: bool = True) -> None:
        """The state of saving; a failure shows its bar in a narrow window too."""
        self._saved = ok
        self.key_bar.set_saved(text, ok)
        self.key_bar.setVisible(self._mode != "narrow" or not ok)

    def set_spare(self, text: str) -> None:
        """What the live spare (予備SD) holds, while all is well with it."""
        self.key_bar.set_spare(text)

    def set_operator(self, person: Person, people: Sequence[Person]) -> None:
        """Who signed on, and who else may."""
        self._operator, self._people = person, people
        role = self.tr("責任者") if person.supervisor else self.tr("係員")
        self.top_bar.set_operator(person.name, role)
        self.note_activity()

    def set_people(self, people: Sequence[Person]) -> None:
        """Who may unlock the screen from now on."""
        self._people = people

    # the list as a drawer

    def show_list(self) -> None:
        """F3: to the search; in a smaller window the list comes over the page."""
        if self._list is None or self._columns is None:
            return
        if self.tab in self._tab_lists:
            self._tab_lists[self.tab]()
            return
        if self.pages.currentWidget() is not self._columns:
            self.show_tab("intake")
        if self._mode != "wide":
            self._open_drawer(self._list)
        self._list.focus_search()

    def _open_drawer(self, panel: ApplicationList) -> None:
        panel.setParent(self)
        panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._drawer_open = True
        self._place_drawer()
        panel.show()
        panel.raise_()
        self._escape = keys.bind(
            "cancel", panel, self.close_list, Qt.ShortcutContext.WidgetWithChildrenShortcut
        )

    def _place_drawer(self) -> None:
        if self._list is not None and self._drawer_open:
            foot = theme.KEY_BAR_PX if self.key_bar.isVisible() else 0
            high = self.height() - theme.TOP_BAR_PX - foot
            self._list.setGeometry(0, theme.TOP_BAR_PX, theme.LIST_PX + 44, high)

    def close_list(self) -> None:
        if self._drawer_open and self._list is not None:
            self._drawer_open = False
            self._list.hide()
            self._escape.deleteLater()

    @property
    def list_open(self) -> bool:
        return self._drawer_open

    def _refresh_list_button(self) -> None:
        if self._list is not None:
            self.top_bar.list_button.setText(self._list.count_words)

    # sides

    def switch_side(self) -> None:
        """Ctrl+Tab in a narrow window: fields or camera."""
        if self._columns is not None and self._mode == "narrow":
            self._columns.show_right(not self._columns.right_shown)

    def _offer_list(self) -> None:
        """A tab with a list of its own has its own way there."""
        self.top_bar.show_list_button(self._mode != "wide" and self.tab not in self._tab_lists)

    def _offer_switch(self) -> None:
        """The way between fields and camera for a finger or the mouse."""
        columns = self._columns
        there = columns is not None and self.pages.currentWidget() is columns
        open_now = columns is not None and columns.bench_open
        self.top_bar.switch_button.setVisible(self._mode == "narrow" and there and open_now)

    @property
    def columns(self) -> Columns | None:
        return self._columns

    @property
    def mode(self) -> str:
        return self._mode

    # help, menu, lock

    def show_help(self, screen: str = "", parent: QWidget | None = None) -> None:
        """F1: the help of the screen in front."""
        HelpDialog(screen or self._screen, self.language, parent=parent or self).open()

    def menu(self) -> QMenu:
        """Everything that the bars hold, for the keyboard and for narrow windows."""
        made = QMenu(self)
        made.setFont(theme.font(16))
        for code, button in self.top_bar.tabs():
            made.addAction(button, self._opener(code))
        if self._tabs:
            made.addSeparator()
            entry = made.addAction(_with_key(self.tr("一覧・検索"), "list"), self.show_list)
            entry.setEnabled(self._list is not None)
        made.addAction(_with_key(self.tr("この画面の使い方"), "help"), self.show_help)
        if self._operator is not None:
            made.addAction(_with_key(self.tr("画面ロック"), "lock"), self.lock)
        if self._settings_offered:
            made.addAction(self.tr("試し撮り"), self.test_shot_asked.emit)
            made.addAction(self.tr("設定"), self.settings_asked.emit)
        for words, slot in self._entries:
            made.addAction(words, slot)
        if self.held:
            made.addAction(self.tr("専用端末を終える（責任者）"), self.leave_asked.emit)
        else:
            made.addAction(self.tr("閉じる"), self.close)
        return made

    def _opener(self, code: str) -> Callable[[], None]:
        return lambda: self.show_tab(code)

    def show_menu(self) -> None:
        button = self.top_bar.menu_button
        corner = self.top_bar.rect().bottomLeft()
        at = button.rect().bottomLeft() if button.isVisible() else corner
        anchor = button if button.isVisible() else self.top_bar
        self.menu().popup(anchor.mapToGlobal(at))

    def lock(self) -> None:
        """F12 or idle. Nothing below is closed or cleared."""
        if self._closed or self._operator is None or self.lock_screen.isVisible():
            return
        self._idle.stop()
        self.toast.hide()
        self.lock_screen.lock(self._people, self._operator.id)
        self.locked.emit()

    def unlock(self) -> None:
        """The PIN was right: everything is as it was."""
        self.lock_screen.open_up()
        self.note_activity()

    def note_activity(self) -> None:
        """Someone is there: begin counting idle time anew."""
        if self._closed or self._operator is None or self.lock_screen.isVisible():
            return
        self._idle.start()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWindow) and event.type() in _ACTIVITY:
            self.note_activity()
            if event.type() in (QEvent.Type.KeyPress, QEvent.Type.TouchBegin):
                self.toast.hide()
        return False

    # size and closing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._apply_mode()
        self._place_drawer()
        if self.lock_screen.isVisible():
            self.lock_screen.setGeometry(self.geometry())

    def _apply_mode(self, force: bool = False) -> None:
        width = self.width()
        mode = "wide" if width >= WIDE_FROM_PX else "medium"
        mode = mode if width >= MEDIUM_FROM_PX else "narrow"
        if mode == self._mode and not force:
            return
        self._mode = mode
        self.top_bar.set_narrow(mode == "narrow" and bool(self._tabs))
        self.key_bar.setVisible(mode != "narrow")
        self._show_states()
        if self._columns is None or self._list is None:
            return
        self.close_list()
        self._offer_list()
        self._columns.set_mode(mode)
        self._offer_switch()
        if mode == "wide":
            self._columns.take_panel(self._list)
        else:
            self._list.hide()
        self._refresh_list_button()

    def close_without_asking(self) -> None:
        """For tests, the demonstration and the end of the session."""
        self._ask_before_closing = False
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._ask_before_closing and self.held:
            event.ignore()  # only a supervisor leads out of it (kiosk_room)
            return
        if self._ask_before_closing and self._columns is not None:
            event.ignore()
            question = leaving_question(self, saved=self._saved)
            question.agreed.connect(self.close_without_asking)
            question.open()
            return
        self._closed = True  # nobody could unlock it any more
        self._idle.stop()
        self.closing.emit()
        event.accept()


def _with_key(words: str, action: str) -> str:
    return f"{words}\t{keys.shown(action)}"
