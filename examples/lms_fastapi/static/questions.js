// One question of a quiz: how it is asked, kind by kind, and how its answer is read from the page.

import { h } from "./dom.js";

const SURE = [
  ["0.25", "Guessing"],
  ["0.65", "Fairly sure"],
  ["0.95", "Certain"],
];
const RATINGS = [
  ["1", "Forgot it"],
  ["2", "With effort"],
  ["3", "Remembered"],
  ["4", "Easily"],
];

/** Return {element, response(), confidence()}; response() is null as long as nothing was answered. */
export function ask(question, skill) {
  const asked = KINDS[question.kind](question);
  const sure = question.kind === "recall" ? null : segmented(`sure-${question.id}`, "How sure are you?", SURE, "optional");
  const legend = h("legend", {}, h("span", { class: "eyebrow" }, skill), question.prompt);
  const element = h("fieldset", { class: "card question" }, legend, asked.element, sure?.element);
  return {
    element,
    response: asked.response,
    confidence: () => (sure?.value() ? Number(sure.value()) : null),
  };
}

/** A row of choices of which one can be taken: radio buttons that look like one control. */
export function segmented(name, label, choices, note = "") {
  const radios = choices.map(([value]) => h("input", { type: "radio", name, id: `${name}-${value}`, value }));
  const parts = choices.flatMap(([, text], index) => [radios[index], h("label", { for: radios[index].id }, text)]);
  const heading = h("span", { class: "small", id: `${name}-label` }, label, note && h("span", { class: "faint" }, ` ${note}`));
  return {
    element: h("div", { class: "sure", role: "radiogroup", "aria-labelledby": `${name}-label` }, heading, h("div", { class: "segments" }, parts)),
    value: () => radios.find((radio) => radio.checked)?.value ?? null,
  };
}

function choices(question, type) {
  const inputs = question.options.map((option) => h("input", { type, name: question.id, value: option.id }));
  const element = h(
    "div",
    { class: "options" },
    question.options.map((option, index) => h("label", { class: "option" }, inputs[index], h("span", {}, option.text))),
  );
  return { element, chosen: () => inputs.filter((input) => input.checked).map((input) => input.value) };
}

function field(label, attributes) {
  const input = h("input", { autocomplete: "off", spellcheck: "false", "aria-label": label, ...attributes });
  return input;
}

const KINDS = {
  single_choice(question) {
    const { element, chosen } = choices(question, "radio");
    return { element, response: () => chosen()[0] ?? null };
  },
  multiple_choice(question) {
    const { element, chosen } = choices(question, "checkbox");
    const hint = h("p", { class: "small faint" }, "Take all that apply.");
    return { element: h("div", {}, hint, element), response: () => (chosen().length ? chosen() : null) };
  },
  short_text(question) {
    const input = field("Your answer", { type: "text", class: "wide" });
    return { element: input, response: () => input.value.trim() || null };
  },
  numeric(question) {
    const input = field(question.unit ? `Your answer in ${question.unit}` : "Your answer", { type: "text", inputmode: "decimal" });
    const unit = question.unit ? h("span", { class: "unit" }, question.unit) : null;
    return { element: h("div", { class: "number" }, input, unit), response: () => input.value.trim() || null };
  },
  cloze(question) {
    const inputs = {};
    const shown = question.parts.map((part, index) => { // text, blank, text, blank, …
      if (index % 2 === 0) return part;
      const input = field(`Blank ${Math.ceil(index / 2)}`, { type: "text" });
      (inputs[part] ??= []).push(input);
      if (inputs[part].length > 1) input.addEventListener("input", () => inputs[part].forEach((one) => (one.value = input.value)));
      return input;
    });
    return {
      element: h("p", { class: "cloze" }, shown),
      response: () => {
        const texts = Object.fromEntries(question.blanks.map((blank) => [blank, inputs[blank]?.at(0)?.value.trim() ?? ""]));
        return Object.values(texts).some((text) => text) ? texts : null;
      },
    };
  },
  ordering(question) {
    const list = h("ol", { class: "ordering" });
    const spoken = h("p", { class: "hidden", "aria-live": "polite" });
    const move = (row, by) => {
      const rows = [...list.children];
      const place = rows.indexOf(row) + by;
      if (place < 0 || place >= rows.length) return;
      list.insertBefore(row, by < 0 ? rows[place] : rows[place].nextSibling);
      spoken.textContent = `${row.dataset.text}: now number ${place + 1}`;
    };
    for (const item of question.items) {
      const row = h("li", { "data-id": item.id, "data-text": item.text }, h("span", {}, item.text));
      const button = (sign, word, by) =>
        h("button", { type: "button", class: "move", "aria-label": `${word}: ${item.text}`, onclick: (event) => { move(row, by); event.currentTarget.focus(); } }, sign);
      row.append(button("↑", "Move up", -1), button("↓", "Move down", 1));
      list.append(row);
    }
    return {
      element: h("div", {}, h("p", { class: "small faint" }, "Bring these into order, the first on top."), list, spoken),
      response: () => [...list.children].map((row) => row.dataset.id),
    };
  },
  recall(question) {
    const rating = segmented(`rating-${question.id}`, "How well did you remember it?", RATINGS);
    const answer = h("div", { class: "reveal", hidden: true }, h("p", { class: "eyebrow" }, "One good answer"), h("p", {}, question.reveal), rating.element);
    const show = h("button", {
      type: "button",
      class: "secondary",
      onclick: () => {
        answer.hidden = false;
        show.hidden = true;
      },
    }, "Show the answer");
    const own = h("textarea", { rows: "3", "aria-label": "Your answer, for yourself", placeholder: "Say or write it first; this stays with you." });
    return { element: h("div", {}, own, show, answer), response: () => (rating.value() ? Number(rating.value()) : null) };
  },
};
