"""Who is asking, as dependencies of FastAPI. Instead of a sign-in: ?as=dani in the address, or a header."""

# Annotations stay what they are here: FastAPI reads them when a route is made.
from typing import Annotated

from fastapi import Depends, Header, Query, Request

from examples.lms_fastapi.lms import LMS
from examples.lms_fastapi.people import LEARNER, MANAGER, Person, person_of


def _lms(request: Request) -> LMS:
    lms: LMS = request.app.state.lms
    return lms


Running = Annotated[LMS, Depends(_lms)]
# Never do this where it matters.
ByQuery = Annotated[str | None, Query(alias="as")]
ByHeader = Annotated[str | None, Header()]


async def _learner(lms: Running, as_: ByQuery = None, x_person: ByHeader = None) -> Person:
    return await person_of(lms, as_ or x_person, role=LEARNER)


async def _manager(lms: Running, as_: ByQuery = None, x_person: ByHeader = None) -> Person:
    return await person_of(lms, as_ or x_person, role=MANAGER)


Practising = Annotated[Person, Depends(_learner)]
Manager = Annotated[Person, Depends(_manager)]
