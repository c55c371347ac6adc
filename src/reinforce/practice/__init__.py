"""Who practises what, when: cards and their fold, calendar, grading, situation and plan, session."""

from reinforce.journal.stakes import Stakes
from reinforce.practice.arrival import Arrival, TooEarly, Unseen
from reinforce.practice.cards.card import Card, cards_html
from reinforce.practice.cards.fold import advance, apply_change, blank, fold, follows
from reinforce.practice.grading.attempts import Answer, Attempt, DrillAttempt, QuizAttempt, Response
from reinforce.practice.grading.grader import Graded, Grader, TableGrader, skills_shown
from reinforce.practice.grading.outcome import Assurance, Feedback, Outcome
from reinforce.practice.grading.parsing import attempt_from
from reinforce.practice.grading.stakes import Audience, visible
from reinforce.practice.holding import Holding
from reinforce.practice.learner.availability import Availability, Leave, Load, OnLeave
from reinforce.practice.learner.calendar import Calendar, CalendarEntry
from reinforce.practice.learner.delivery import Delivery, Hours
from reinforce.practice.learner.exposure import Exposure
from reinforce.practice.learner.goals import Goal
from reinforce.practice.learner.steering import Steered, steered
from reinforce.practice.planner.credit import Credit
from reinforce.practice.planner.forecast import Forecast, ForecastDay, forecast, preview
from reinforce.practice.planner.placements import Obstacle, Outlook, Placement, PlannedDay, Prospect, Reason, Unplaced
from reinforce.practice.planner.plan import Plan
from reinforce.practice.planner.planner import by_urgency, plan
from reinforce.practice.planner.situation import Situation
from reinforce.practice.planning import Order, Planning
from reinforce.practice.policy import Elapsed, Grading, Policy
from reinforce.practice.sessions.exam import Exam
from reinforce.practice.sessions.items import Drill, Quiz, SessionItem
from reinforce.practice.sessions.session import Session, session, sessions
from reinforce.practice.settings import Settings

__all__ = [
    "Answer",
    "Arrival",
    "Assurance",
    "Attempt",
    "Audience",
    "Availability",
    "Calendar",
    "CalendarEntry",
    "Card",
    "Credit",
    "Delivery",
    "Drill",
    "DrillAttempt",
    "Elapsed",
    "Exam",
    "Exposure",
    "Feedback",
    "Forecast",
    "ForecastDay",
    "Goal",
    "Graded",
    "Grader",
    "Grading",
    "Holding",
    "Hours",
    "Leave",
    "Load",
    "Obstacle",
    "OnLeave",
    "Order",
    "Outcome",
    "Outlook",
    "Placement",
    "Plan",
    "PlannedDay",
    "Planning",
    "Policy",
    "Prospect",
    "Quiz",
    "QuizAttempt",
    "Reason",
    "Response",
    "Session",
    "SessionItem",
    "Settings",
    "Situation",
    "Stakes",
    "Steered",
    "TableGrader",
    "TooEarly",
    "Unplaced",
    "Unseen",
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
    "sessions",
    "skills_shown",
    "steered",
    "visible",
]
