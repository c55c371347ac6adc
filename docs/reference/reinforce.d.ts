// The types of the endpoints, version 1.1. Made by the code: do not edit.

/** On which days people practised, one by one and together. */
export interface Activity {
  /** the first and the last day that was looked at. (ISO 8601) */
  since: string;
  /** the first and the last day that was looked at. (ISO 8601) */
  until: string;
  /** who it was made for: for a manager it is without what was done at practice stakes. */
  audience: "learner" | "manager";
  /** how many learners were looked at, also those who did not practise. */
  n: number;
  /** each of them, in the order in which they were asked for, or of their ids. */
  learners: Array<LearnerActivity>;
  /** of all of them together, by their own dates; without days on which nobody practised. Weeks begin on Monday; the first and the last are those parts of theirs that were looked at. */
  days: Array<ActivitySum>;
  /** of all of them together, by their own dates; without days on which nobody practised. Weeks begin on Monday; the first and the last are those parts of theirs that were looked at. */
  weeks: Array<ActivitySum>;
}

/** What a learner practised on a day. */
export interface ActivityDay {
  /** the learner day. (ISO 8601) */
  day: string;
  /** how many exercises. */
  items: number;
  /** how long they took, as far as that is known; in seconds. */
  duration_seconds: number;
}

/** What several learners practised on a day, or in a week. */
export interface ActivitySum {
  /** its first and last day. (ISO 8601) */
  first: string;
  /** its first and last day. (ISO 8601) */
  last: string;
  /** how many of them practised; a number of few may tell who they are. */
  learners: number;
  /** how many exercises. */
  items: number;
  /** how long they took, as far as that is known; in seconds. */
  duration_seconds: number;
}

/** The answer to one question of a quiz. */
export interface Answer {
  /** the question's id. */
  question: string;
  /** what was answered, in the form that the kind of question wants; null and an empty text say that it was left blank. It has no default: who forgets to send it has not left it blank. */
  response: string | number | Record<string, string | number | null> | Array<string> | null;
  /** how sure the learner was, 0 to 1; null if they were not asked. */
  confidence?: number | null;
  /** how long it took, if known; in seconds. */
  duration_seconds?: number | null;
  /** whether it waits for somebody to mark it, as a text does that answers a recall, which no key decides. */
  pending?: boolean;
}

/** How well a learner holds one capability: as well as its weakest skill. */
export interface CapabilityStanding {
  /** which. */
  capability: string;
  /** what people call it. */
  title: string;
  /** the level that is held. */
  level: "unproven" | "floor" | "developing" | "proficient" | "mastery";
  /** the skill that decides it. */
  weakest: string;
  /** those of it that the learner is expected to hold, or has practised. */
  skills: Array<SkillStanding>;
}

/** That a coach has worked on a skill with a learner: it may be drilled on again. */
export interface Coached {
  /** made by the client; the same again changes nothing. */
  id: string;
  /** on what. */
  skill: string;
  /** in the coach's words. */
  note?: string;
}

/** What a coach is to work on, with whom. */
export interface Coaching {
  /** skills that would not stick, by learner and skill. */
  needs: Array<CoachingNeed>;
  /** by skill, what people call it, of all skills that are named here. */
  titles: Record<string, string>;
}

/** A leech, as something for a coach to do: work on the skill with the learner. */
export interface CoachingNeed {
  /** with whom, on what. */
  learner: string;
  /** with whom, on what. */
  skill: string;
  /** how often it was forgotten. */
  lapses: number;
  /** its lapses when a coach last worked on it; null if none ever did. */
  coached: number | null;
  /** the learner day on which it became a task; where what made it one was removed from the log, the last day of that. (ISO 8601) */
  since: string;
}

/** When and how practice may be brought to a learner; where nothing is said, at any time. */
export interface Delivery {
  /** the hours in which; any where there are none. */
  preferred: Array<Hours>;
  /** hours in which never, also where they are preferred. */
  quiet: Array<Hours>;
  /** the learner days on which, by their English names; none for never. A day that starts at four goes on until four. */
  weekdays: Array<string>;
  /** the least time between two deliveries, up to a year; in seconds. */
  spacing_seconds: number;
  /** the host's own word for how, such as `mail`; no address. */
  channel: string | null;
}

/** One performance of a drill, scored on its rubric. */
export interface DrillAttempt {
  kind: "drill";
  /** unique for the learner; the same id is the same attempt. */
  attempt_id: string;
  /** the edition that the drill was emitted from. */
  edition: number;
  /** the drill's id. */
  drill: string;
  /** the level reached in each criterion of the rubric, counted from 0; none where that is pending. */
  scores: Record<string, number>;
  /** when; null lets the engine's clock say. (ISO 8601, with its offset) */
  at?: string | null;
  /** how long it took, if known; says whether a time limit was kept; in seconds. */
  duration_seconds?: number | null;
  /** the ids of the modifiers that it was performed under. */
  modifiers?: Array<string>;
  /** by evidence id, a URI under which it can be seen. */
  evidence?: Record<string, string>;
  /** what the assessor or the learner wants kept with it. */
  notes?: string | null;
  /** whether it is on record or the learner's own; given as `Stakes.of` takes it, in JSON only for practice. */
  stakes?: "practice" | "recorded" | "exam";
  /** whether it waits for somebody to score it. */
  pending?: boolean;
}

/** What to tell the learner about one answer, or about one criterion of a drill. */
export interface Feedback {
  /** the id of the question or drill. */
  exercise: string;
  /** the skill it shows. */
  skill: string;
  /** the id of the criterion; null for a question. */
  criterion: string | null;
  /** whether the answer was right; null for a criterion. */
  right: boolean | null;
  /** how much of it was right, 0 to 1: for a criterion the level over the highest level. */
  share: number;
  /** what the learner answered, or the level they reached, in words. */
  response: string;
  /** the right answer in words, or the highest level. */
  answer: string;
  /** why the right answer is right; for a drill, what good looks like. Empty where the pack does not say. */
  explanation: string;
  /** what the pack says about the very options that were chosen, or why the response could not be read, as where it is no number; it counts as wrong then. */
  remarks: Array<string>;
  /** the descriptor of the level above the one reached; null at the highest and for questions. */
  next_level: string | null;
  /** whether it is wrong although the learner was sure: worth correcting at once. */
  confident_error: boolean;
  /** what being right or wrong says together with the confidence; null where none was stated, and for a criterion. */
  assurance: "mastery" | "uncertainty" | "misinformation" | "ignorance" | null;
  /** whether it waits to be marked: nothing is said of how good it was. */
  pending: boolean;
}

/** That practice is to be handed out: from then on it is the same on every device, until it is done. */
export interface HandOut {
  /** of how many days, today among them, 1 to 31. */
  days?: number;
  /** the time that the learner has on a full day, at most what the host allows; null for all of that. */
  minutes?: number | null;
  /** how many days before its window opens a skill may be practised today, 0 to 60: more than was planned is handed out once all of today's is done. */
  ahead?: number;
}

/** A stretch of every day by the learner's clock, such as from 22:00 to 07:00, over midnight. */
export interface Hours {
  /** when it begins, and when it is over; whole minutes, not the same. */
  start: string;
  /** when it begins, and when it is over; whole minutes, not the same. */
  end: string;
}

/** On which days a learner practised. */
export interface LearnerActivity {
  /** who. */
  learner: string;
  /** the days on which they did, oldest first; others are left out. */
  days: Array<ActivityDay>;
  /** on how many days they have practised in a row, until today. A day of rest between them breaks no streak: one on which their week, their days off, the public holidays or a leave give no practice. Today breaks it only when it is over. */
  streak: number;
  /** the longest one of the time that was asked for. */
  longest_streak: number;
}

/** A skill that stands on no day of a plan. */
export interface LeftOut {
  /** which. */
  skill: string;
  /** why. */
  obstacle: "no room" | "too long" | "later" | "prerequisites" | "limit" | "no exercise" | "pending" | "suspended" | "buried" | "leech";
}

/** The one thing to practise next: a quiz of one question, or a drill. */
export interface NextItem {
  /** the learner's today. (ISO 8601) */
  date: string;
  /** what to do; null where nothing is left for today. */
  item: ShownQuiz | ShownDrill | null;
  /** how many questions and drills are left for today, this one among them. */
  left: number;
  /** by skill, what people call it, of all skills that are named here. */
  titles: Record<string, string>;
  /** in words for the learner, what today brings; where that is nothing, why. */
  explanation: string;
}

/** What a learner says of when and how practice may be brought to them; what is left out is without limits. */
export interface OwnDelivery {
  /** the hours in which; any where there are none. */
  preferred?: Array<Hours>;
  /** hours in which never, also where they are preferred. */
  quiet?: Array<Hours>;
  /** the learner days on which, by their English names; none for never. A day that starts at four goes on until four. */
  weekdays?: Array<string>;
  /** the least time between two deliveries, up to a year; in seconds. */
  spacing_seconds?: number;
  /** the host's own word for how, such as `mail`; no address. */
  channel?: string | null;
  /** made by the client; the same again changes nothing, also where something else was said since. */
  id: string;
}

/** One day of a plan. */
export interface PlanDay {
  /** which. (ISO 8601) */
  date: string;
  /** the time expected for all of it. */
  minutes: number;
  /** what is practised on it, in order. */
  skills: Array<PlannedSkill>;
}

/** What becomes of one of the learner's goals. */
export interface PlannedGoal {
  /** its id. */
  goal: string;
  /** its date. (ISO 8601) */
  on: string;
  /** whether all its skills can be had on the date. */
  feasible: boolean;
  /** in words for the learner. */
  explanation: string;
}

/** A skill's next practice, on a day of a plan. */
export interface PlannedSkill {
  /** which. */
  skill: string;
  /** the time expected; 0 for one that comes with another's drill. */
  minutes: number;
  /** why it stands there. */
  reason: "overdue" | "due" | "early" | "ahead" | "new" | "covered" | "goal" | "leave" | "recheck";
  /** whether the learner must do it on that day; the rest is up to them. */
  required: boolean;
  /** what share of it will still be known then, 0 to 1; null for a new skill. */
  still_known: number | null;
}

/** A skill that an attempt has shown. */
export interface PractisedSkill {
  /** which. */
  skill: string;
  /** what people call it. */
  title: string;
  /** when it falls due next; null where that is not known, and for anybody but the learner. (ISO 8601) */
  due_date: string | null;
}

/** Why a request was refused, as RFC 9457 has it. What is null is not sent. */
export interface Problem {
  /** a URN that stands for the kind of problem, and never changes. */
  type: string;
  /** the kind of problem in words. */
  title: string;
  /** the HTTP status. */
  status: number;
  /** what is wrong this time, in words for whoever builds the client. */
  detail: string;
  /** the path of the field that is to blame, such as `answers[2].response`. */
  field?: string | null;
  /** what is wrong with that field, as a phrase that follows its name. */
  reason?: string | null;
  /** what kind of thing is not there, such as `learner` or `edition`. */
  missing?: string | null;
  /** the id that is not there, or is taken. */
  id?: string | null;
  /** the engine's own instant, where a device's clock is wrong. (ISO 8601, with its offset) */
  now?: string | null;
  /** the first instant that is taken of this learner, where one before it was given. (ISO 8601, with its offset) */
  floor?: string | null;
}

/** The answers to a quiz, sent together. */
export interface QuizAttempt {
  kind: "quiz";
  /** unique for the learner; the same id is the same attempt. */
  attempt_id: string;
  /** the edition that the quiz was emitted from. */
  edition: number;
  /** at least one, each to another question. */
  answers: Array<Answer>;
  /** when; null lets the engine's clock say. (ISO 8601, with its offset) */
  at?: string | null;
  /** how long the quiz took, if known; in seconds. */
  duration_seconds?: number | null;
  /** whether it is on record, the learner's own, or a mock exam, which its id says too; given as `Stakes.of` takes it, in JSON only for practice. */
  stakes?: "practice" | "recorded" | "exam";
}

/** What came of an attempt; the same attempt again gets the same. */
export interface Recorded {
  /** the attempt's id, as it was sent; before that of a coach's the coach's own id. */
  attempt_id: string;
  /** when it took place. (ISO 8601, with its offset) */
  at: string;
  /** the learner day of that. (ISO 8601) */
  date: string;
  /** on every answer or criterion, to be shown at once. */
  feedback: Array<Feedback>;
  /** whether a drill's time limit was exceeded. */
  over_time: boolean;
  /** the skills that it has shown, and when they are due next. */
  skills: Array<PractisedSkill>;
}

/** A text with blanks; the response is an object with a text for each. */
export interface ShownCloze {
  kind: "cloze";
  /** what the answer calls it. */
  id: string;
  /** the skill that it shows. */
  skill: string;
  /** whether it asks what, how or why; null where nobody said. */
  facet: "what" | "how" | "why" | null;
  /** the time that it is planned to take. */
  minutes: number;
  /** what the learner is asked. */
  prompt: string;
  /** as it is written, each blank as `{{name}}`. */
  text: string;
  /** text, blank, text, blank, …, text. */
  parts: Array<string>;
  /** the names of the blanks, each once. */
  blanks: Array<string>;
}

/** One line of a rubric. */
export interface ShownCriterion {
  /** what the scores call it. */
  id: string;
  /** what people call it. */
  title: string;
  /** the skill that it shows. */
  skill: string;
  /** what each level looks like, the lowest first; a score is a place in it, counted from 0. */
  levels: Array<string>;
}

/** A drill, to be performed and scored on its rubric. */
export interface ShownDrill {
  kind: "drill";
  /** the same for the same drill on the same day; it may serve as the attempt's id. */
  id: string;
  /** which the attempt names. */
  edition: number;
  /** which the attempt names. */
  drill: string;
  /** what people call it. */
  title: string;
  /** whether it asks what, how or why; null where nobody said. */
  facet: "what" | "how" | "why" | null;
  /** in what way it is performed. */
  format: "role_play" | "discussion" | "live_call" | "artefact" | "observation";
  /** the time that it is planned to take. */
  minutes: number;
  /** how long it may take at most; null for as long as it takes. */
  time_limit_seconds: number | null;
  /** what to do. */
  instructions: string;
  /** what must be kept to. */
  constraints: Array<string>;
  /** what makes it harder this time; the attempt names them. */
  modifiers: Array<ShownPart>;
  /** what must come with the attempt, a URI each. */
  evidence: Array<ShownPart>;
  /** what is looked at. */
  rubric: Array<ShownCriterion>;
}

/** A question of whose options one or more are right; the response is a list of their ids. */
export interface ShownMultipleChoice {
  kind: "multiple_choice";
  /** what the answer calls it. */
  id: string;
  /** the skill that it shows. */
  skill: string;
  /** whether it asks what, how or why; null where nobody said. */
  facet: "what" | "how" | "why" | null;
  /** the time that it is planned to take. */
  minutes: number;
  /** what the learner is asked. */
  prompt: string;
  /** in an order that says nothing. */
  options: Array<ShownPart>;
}

/** A question that is answered with a number; the response is one, or what a person typed as one. */
export interface ShownNumeric {
  kind: "numeric";
  /** what the answer calls it. */
  id: string;
  /** the skill that it shows. */
  skill: string;
  /** whether it asks what, how or why; null where nobody said. */
  facet: "what" | "how" | "why" | null;
  /** the time that it is planned to take. */
  minutes: number;
  /** what the learner is asked. */
  prompt: string;
  /** which the answer does without; may be empty. */
  unit: string;
}

/** Things to put in order; the response is a list of their ids. */
export interface ShownOrdering {
  kind: "ordering";
  /** what the answer calls it. */
  id: string;
  /** the skill that it shows. */
  skill: string;
  /** whether it asks what, how or why; null where nobody said. */
  facet: "what" | "how" | "why" | null;
  /** the time that it is planned to take. */
  minutes: number;
  /** what the learner is asked. */
  prompt: string;
  /** in an order that says nothing. */
  items: Array<ShownPart>;
}

/** Something that can be chosen, put in order, kept to, or added. */
export interface ShownPart {
  /** what an attempt calls it. */
  id: string;
  /** what people read. */
  text: string;
}

/** What to practise on the coming days, as far as can be said today. */
export interface ShownPlan {
  /** every day from today on, also those without practice. */
  days: Array<PlanDay>;
  /** the first day after today that has practice; null where none of these has. (ISO 8601) */
  next_date: string | null;
  /** what is due within these days and has no room on any. */
  backlog: Array<LeftOut>;
  /** what is kept out of plans. */
  paused: Array<LeftOut>;
  /** what becomes of the learner's goals, in the order of their dates. */
  goals: Array<PlannedGoal>;
  /** by skill, what people call it, of all skills that are named here. */
  titles: Record<string, string>;
  /** in words for the learner, what today brings; where that is nothing, why. */
  explanation: string;
}

/** Questions over several skills, to be answered together. */
export interface ShownQuiz {
  kind: "quiz";
  /** the same for the same quiz on the same day; it may serve as the attempt's id. */
  id: string;
  /** which the attempt names. */
  edition: number;
  /** the time expected. */
  minutes: number;
  /** in the order in which to ask them. */
  questions: Array<ShownSingleChoice | ShownMultipleChoice | ShownShortText | ShownNumeric | ShownCloze | ShownOrdering | ShownRecall>;
}

/** A question that learners answer for themselves and then rate; the response is the rating. */
export interface ShownRecall {
  kind: "recall";
  /** what the answer calls it. */
  id: string;
  /** the skill that it shows. */
  skill: string;
  /** whether it asks what, how or why; null where nobody said. */
  facet: "what" | "how" | "why" | null;
  /** the time that it is planned to take. */
  minutes: number;
  /** what the learner is asked. */
  prompt: string;
  /** the model answer, to be shown once they have answered. */
  reveal: string;
}

/** The practice of one day. */
export interface ShownSession {
  /** the learner day that it is for. (ISO 8601) */
  date: string;
  /** the time expected for all of it. */
  minutes: number;
  /** quizzes and drills, in order; of a session that was handed out, those that are left. */
  items: Array<ShownQuiz | ShownDrill>;
  /** when it was handed out; null for what is read off the plan, and where there is nothing to do. (ISO 8601, with its offset) */
  handed_out_at: string | null;
  /** of a session that was handed out, the ids of the exercises that were answered since. */
  done: Array<string>;
}

/** The practice of today and of the days after it. */
export interface ShownSessions {
  /** the engine's own instant, by which a device that will be offline can tell how wrong its clock is. (ISO 8601, with its offset) */
  now: string;
  /** one for each day, today first. */
  sessions: Array<ShownSession>;
  /** by skill, what people call it, of all skills that are named here. */
  titles: Record<string, string>;
  /** in words for the learner, what today brings; where that is nothing, why. */
  explanation: string;
}

/** A question that is answered in a few words; the response is a text. */
export interface ShownShortText {
  kind: "short_text";
  /** what the answer calls it. */
  id: string;
  /** the skill that it shows. */
  skill: string;
  /** whether it asks what, how or why; null where nobody said. */
  facet: "what" | "how" | "why" | null;
  /** the time that it is planned to take. */
  minutes: number;
  /** what the learner is asked. */
  prompt: string;
}

/** A question of whose options one is right; the response is its id. */
export interface ShownSingleChoice {
  kind: "single_choice";
  /** what the answer calls it. */
  id: string;
  /** the skill that it shows. */
  skill: string;
  /** whether it asks what, how or why; null where nobody said. */
  facet: "what" | "how" | "why" | null;
  /** the time that it is planned to take. */
  minutes: number;
  /** what the learner is asked. */
  prompt: string;
  /** in an order that says nothing. */
  options: Array<ShownPart>;
}

/** How well a learner holds one skill. */
export interface SkillStanding {
  /** which. */
  skill: string;
  /** what people call it. */
  title: string;
  /** knowledge, skill or attitude. */
  dimension: "knowledge" | "skill" | "attitude";
  /** the level that is held. */
  level: "unproven" | "floor" | "developing" | "proficient" | "mastery";
  /** from 0 to 1: grows with every delayed success and fades with memory. */
  score: number;
  /** what share is still there, 0 to 1; null where there is no memory of it. */
  still_known: number | null;
  /** what the next level still asks for, in words; empty at the highest. */
  missing: Array<string>;
}

/** What one learner holds today. */
export interface Standing {
  /** who. */
  learner: string;
  /** the learner's today. (ISO 8601) */
  date: string;
  /** in the order of the curriculum. */
  capabilities: Array<CapabilityStanding>;
}

/** Today's practice of one learner. */
export interface Today {
  /** the learner's today. (ISO 8601) */
  date: string;
  /** the time expected for all of it. */
  minutes: number;
  /** quizzes and drills, in order; none where nothing is left for today. */
  items: Array<ShownQuiz | ShownDrill>;
  /** by skill, what people call it, of all skills that are named here. */
  titles: Record<string, string>;
  /** in words for the learner, what today brings; where that is nothing, why. */
  explanation: string;
}

/** By name: how to ask, and what is given. */
export interface Operations {
  /** Today's practice, whole. Quizzes and drills, in order. Nothing is written: asked again, it is what is left for today. */
  session: {
    method: "GET";
    path: "/session";
    params: Record<string, never>;
    query: { minutes?: number; ahead?: number };
    body: undefined;
    response: Today;
  };
  /** The next question or drill, alone. For who wants feedback after each: send the attempt, then ask for the next, until there is none. */
  next: {
    method: "GET";
    path: "/session/next";
    params: Record<string, never>;
    query: { minutes?: number; ahead?: number };
    body: undefined;
    response: NextItem;
  };
  /** The practice of the coming days, as the plan says it now. With all items. Nothing is written, and tomorrow the plan may say otherwise. */
  sessions: {
    method: "GET";
    path: "/sessions";
    params: Record<string, never>;
    query: { days?: number; minutes?: number };
    body: undefined;
    response: ShownSessions;
  };
  /** Hand out the practice of today, or of the coming days. The log keeps it: whoever asks so again on such a day, from whatever device, gets the same, less what was done meanwhile. For a session that survives a reload, and for a phone that will be offline. */
  hand_out: {
    method: "POST";
    path: "/sessions";
    params: Record<string, never>;
    query: Record<string, never>;
    body: HandOut;
    response: ShownSessions;
  };
  /** Hand out practice, and get the next question or drill of today's alone. As `POST /sessions`, for who wants feedback after each: send the attempt, then ask for the next, until there is none. After a reload, and on another device, it goes on where the attempts ended. */
  hand_out_next: {
    method: "POST";
    path: "/session/next";
    params: Record<string, never>;
    query: Record<string, never>;
    body: HandOut;
    response: NextItem;
  };
  /** Send an attempt, and get feedback. The client makes `attempt_id` once, and keeps it with the answers before it sends them: the same again changes nothing and gets the same. A device that was offline says `at`. Who practised, and who saw it, is not for a client to say. */
  submit: {
    method: "POST";
    path: "/attempts";
    params: Record<string, never>;
    query: Record<string, never>;
    body: QuizAttempt | DrillAttempt;
    response: Recorded;
  };
  /** The coming days. What would be practised when, and why, as far as can be said today; made anew whenever asked. */
  plan: {
    method: "GET";
    path: "/plan";
    params: Record<string, never>;
    query: { days?: number; minutes?: number };
    body: undefined;
    response: ShownPlan;
  };
  /** What the learner holds, and how well. Practice that was off the record is part of it, since it is the learner who asks. */
  progress: {
    method: "GET";
    path: "/progress";
    params: Record<string, never>;
    query: Record<string, never>;
    body: undefined;
    response: Standing;
  };
  /** On which days the learner practised, how much, and how many days in a row. Day by day and week by week; a day of rest breaks no streak. Practice off the record is part of it. */
  activity: {
    method: "GET";
    path: "/activity";
    params: Record<string, never>;
    query: { since?: string; until?: string };
    body: undefined;
    response: Activity;
  };
  /** When and how practice may be brought to the learner. What they said, or else the host's default. */
  delivery: {
    method: "GET";
    path: "/delivery";
    params: Record<string, never>;
    query: Record<string, never>;
    body: undefined;
    response: Delivery;
  };
  /** Say when and how practice may be brought: hours, quiet hours, weekdays, spacing and channel. It takes the place of what was said before, as a whole. Gives what holds then. */
  set_delivery: {
    method: "POST";
    path: "/delivery";
    params: Record<string, never>;
    query: Record<string, never>;
    body: OwnDelivery;
    response: Delivery;
  };
  /** Take back when and how practice may be brought: the host's default holds again. Gives what holds then. */
  withdraw_delivery: {
    method: "DELETE";
    path: "/delivery";
    params: Record<string, never>;
    query: { id?: string };
    body: undefined;
    response: Delivery;
  };
  /** What a coach is to work on, with whom. Skills that were forgotten so often that a coach helps more than another repetition. */
  coaching: {
    method: "GET";
    path: "/coaching";
    params: Record<string, never>;
    query: Record<string, never>;
    body: undefined;
    response: Coaching;
  };
  /** What somebody holds, as a coach may see it. Practice that was off the record is left out, as if it had never been done. */
  coaching_progress: {
    method: "GET";
    path: "/coaching/{learner}/progress";
    params: { learner: string };
    query: Record<string, never>;
    body: undefined;
    response: Standing;
  };
  /** On which days somebody practised, as a coach may see it. Practice that was off the record is left out, as if it had never been done. */
  coaching_activity: {
    method: "GET";
    path: "/coaching/{learner}/activity";
    params: { learner: string };
    query: { since?: string; until?: string };
    body: undefined;
    response: Activity;
  };
  /** Send a drill of somebody that the coach has scored. It counts as seen by who is signed in. The client makes `attempt_id`; in the log, and in what comes back, the coach's own id stands before it. When a skill is due is for the learner to know. */
  coaching_submit: {
    method: "POST";
    path: "/coaching/{learner}/attempts";
    params: { learner: string };
    query: Record<string, never>;
    body: DrillAttempt;
    response: Recorded;
  };
  /** Say that the coach has worked on a skill with somebody. It is gone from what is to be worked on then, and is practised again. */
  coached: {
    method: "POST";
    path: "/coaching/{learner}/coached";
    params: { learner: string };
    query: Record<string, never>;
    body: Coached;
    response: Coaching;
  };
}
