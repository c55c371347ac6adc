"""Who practises what, when: cards and their fold, calendar, grading, situation and plan, session."""

from reinforce.practice.attempts import Answer, Attempt, DrillAttempt, QuizAttempt, Response
from reinforce.practice.calendar import Calendar, CalendarEntry
from reinforce.practice.card import Card
from reinforce.practice.fold import advance, apply_change, blank, fold, follows
from reinforce.practice.forecast import Forecast, ForecastDay, forecast, preview
from reinforce.practice.grading import Graded, Grader, TableGrader, skills_shown
from reinforce.practice.items import Drill, Quiz, SessionItem
from reinforce.practice.outcome import Feedback, Outcome
from reinforce.practice.plan import Obstacle, Placement, Plan, PlannedDay, Reason, Unplaced
from reinforce.practice.planner import by_urgency, plan
from reinforce.practice.policy import Elapsed, Grading, Policy
from reinforce.practice.reading import attempt_from
from reinforce.practice.session import Session, session
from reinforce.practice.show import cards_html
from reinforce.practice.situation import Exposure, Situation

__all__ = [
    "Answer",
    "Attempt",
    "Calendar",
    "CalendarEntry",
    "Card",
    "Drill",
    "DrillAttempt",
    "Elapsed",
    "Exposure",
    "Feedback",
    "Forecast",
    "ForecastDay",
    "Graded",
    "Grader",
    "Grading",
    "Obstacle",
    "Outcome",
    "Placement",
    "Plan",
    "PlannedDay",
    "Policy",
    "Quiz",
    "QuizAttempt",
    "Reason",
    "Response",
    "Session",
    "SessionItem",
    "Situation",
    "TableGrader",
    "Unplaced",
    "advance",
    "apply_change",
    "attempt_from",
    "blank",
    "by_urgency",
    "cards_html",
    "fold",
    "follows",
    "forecast",
    "plan",
    "preview",
    "session",
    "skills_shown",
]
