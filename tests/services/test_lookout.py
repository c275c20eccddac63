"""Who is this? What the lookout says of a new photo, with a small eye that tells faces apart."""

from __future__ import annotations

from datetime import date

import pytest
from look_world import FACE, PointEye, image

from desk.domain.application import ApplicationId, OperatorId
from desk.domain.binding import Degree, Doubt, DoubtKind
from desk.domain.numbers import ApplicationNumber
from desk.services.lookout import Lookout
from desk.services.ports import Image, Look

DAY = date(2026, 11, 23)
A, B, C = (ApplicationNumber(DAY, "K3", serial) for serial in (1, 2, 3))


def app(number: ApplicationNumber) -> ApplicationId:
    return ApplicationId(f"application {number.serial}")


@pytest.fixture
def lookout() -> Lookout:
    return Lookout(PointEye())


def learn(lookout: Lookout, number: ApplicationNumber, photo: Image) -> None:
    lookout.learn(app(number), number, photo.tobytes())


def doubts(lookout: Lookout, number: ApplicationNumber, photo: Image) -> tuple[Doubt, ...]:
    return lookout.doubts(number, lookout.look(photo.tobytes()), photo, FACE)


def said(
    lookout: Lookout, number: ApplicationNumber, photo: Image
) -> list[tuple[DoubtKind, str, str]]:
    return [(each.kind, each.degree.value, each.subject) for each in doubts(lookout, number, photo)]


def test_different_people_raise_no_doubt(lookout: Lookout) -> None:
    learn(lookout, A, image(face=10, picture=1))
    learn(lookout, B, image(face=20, picture=2))
    assert doubts(lookout, C, image(face=30, picture=3)) == ()


def test_alike_faces_are_told_with_whose_they_are_the_most_alike_first(lookout: Lookout) -> None:
    learn(lookout, A, image(face=12, picture=1))
    learn(lookout, B, image(face=11, picture=2))
    assert said(lookout, C, image(face=10, picture=3)) == [
        (DoubtKind.ALIKE_FACE, "very", app(B)),
        (DoubtKind.ALIKE_FACE, "some", app(A)),
    ]


def test_the_same_picture_comes_before_alike_faces(lookout: Lookout) -> None:
    learn(lookout, A, image(face=10, picture=1))
    learn(lookout, B, image(face=90, picture=3))
    assert said(lookout, C, image(face=10, picture=3)) == [
        (DoubtKind.SAME_PICTURE, "very", app(B)),
        (DoubtKind.ALIKE_FACE, "very", app(A)),
    ]


def test_nobody_looks_like_themselves(lookout: Lookout) -> None:
    """The second shot of one applicant, and a correction under the same number."""
    learn(lookout, A, image(face=10, picture=1))
    assert doubts(lookout, A, image(face=10, picture=1)) == ()
    lookout.remember(ApplicationId("version 2"), A, Look(10, 7))
    (doubt,) = doubts(lookout, B, image(face=10, picture=9))
    assert doubt.other == "version 2"


def test_the_newest_photo_stands_for_its_number(lookout: Lookout) -> None:
    learn(lookout, A, image(face=10, picture=1))
    learn(lookout, A, image(face=50, picture=2))
    assert doubts(lookout, B, image(face=10, picture=3)) == ()
    assert said(lookout, B, image(face=50, picture=3)) == [(DoubtKind.ALIKE_FACE, "very", app(A))]


def test_the_operators_own_face_is_told(lookout: Lookout) -> None:
    operator = OperatorId("clerk")
    assert not lookout.learn_operator(operator, image(face=0))
    assert lookout.known_operators == frozenset()
    assert lookout.learn_operator(operator, image(face=40))
    assert lookout.known_operators == {operator}
    (doubt,) = doubts(lookout, A, image(face=41, picture=1))
    assert (doubt.kind, doubt.degree) == (DoubtKind.OPERATOR_FACE, Degree.VERY)
    assert (doubt.operator, doubt.other, doubt.subject) == (operator, None, "clerk")
    assert doubts(lookout, A, image(face=50, picture=1)) == ()


def test_a_picture_of_a_picture_is_told(lookout: Lookout) -> None:
    told = said(lookout, A, image(face=10, recaptured=True))
    assert told == [(DoubtKind.RECAPTURED, "", "-")]


@pytest.mark.parametrize(
    ("portraits", "kinds", "likeness"),
    [
        ((), [], ""),
        ((11,), [], "match"),
        ((15,), [DoubtKind.PORTRAIT_UNSURE], "look"),
        ((0,), [DoubtKind.PORTRAIT_UNSURE], ""),
        ((90,), [DoubtKind.PORTRAIT_DIFFERS], "none"),
        ((90, 15), [DoubtKind.PORTRAIT_UNSURE], "look"),
        ((90, 0), [DoubtKind.PORTRAIT_UNSURE], "none"),
        ((90, 11), [], "match"),
    ],
)
def test_the_best_of_the_documents_portraits_counts(
    lookout: Lookout, portraits: tuple[int, ...], kinds: list[DoubtKind], likeness: str
) -> None:
    for place, face in enumerate(portraits):
        lookout.learn_portrait(A, f"document {place}", image(face).tobytes())
    photo = image(face=10, picture=1)
    assert [each.kind for each in doubts(lookout, A, photo)] == kinds
    assert lookout.likeness(A, lookout.look(photo.tobytes())) == likeness
    assert doubts(lookout, B, photo) == ()  # another applicant's documents say nothing


def test_forgotten_portraits_say_nothing(lookout: Lookout) -> None:
    lookout.learn_portrait(A, "driving_licence", image(face=90).tobytes())
    assert lookout.knows_portrait(A, "driving_licence")
    assert not lookout.knows_portrait(B, "driving_licence")
    lookout.forget_portraits(A)
    lookout.forget_portraits(B)
    assert not lookout.knows_portrait(A, "driving_licence")
    assert doubts(lookout, A, image(face=10)) == ()


def test_what_cannot_be_compared_is_said(lookout: Lookout) -> None:
    learn(lookout, A, image(face=10, picture=1))
    no_vector = said(lookout, B, image(face=0, picture=1))
    assert no_vector == [
        (DoubtKind.SAME_PICTURE, "very", app(A)),
        (DoubtKind.NOT_COMPARED, "", "-"),
    ]
    lookout.complete = False  # earlier photos are still being learned
    assert said(lookout, B, image(face=10, picture=2)) == [
        (DoubtKind.ALIKE_FACE, "very", app(A)),
        (DoubtKind.NOT_COMPARED, "", "-"),
    ]
    lookout.complete = True
    assert DoubtKind.NOT_COMPARED not in {
        each.kind for each in doubts(lookout, B, image(face=10, picture=2))
    }


def test_switched_off_it_says_so_and_learns_nothing() -> None:
    lookout = Lookout(None)
    assert not lookout.on
    assert not lookout.complete
    learn(lookout, A, image(face=10))
    lookout.learn_portrait(A, "passport", image(face=90).tobytes())
    assert not lookout.learn_operator(OperatorId("clerk"), image(face=10))
    assert lookout.look(image(face=10).tobytes()) is None
    assert said(lookout, B, image(face=10)) == [(DoubtKind.NOT_COMPARED, "", "-")]
    assert (lookout.likeness(A, None), lookout.pairs()) == ("", ())


def test_every_pair_of_the_day_that_looks_alike(lookout: Lookout) -> None:
    for number, face in ((A, 10), (B, 30), (C, 12)):
        learn(lookout, number, image(face=face, picture=number.serial))
    assert lookout.pairs() == ((A, C, Degree.SOME),)
