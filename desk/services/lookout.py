"""Who is this? Today's faces in memory, and what speaks against a new one (design §3.8).

Nothing of this is stored but the doubts that people then answer: face vectors stay in memory and
end with the program. Hints advise; people decide.
"""

from __future__ import annotations

from dataclasses import dataclass

from desk.domain.application import ApplicationId, OperatorId
from desk.domain.binding import Degree, Doubt, DoubtKind
from desk.domain.numbers import ApplicationNumber
from desk.services.ports import FaceBox, Image, Look, LookEye


@dataclass(slots=True)
class _Known:
    application: ApplicationId
    look: Look


class Lookout:
    """All of it is called on the pixel thread.

    `eye` None: the comparison is switched off, or its model is missing; every shot then carries
    the doubt NOT_COMPARED, so that the supervisor knows.
    """

    def __init__(self, eye: LookEye | None) -> None:
        self._eye = eye
        self._known: dict[ApplicationNumber, _Known] = {}
        self._portraits: dict[ApplicationNumber, dict[str, Look]] = {}
        self._operators: dict[OperatorId, Look] = {}
        self.complete = eye is not None
        """False while photos of earlier applicants still wait to be learned."""

    @property
    def on(self) -> bool:
        return self._eye is not None

    def warm(self) -> None:
        """Get ready before the first applicant sits down."""
        if self._eye is not None:
            self._eye.warm()

    # learning
    def learn(self, application: ApplicationId, number: ApplicationNumber, data: bytes) -> None:
        """A photo of this terminal, as it was kept."""
        if self._eye is not None:
            self.remember(application, number, self._eye.look_at(data))

    def remember(self, application: ApplicationId, number: ApplicationNumber, look: Look) -> None:
        """The newest photo of a number stands for it."""
        self._known[number] = _Known(application, look)

    def knows(self, number: ApplicationNumber) -> bool:
        """Was a photo of that number learned since the program started?"""
        return number in self._known

    def learn_portrait(self, number: ApplicationNumber, document: str, data: bytes) -> None:
        """The portrait of a document that this applicant showed."""
        if self._eye is not None:
            self._portraits.setdefault(number, {})[document] = self._eye.look_at(data)

    def forget_portraits(self, number: ApplicationNumber) -> None:
        self._portraits.pop(number, None)

    def knows_portrait(self, number: ApplicationNumber, document: str) -> bool:
        return document in self._portraits.get(number, {})

    def learn_operator(self, operator: OperatorId, image: Image) -> bool:
        """The operator's face from the test shot of the day; False when none can be compared."""
        if self._eye is None:
            return False
        look = self._eye.look(image)
        if look.vector is None:
            return False
        self._operators[operator] = look
        return True

    @property
    def known_operators(self) -> frozenset[OperatorId]:
        """Whose face was learned since the program started."""
        return frozenset(self._operators)

    # looking
    def look(self, photo: bytes) -> Look | None:
        """A finished photo (JPEG) as it is compared; None while the comparison is off."""
        return None if self._eye is None else self._eye.look_at(photo)

    def doubts(
        self, number: ApplicationNumber, look: Look | None, frame: Image, face: FaceBox
    ) -> tuple[Doubt, ...]:
        """What speaks against this shot, the gravest first."""
        if self._eye is None or look is None:
            return (Doubt(kind=DoubtKind.NOT_COMPARED),)
        found = [*self._others(number, look), *self._portrait(number, look)]
        found += [
            Doubt(kind=DoubtKind.OPERATOR_FACE, degree=Degree(degree), operator=operator)
            for operator, known in self._operators.items()
            if (degree := self._eye.alike(known, look))
        ]
        if self._eye.recaptured(frame, face):
            found.append(Doubt(kind=DoubtKind.RECAPTURED))
        if look.vector is None or not self.complete:
            found.append(Doubt(kind=DoubtKind.NOT_COMPARED))
        return tuple(found)

    def _others(self, number: ApplicationNumber, look: Look) -> list[Doubt]:
        eye = self._eye
        found: list[Doubt] = []
        for other, known in self._known.items():
            if eye is None or other == number:
                continue
            if eye.twin(known.look, look):
                kind, degree = DoubtKind.SAME_PICTURE, Degree.VERY
            elif word := eye.alike(known.look, look):
                kind, degree = DoubtKind.ALIKE_FACE, Degree(word)
            else:
                continue
            found.append(Doubt(kind=kind, degree=degree, other=known.application))
        order = (DoubtKind.SAME_PICTURE, DoubtKind.ALIKE_FACE)
        return sorted(found, key=lambda d: (order.index(d.kind), d.degree is not Degree.VERY))

    def _portrait(self, number: ApplicationNumber, look: Look) -> list[Doubt]:
        """The best of the documents' portraits counts: an old one may not look like it any more."""
        eye = self._eye
        if eye is None:
            return []
        words = [eye.matches(each, look) for each in self._portraits.get(number, {}).values()]
        if not words or "match" in words:
            return []
        if "look" in words or "" in words:
            return [Doubt(kind=DoubtKind.PORTRAIT_UNSURE)]
        return [Doubt(kind=DoubtKind.PORTRAIT_DIFFERS)]

    def likeness(self, number: ApplicationNumber, look: Look | None) -> str:
        """For the screen: "match", "look", "none" or "" (nothing to compare)."""
        eye = self._eye
        if eye is None or look is None:
            return ""
        words = [eye.matches(each, look) for each in self._portraits.get(number, {}).values()]
        order = ("match", "look", "none", "")
        return min(words, key=order.index, default="")

    def pairs(self) -> tuple[tuple[ApplicationNumber, ApplicationNumber, Degree], ...]:
        """Every two different applicants who look alike: the supervisor's last look."""
        eye = self._eye
        known = list(self._known.items())
        found = []
        for at, (one, first) in enumerate(known):
            for other, second in known[at + 1 :]:
                if eye is not None and (word := eye.alike(first.look, second.look)):
                    found.append((one, other, Degree(word)))
        return tuple(found)
