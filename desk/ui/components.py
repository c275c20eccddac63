"""All parts under one roof, so that a page imports from one place."""

from desk.ui.badges import Badge, badge_of, badge_size, badge_word, paint_badge
from desk.ui.banner import Banner, line
from desk.ui.bars import KeyBar, StatusItem, TabButton, Toast, TopBar
from desk.ui.buttons import ActionButton, Segmented
from desk.ui.camera_view import CameraView, to_qimage
from desk.ui.choices import CheckBox, ChoiceCard, ChoiceGroup, Option
from desk.ui.fields import DropDown, LabeledField, heading
from desk.ui.focus import FocusRing
from desk.ui.step_bar import StepBar
from desk.ui.verdict_bar import VerdictBar

__all__ = [
    "ActionButton",
    "Badge",
    "Banner",
    "CameraView",
    "CheckBox",
    "ChoiceCard",
    "ChoiceGroup",
    "DropDown",
    "FocusRing",
    "KeyBar",
    "LabeledField",
    "Option",
    "Segmented",
    "StatusItem",
    "StepBar",
    "TabButton",
    "Toast",
    "TopBar",
    "VerdictBar",
    "badge_of",
    "badge_size",
    "badge_word",
    "heading",
    "line",
    "paint_badge",
    "to_qimage",
]
