// The learner's page: today's items one after the other, feedback after each, and when practice comes next.

import { ask, byId, counted, dayInWords, h, sentence, Refused } from "./dom.js";
import { finished, tell } from "./feedback.js";
import { elsewhere } from "./host.js";
import { present } from "./items.js";
import { attemptId, send, unsent } from "./outbox.js";

let session = null;
let me = null;
let index = 0;
let done = 0;

await begin();

async function begin() {
  try {
    await deliver();
    session = await ask("/api/session");
    me = await ask("/api/me");
  } catch (error) {
    show(h("section", { class: "card" }, h("h1", { tabindex: "-1" }, "That did not work"), h("p", {}, sentence(said(error))), h("p", {}, h("a", { href: elsewhere[0] }, elsewhere[1]))));
    return;
  }
  index = 0;
  byId("name").textContent = me.name;
  byId("points").textContent = me.points;
  byId("score").hidden = false;
  if (session.items.length === 0 || done > 0) await end();
  else next();
}

/** Send what a closed tab or a lost connection left behind. */
async function deliver() {
  const left = unsent();
  if (left === null) return;
  notice("Sending your last answers …");
  try {
    await send(left.item, left.attempt, waiting);
    notice("Your last answers have arrived.");
  } catch (error) {
    notice(`Your last answers were refused: ${said(error)}`);
  }
}

function next() {
  const item = session.items[index];
  const shown = present(item, session);
  progress(index);
  const button = h("button", { type: "submit" }, item.kind === "quiz" ? "Check my answers" : "Record this drill");
  const actions = h("div", { class: "actions" }, button);
  const form = h("form", { novalidate: true, onsubmit: submit }, heading(item, shown), shown.parts, actions);
  let sending = false;

  async function submit(event) {
    event.preventDefault();
    const missing = shown.missing();
    if (sending || missing !== null) {
      if (missing !== null) complain(missing);
      return;
    }
    notice("");
    sending = button.disabled = true;
    try {
      const outcome = await send(item.id, shown.attempt(attemptId(item.id)), waiting);
      notice("");
      me = await ask("/api/me").catch(() => me);
      close(form, shown, actions, outcome);
    } catch (error) {
      refuse(error, button);
    }
    sending = false;
  }

  show(form);
}

function heading(item, shown) {
  const title = h("h1", { tabindex: "-1" }, shown.title);
  const when = index === 0 && done === 0 ? `${dayInWords(session.date)}: ${counted(session.items.length, "part")}, about ${counted(Math.ceil(session.minutes), "minute")} in all` : "";
  return h("div", { class: "heading" }, title, when && h("p", { class: "lead" }, when));
}

/** After the outcome: nothing can be changed any more; a summary comes first, and feedback stands below each part. */
function close(form, shown, actions, outcome) {
  for (const control of form.querySelectorAll("input, select, textarea, button")) control.disabled = true;
  const summary = tell(outcome, shown.parts);
  byId("points").textContent = me.points;
  index += 1;
  done += 1;
  progress(index, "done");
  const last = index === session.items.length;
  const go = h("button", { type: "button", id: "go-on", onclick: () => (last ? begin() : next()) }, last ? "Finish" : "Next");
  actions.replaceChildren(go);
  form.firstElementChild.after(summary);
  form.classList.add("closed");
  window.scrollTo({ top: 0 });
  summary.querySelector("h2").focus({ preventScroll: true });
}

function refuse(error, button) {
  if (error instanceof Refused && error.status === 409) {
    notice("This was answered already, in another tab or on another device. Here is what is left.");
    begin();
    return;
  }
  notice(said(error));
  button.disabled = false;
}

async function end() {
  byId("progress").hidden = true;
  const plan = await ask("/api/plan?days=60").catch(() => ({ next_date: null }));
  show(finished(session, plan.next_date, done, () => next()), "finished");
}

function complain(part) {
  notice("Please answer every part first.");
  part.scrollIntoView({ block: "center" });
  part.classList.add("unanswered");
  (part.matches("input") ? part : part.querySelector("input, textarea, button")).focus();
  part.addEventListener("input", () => { part.classList.remove("unanswered"); notice(""); }, { once: true });
}

function waiting(pause) {
  notice(`No answer from the server. Your answers are kept; trying again in ${pause / 1000} s.`);
}

function progress(position, word = "") {
  const total = session.items.length;
  byId("progress").hidden = false;
  byId("position").textContent = word ? `${position} of ${total} ${word}` : `${position + 1} of ${total}`;
  byId("done").max = total;
  byId("done").value = position;
}

function notice(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = !text;
}

function said(error) {
  if (!(error instanceof Refused)) return "There is no connection to the server. Reload the page to try again.";
  return error.field ? `${error.message} (${error.field})` : error.message;
}

function show(element) {
  byId("stage").replaceChildren(element);
  window.scrollTo({ top: 0 });
  element.querySelector("h1")?.focus({ preventScroll: true });
}
