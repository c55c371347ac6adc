// What the learner is told about each answer, and when the skills come back.

import { counted, dayInWords, h } from "./dom.js";

/** Put the feedback on each part of an item below it, and return a summary to stand above them. */
export function tell(outcome, parts) {
  const judged = outcome.feedback.filter((part) => part.right !== null);
  // A drill's briefing comes before its criteria, and the scorer after them.
  const places = parts.filter((part) => part.matches("fieldset"));
  const debrief = judged.length ? null : outcome.feedback[0]?.explanation; // the same for all criteria of a drill
  outcome.feedback.forEach((part, index) => places[index]?.append(panel(part)));
  const right = judged.filter((part) => part.right).length;
  const headline = judged.length ? `${right} of ${judged.length} right` : "Drill recorded";
  return h(
    "section",
    { class: "card summary", "aria-labelledby": "summary" },
    h("h2", { id: "summary", tabindex: "-1" }, headline),
    outcome.over_time && h("p", {}, "The time limit was exceeded."),
    debrief && h("p", {}, debrief),
    h("p", { class: "eyebrow" }, "You will see again"),
    h(
      "ul",
      { class: "due" },
      outcome.skills.map((one) => h("li", {}, h("span", {}, one.title), h("span", { class: "faint" }, one.due_date ? dayInWords(one.due_date) : ""))),
    ),
  );
}

function panel(part) {
  if (part.right === null) {
    const level = part.next_level === null ? "The highest level." : `For the next level: ${part.next_level}`;
    return h("div", { class: "verdict neutral" }, h("p", {}, h("b", {}, part.next_level === null ? "★ " : "↗ "), level));
  }
  const [sign, word, kind] = part.right ? ["✓", "Right", "right"] : ["✗", "Not quite", "wrong"];
  return h(
    "div",
    { class: `verdict ${kind}` },
    h("p", { class: "word" }, h("span", { "aria-hidden": "true" }, `${sign} `), word),
    !part.right && h("p", {}, h("b", {}, "You answered: "), part.response),
    !part.right && h("p", {}, h("b", {}, "Right is: "), part.answer),
    part.remarks.map((remark) => h("p", {}, remark)),
    part.confident_error && h("p", {}, h("b", {}, "You were certain of it, "), "so this one will come back soon."),
    part.explanation && h("p", {}, part.explanation),
  );
}

/** What stands there when everything is done. */
export function finished(session, nextDate, done, again) {
  const more = session.items.length;
  return h(
    "section",
    { class: "card finished" },
    h("p", { class: "tick", "aria-hidden": "true" }, "✓"),
    h("h1", { id: "finished", tabindex: "-1" }, done || !more ? "Done for today" : "Nothing to do"),
    done > 0 && h("p", {}, `You worked through ${counted(done, "part")}.`),
    h(
      "p",
      { id: "next" },
      nextDate ? ["Your next practice is on ", h("b", {}, dayInWords(nextDate)), "."] : "Nothing is planned for the coming weeks.",
    ),
    more > 0 && h("p", { class: "small faint" }, `You were quick: there is time for ${counted(more, "more part")} today, if you like.`),
    more > 0 && h("button", { type: "button", class: "secondary", onclick: again }, "Go on"),
  );
}
