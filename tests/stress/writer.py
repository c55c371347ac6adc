"""A program that writes practice until it is killed, and prints the id of each entry once it is acknowledged."""

import sys
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from reinforce import Answer, QuizAttempt, Rating, StoreError
from reinforce.testing.packs import SKILLS
from tests.support.loops import engine_at

LEARNERS = tuple(f"learner-{number}" for number in range(20))
LATE, QUIZ, UNDO = 0.1, 0.2, 0.05  # shares of reviews that are late, of quizzes, of retractions


def write(url: str, run: str) -> None:
    """Write to the tenant ``acme`` at *url*, under ids that begin with *run*."""
    rng = Random(run)
    with engine_at(url) as engine:
        practice = engine.tenant("acme").practice
        for number in count():
            learner, id_ = rng.choice(LEARNERS), f"{run}-{number}"
            drawn = rng.random()
            if drawn < QUIZ:
                answers = [Answer("q-terms-1", rng.choice("ab")), Answer("q-questions-1", "to learn")]
                practice.record(learner, QuizAttempt(attempt_id=id_, edition=1, answers=answers))
                said = f"attempt {learner} {id_}"
            elif drawn < QUIZ + UNDO:
                practice.undo(learner, review_id=f"{run}-{rng.randrange(number + 1)}-r")
                continue
            else:
                at = datetime.now(UTC) - timedelta(days=rng.randrange(30)) if rng.random() < LATE else None
                rating = Rating(rng.randint(1, 4))
                practice.review(learner, rng.choice(SKILLS), rating, review_id=f"{id_}-r", at=at)
                said = f"review {learner} {id_}-r"
            print(said, flush=True)  # noqa: T201 - whoever started this program listens


if __name__ == "__main__":
    try:
        write(*sys.argv[1:])
    except StoreError as error:
        sys.exit(str(error))
