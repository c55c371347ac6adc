"""Who practises what, when: cards and their fold, calendar, grading, situation and plan, session."""

from reinforce.practice.attempts import Answer, Attempt, DrillAttempt, QuizAttempt, Response
from reinforce.practice.audience import Audience, Stakes, visible
from reinforce.practice.availability import Availability, Leave, Load, OnLeave
from reinforce.practice.calendar import Calendar, CalendarEntry
from reinforce.practice.card import Card
from reinforce.practice.fold import advance, apply_change, blank, fold, follows
from reinforce.practice.forecast import Forecast, ForecastDay, forecast, preview
from reinforce.practice.goals import Goal
from reinforce.practice.grading import Graded, Grader, TableGrader, skills_shown
from reinforce.practice.items import Drill, Quiz, SessionItem
from reinforce.practice.outcome import Assurance, Feedback, Outcome
from reinforce.practice.plan import Obstacle, Placement, Plan, PlannedDay, Reason, Unplaced
from reinforce.practice.planner import by_urgency, plan
from reinforce.practice.planning import Order, Planning
from reinforce.practice.policy import Elapsed, Grading, Policy
from reinforce.practice.reading import attempt_from
from reinforce.practice.session import Session, session
from reinforce.practice.show import cards_html
from reinforce.practice.situation import Exposure, Situation
from reinforce.practice.steering import Steered, steered

__all__ = [
    "Answer",
    "Assurance",
    "Attempt",
    "Audience",
    "Availability",
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
    "Goal",
    "Graded",
    "Grader",
    "Grading",
    "Leave",
    "Load",
    "Obstacle",
    "OnLeave",
    "Order",
    "Outcome",
    "Placement",
    "Plan",
    "PlannedDay",
    "Planning",
    "Policy",
    "Quiz",
    "QuizAttempt",
    "Reason",
    "Response",
    "Session",
    "SessionItem",
    "Situation",
    "Stakes",
    "Steered",
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
    "steered",
    "visible",
]
