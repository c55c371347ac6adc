"""What learners, teams and hosts send about practice: attempts, reviews, and skills used at work."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from reinforce.engine.recording.batch_rows import attempt_faults, attempt_row, review_faults, review_row
from reinforce.engine.recording.check_rows import check_rows, read_rows
from reinforce.engine.recording.record import record
from reinforce.engine.recording.sent_attempt import SentAttempt, rehearsed
from reinforce.engine.recording.sent_review import NewReview, SentReview
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.practice.progress import APPLICATION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.recording.batch_rows import RowFault
    from reinforce.practice import Attempt, Outcome


class Submissions:
    """
    The part of `Practice` that takes practice in; what raises has recorded nothing.

    A learner, skill or edition that is not there is a `NotFoundError`, an id that is taken by an entry with other
    content a `ConflictError`, and an instant more than five minutes in the future, or before the floor of the tenant's
    policy (`Arrival`), a `ClockSkewError`.

    What is *imported* is the host's own word, as from a system that it ran before: neither the floor nor the late limit
    applies. It is never read from JSON. Attempts and reviews may be given as JSON values, as a client sends them; then
    what only the host may say is refused in them (see `attempt_from` and `NewReview`).
    """

    _context: TenantContext

    def record(self, learner: str, attempt: Attempt | Mapping[str, Any], *, imported: bool = False) -> Outcome:
        """
        Grade an attempt, move the memory of every skill it shows, and return the outcome with feedback.

        The same attempt a second time, by its id, changes nothing and returns the first outcome. A skill that was
        answered wrong with confidence is noted, so that plans look at it again early.

        Args:
            learner: who made it.
            attempt: a `QuizAttempt` or a `DrillAttempt`, or the JSON values of one (see `attempt_from`).
            imported: see the class.

        Raises:
            InvalidParameterError: an answer does not fit its question, a score its rubric, ….
        """
        return record(self._context, [SentAttempt.of(learner, attempt, imported=imported)])[0]

    def record_group(self, attempts: Mapping[str, Attempt | Mapping[str, Any]]) -> Mapping[str, Outcome]:
        """
        Record one session of a team: an attempt of each person in it, by learner, all of them or none.

        What each person showed may differ. Ids are each learner's own, so that all may have the same attempt id; a
        second time changes nothing, also for those of whom only some were recorded before.

        Raises:
            InvalidParameterError: *attempts* is no mapping, or an attempt does not fit.
        """
        if not isinstance(attempts, Mapping):
            raise InvalidParameterError("attempts", "must be a mapping from learner to attempt", value=attempts)
        return dict(zip(attempts, self.record_many(attempts.items()), strict=True))

    def record_many(
        self, attempts: Iterable[tuple[str, Attempt | Mapping[str, Any]]], *, imported: bool = False
    ) -> tuple[Outcome, ...]:
        """
        Record attempts of many learners, in any order and several of one learner too: all of them, or none.

        In an outcome the cards are those after the whole batch. An attempt that is in the log already, or comes twice,
        changes nothing and returns the first outcome.

        Args:
            attempts: pairs of learner and attempt, or of learner and the JSON values of one.
            imported: see the class.

        Raises:
            InvalidParameterError, NotFoundError, ConflictError, ClockSkewError: as for `record`, with the place of the
                row (``attempts[17].answers[2].response``); nothing was recorded. `check_attempts` returns all of them.
        """
        return record(
            self._context, read_rows(attempts, partial(attempt_row, imported=imported), name="attempts"), "attempts"
        )

    def check_attempts(
        self, attempts: Iterable[tuple[str, Attempt | Mapping[str, Any]]], *, imported: bool = False
    ) -> tuple[RowFault, ...]:
        """Return what is wrong with attempts for `record_many`, the first fault of each; nothing is written."""
        return check_rows(
            self._context, attempts, partial(attempt_row, imported=imported), attempt_faults, name="attempts"
        )

    def review_many(
        self, reviews: Iterable[NewReview | Mapping[str, Any]], *, imported: bool = False
    ) -> tuple[Outcome, ...]:
        """
        Record reviews of many learners and skills in one transaction: all of them, or none.

        They may come in any order, late ones among them, and several of one card. The cards are what the same reviews
        would lead to one by one, in whatever order; in an outcome they are those after the whole batch. A review that
        is in the log already, or comes twice, changes nothing and returns the first outcome.

        Args:
            reviews: as `NewReview`, or as mappings of its fields with JSON values. Those without an instant happen
                now, all at once.
            imported: see the class.

        Returns:
            The outcome of each review, in the order in which they came.

        Raises:
            InvalidParameterError, NotFoundError, ConflictError, ClockSkewError: as for `review`, with the place of the
                row (``reviews[17].rating``); nothing was recorded. `check_reviews` returns all of them.
        """
        return record(
            self._context, read_rows(reviews, partial(review_row, imported=imported), name="reviews"), "reviews"
        )

    def check_reviews(
        self, reviews: Iterable[NewReview | Mapping[str, Any]], *, imported: bool = False
    ) -> tuple[RowFault, ...]:
        """
        Return everything that is wrong with reviews for `review_many`, by row; nothing is written.

        The rows that are not named can be sent, so that a bad one never holds up a device.
        """
        return check_rows(self._context, reviews, partial(review_row, imported=imported), review_faults, name="reviews")

    def rehearse(self, learner: str, attempt: Attempt | Mapping[str, Any]) -> Outcome:
        """
        Grade an attempt for its feedback alone: free practice, of which nothing is written and no memory moves.

        The outcome has no reviews and no cards. The id may be taken, and stays free.

        Raises:
            InvalidParameterError: an answer does not fit, or a question is one of an exam that waits for its answers.
        """
        return rehearsed(self._context, SentAttempt.of(learner, attempt))

    def review(
        self,
        learner: str,
        skill: str,
        rating: Rating | int | str,
        *,
        review_id: str | None = None,
        at: datetime | None = None,
        source: str = "host",
        assessor: str | None = None,
        duration: timedelta | None = None,
        imported: bool = False,
    ) -> Outcome:
        """
        Record one review of one skill: the lowest level, and the way in for scores from outside.

        Args:
            learner: who practised.
            skill: what was practised.
            rating: how well: a `Rating`, its number or its name.
            review_id: makes a retry harmless: the same id with the same content changes nothing and returns the
                first outcome. Left out, the review gets an id of its own.
            at: when; the present by default. May be in the past, in any order.
            source: what rated it, in the host's own word.
            assessor: the person who scored it.
            duration: how long it took.
            imported: see the class.
        """
        said = NewReview(
            learner=learner,
            skill=skill,
            rating=rating,
            review_id=review_id,
            at=at,
            source=source,
            assessor=assessor,
            duration=duration,
        )
        return record(self._context, [SentReview.of(said, imported=imported)])[0]

    def record_application(
        self,
        learner: str,
        skill: str,
        *,
        rating: Rating | int | str = Rating.Good,
        application_id: str | None = None,
        at: datetime | None = None,
        witness: str | None = None,
        duration: timedelta | None = None,
        imported: bool = False,
    ) -> Outcome:
        """
        Record that a skill was used at work, which counts as a review: whoever uses a skill keeps it.

        Args:
            learner: who used it.
            skill: what was used.
            rating: how well it went.
            application_id: makes a retry harmless, as ``review_id`` of `review`; it is the id of the review.
            at: when; the present by default.
            witness: the person who saw it; the review's assessor.
            duration: how long it took.
            imported: see the class.
        """
        return self.review(
            learner,
            skill,
            rating,
            review_id=application_id,
            at=at,
            source=APPLICATION,
            assessor=witness,
            duration=duration,
            imported=imported,
        )
