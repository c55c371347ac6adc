// The two kinds of item, a quiz and a drill: each as a form, and what the learner did with it as an attempt.

import { counted, h } from "./dom.js";
import { ask } from "./questions.js";

/** Return {element, missing(), attempt(id)} for an item; missing() is the first part that lacks an answer, or null. */
export function present(item, session) {
  return item.kind === "quiz" ? quiz(item, session) : drill(item, session);
}

function quiz(item, session) {
  const began = Date.now();
  const asked = item.questions.map((question) => ask(question, session.titles[question.skill]));
  return {
    title: asked.length === 1 ? "A question" : `${asked.length} questions`,
    parts: asked.map((one) => one.element),
    missing: () => asked.find((one) => one.response() === null)?.element ?? null,
    attempt: (id) => ({
      kind: "quiz",
      attempt_id: id,
      edition: item.edition,
      answers: asked.map((one, index) => ({
        question: item.questions[index].id,
        response: one.response(),
        confidence: one.confidence(),
      })),
      duration_seconds: spent(began, item.minutes),
    }),
  };
}

/** Return how long it took in seconds; null where the page was left open meanwhile, and nobody knows. */
function spent(began, minutes) {
  const seconds = Math.round((Date.now() - began) / 1000);
  return seconds > 240 * minutes ? null : seconds;
}

function drill(item, session) {
  const timer = item.time_limit_seconds ? stopwatch(item.time_limit_seconds) : null;
  const evidence = item.evidence.map((one) => h("input", { type: "url", id: `evidence-${one.id}`, placeholder: "https://…" }));
  const criteria = item.rubric.map((part) => criterion(part, session.titles[part.skill]));
  return {
    title: `Drill: ${item.title}`,
    parts: [
      briefing(item, timer),
      ...criteria.map((one) => one.element),
      h(
        "div",
        { class: "card" },
        h("p", {}, "What you score yourself is your own word. Ask your manager to score it, and it counts as seen."),
        item.evidence.map((one, index) => [h("label", { for: evidence[index].id }, `Link: ${one.text}`), evidence[index]]),
      ),
    ],
    missing: () =>
      criteria.find((one) => one.level() === null)?.element ?? evidence.find((input) => !input.value.trim() || !input.checkValidity()) ?? null,
    attempt: (id) => ({
      kind: "drill",
      attempt_id: id,
      edition: item.edition,
      drill: item.drill,
      scores: Object.fromEntries(item.rubric.map((part, index) => [part.id, criteria[index].level()])),
      modifiers: item.modifiers.map((one) => one.id),
      evidence: Object.fromEntries(item.evidence.map((one, index) => [one.id, evidence[index].value.trim()])),
      duration_seconds: timer?.seconds() ?? null,
    }),
  };
}

function briefing(item, timer) {
  const paragraphs = item.instructions.trim().split(/\n\s*\n/);
  const listed = (title, texts) => texts.length > 0 && [h("h3", {}, title), h("ul", {}, texts.map((text) => h("li", {}, text)))];
  return h(
    "div",
    { class: "card briefing" },
    h("p", { class: "eyebrow" }, `${item.format.replaceAll("_", " ")} · ${counted(item.minutes, "minute")}`),
    paragraphs.map((text) => h("p", {}, text)),
    listed("Rules", item.constraints),
    listed("Harder this time", item.modifiers.map((one) => one.text)),
    timer?.element,
    h("p", { class: "small faint" }, "Do the drill first. Then score it below: yourself, or have a colleague do it who watched."),
  );
}

function criterion(part, skill) {
  const inputs = part.levels.map((_, level) => h("input", { type: "radio", name: `level-${part.id}`, value: String(level) }));
  const element = h(
    "fieldset",
    { class: "card question" },
    h("legend", {}, h("span", { class: "eyebrow" }, skill), part.title),
    h(
      "div",
      { class: "options" },
      part.levels.map((text, level) => h("label", { class: "option" }, inputs[level], h("span", {}, h("b", {}, `${level} `), text))),
    ),
  );
  return {
    element,
    level: () => {
      const taken = inputs.find((input) => input.checked);
      return taken ? Number(taken.value) : null;
    },
  };
}

/** A stopwatch against a time limit; seconds() is null where it was not used. */
function stopwatch(limit) {
  let began = null;
  let took = null;
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const face = h("output", {}, clock(limit));
  const button = h("button", { type: "button", class: "secondary" }, "Start the clock");
  const show = () => {
    if (began === null) return;
    const left = limit - (Date.now() - began) / 1000;
    face.textContent = left >= 0 ? clock(left) : `${clock(-left)} over`;
    setTimeout(show, 250);
  };
  button.addEventListener("click", () => {
    if (began === null) {
      began = Date.now();
      button.textContent = "Stop the clock";
      show();
    } else {
      took = Math.round((Date.now() - began) / 1000);
      began = null;
      button.textContent = "Start again";
    }
  });
  return { element: h("p", { class: "timer" }, face, button), seconds: () => took };
}
