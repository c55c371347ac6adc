"""How long questions took: own times stand, the rest is shared out, and nothing is made up."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from reinforce.practice import Answer, QuizAttempt
from reinforce.practice.grading.timing import latency, length, times

SPANS = st.none() | st.timedeltas(timedelta(), timedelta(hours=1))


@st.composite
def timed(draw: st.DrawFn) -> tuple[QuizAttempt, dict[str, float]]:
    """Draw a quiz, any of its durations known or not, and the minutes planned for its questions."""
    minutes = {f"q{number}": draw(st.floats(0.1, 30)) for number in range(draw(st.integers(1, 4)))}
    answers = [Answer(name, "b", duration=draw(SPANS)) for name in minutes]
    return QuizAttempt(attempt_id="a", edition=1, answers=answers, duration=draw(SPANS)), minutes


@given(timed())
def test_an_answers_own_time_stands(drawn: tuple[QuizAttempt, dict[str, float]]) -> None:
    """Whatever the quiz took, an answer that says how long it took is believed, and no time is negative."""
    attempt, minutes = drawn
    took = times(attempt, minutes=minutes)
    for answer in attempt.answers:
        assert answer.duration is None or took[answer.question] == answer.duration
    assert all(span >= timedelta() for span in took.values())


@given(timed())
def test_what_is_left_is_shared_out_by_the_time_planned(drawn: tuple[QuizAttempt, dict[str, float]]) -> None:
    """The untimed answers share all that the timed ones leave, in proportion to the minutes planned; or none knows."""
    attempt, minutes = drawn
    took = times(attempt, minutes=minutes)
    untimed = [answer.question for answer in attempt.answers if answer.duration is None]
    shares = [took[name] for name in untimed if name in took]
    if not shares:
        return
    assert attempt.duration is not None
    assert len(shares) == len(untimed)
    rounding = timedelta(microseconds=len(took))
    assert abs(sum(took.values(), timedelta()) - attempt.duration) <= rounding
    for name, share in zip(untimed, shares, strict=True):
        assert abs(share / minutes[name] - shares[0] / minutes[untimed[0]]) <= timedelta(milliseconds=1)


def test_what_is_not_known_is_left_out() -> None:
    """Nothing is known of an untimed answer without a time of the quiz, or where the timed ones take all of it."""
    answers = [Answer("q0", "b", duration=timedelta(minutes=2)), Answer("q1", "b")]
    minutes = {"q0": 1.0, "q1": 1.0}

    def sent(whole: float | None) -> QuizAttempt:
        duration = None if whole is None else timedelta(minutes=whole)
        return QuizAttempt(attempt_id="a", edition=1, answers=answers, duration=duration)

    for whole in (None, 1, 2):
        assert times(sent(whole), minutes=minutes) == {"q0": timedelta(minutes=2)}
    assert times(sent(2.5), minutes=minutes) == {"q0": timedelta(minutes=2), "q1": timedelta(minutes=0.5)}
    untimed = QuizAttempt(attempt_id="a", edition=1, answers=[Answer("q1", "b")], duration=timedelta())
    assert times(untimed, minutes=minutes) == {"q1": timedelta()}


@given(timed())
def test_a_quiz_takes_what_it_says_or_the_sum_of_its_answers(drawn: tuple[QuizAttempt, dict[str, float]]) -> None:
    """Without a time of its own, each answer counts with its own time or the time planned."""
    attempt, minutes = drawn
    if attempt.duration is not None:
        assert length(attempt, minutes=minutes) == attempt.duration
        return
    expected = timedelta()
    for answer in attempt.answers:
        own = answer.duration
        expected += timedelta(minutes=minutes[answer.question]) if own is None else own
    assert length(attempt, minutes=minutes) == expected


def test_a_latency_is_exact() -> None:
    """Six seconds of a tenth of a minute are once the time planned, whatever binary fractions make of a tenth."""
    assert latency(timedelta(seconds=6), minutes=0.1) == 1
    assert latency(timedelta(seconds=6, microseconds=1), minutes=0.1) > 1
