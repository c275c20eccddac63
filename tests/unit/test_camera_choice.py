"""Which camera serves what: remembered, followed to another socket, or another one instead."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.services.camera_choice import PURPOSES, CameraChoice, Chosen, assign, following


@dataclass(frozen=True)
class Cam:
    id: str
    name: str


ONE, TWO, THREE = Cam("usb-1", "C920"), Cam("usb-2", "Document X"), Cam("usb-3", "C920")
cameras = st.lists(
    st.builds(Cam, st.sampled_from("abcdef"), st.sampled_from(["C920", "X"])),
    unique_by=lambda each: each.id,
    max_size=4,
)
chosen = st.none() | st.builds(
    Chosen, st.sampled_from("abcdef"), st.sampled_from(["C920", "X", "Y"])
)


def test_nobody_chose_yet():
    assert assign((), CameraChoice()).photo == ""
    alone = assign((ONE,), CameraChoice())
    assert (alone.form, alone.photo, alone.absent) == ("usb-1", "usb-1", ())
    both = assign((ONE, TWO), CameraChoice())
    assert (both.form, both.photo) == ("usb-1", "usb-2")


def test_the_remembered_ones_whatever_the_order():
    choice = CameraChoice(Chosen("usb-2", "Document X"), Chosen("usb-1", "C920"))
    for known in ((ONE, TWO, THREE), (THREE, TWO, ONE)):
        found = assign(known, choice)
        assert (found.form, found.photo, found.absent) == ("usb-2", "usb-1", ())


def test_another_socket_is_known_by_its_name():
    found = assign((THREE, TWO), CameraChoice(None, Chosen("usb-9", "C920")))
    assert (found.form, found.photo, found.absent) == ("usb-2", "usb-3", ())


def test_an_absent_one_is_replaced_and_told():
    choice = CameraChoice(Chosen("usb-2", "Document X"), Chosen("usb-9", "Gone"))
    found = assign((ONE, TWO), choice)
    assert (found.form, found.photo, found.absent) == ("usb-2", "usb-1", ("photo",))
    alone = assign((TWO,), choice)
    assert (alone.form, alone.photo, alone.absent) == ("usb-2", "usb-2", ("photo",))


def test_the_same_for_both_when_a_person_said_so():
    choice = CameraChoice(Chosen("usb-2", "Document X"), Chosen("usb-2", "Document X"))
    found = assign((ONE, TWO), choice)
    assert (found.form, found.photo) == ("usb-2", "usb-2")


@given(cameras, chosen, chosen)
def test_every_purpose_has_a_camera_and_a_remembered_one_is_kept(known, form, photo):
    choice = CameraChoice(form, photo)
    found = assign(known, choice)
    ids = {each.id for each in known}
    for purpose in PURPOSES:
        wanted = choice.of(purpose)
        assert found.of(purpose) in (ids or {""})
        if wanted is not None and wanted.id in ids:
            assert found.of(purpose) == wanted.id
        by_name = wanted is not None and any(
            each.id == found.of(purpose) and each.name == wanted.name for each in known
        )
        by_id = wanted is not None and found.of(purpose) == wanted.id
        # Never told as absent while it serves, never silently another one.
        if purpose not in found.absent and wanted is not None:
            assert by_id or by_name
    shared = found.form and found.form == found.photo
    wished = form is not None and photo is not None and form.id == photo.id
    assert not shared or wished or len(known) == 1


@given(chosen, chosen, st.sampled_from(["南口", "駅前@2"]))
def test_what_is_kept_is_read_again_at_that_venue_only(form, photo, venue):
    choice = CameraChoice(form, photo)
    kept = choice.as_kept(venue)
    assert CameraChoice.parse(kept, venue) == choice
    assert CameraChoice.parse(kept, "another") == CameraChoice()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "7",
        '{"id": 1, "name": "a"}',
        '{"id": "a"}',
        '{"id":"a","name":"b","brightness":"NaN"}',
        '{"id":"a","name":"b","brightness":null}',
        "9" * 5000,
    ],
)
def test_what_cannot_be_read_was_never_chosen(text):
    assert CameraChoice.parse({"camera.photo@here": text}, "here") == CameraChoice()


def test_following_goes_round():
    known = (ONE, TWO)
    assert following(known, "usb-1") == TWO
    assert following(known, "usb-2") == ONE
    assert following(known, "gone") == ONE
    assert following((), "usb-1") is None
