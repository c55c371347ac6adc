// What all pages need: elements without markup in strings, days in words, and asking the server.

import { headers } from "./host.js";

/** Return an element; text is always text, never markup. */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** Return 2026-03-04 in words. A date is nobody's midnight, so that it is read as UTC and written as UTC. */
export function dayInWords(iso) {
  const options = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat("en-GB", options).format(new Date(`${iso}T00:00:00Z`));
}

/** Return words of the server as a sentence. */
export const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;

export const counted = (count, word, words = `${word}s`) => `${count} ${count === 1 ? word : words}`;

/** What the server refused, with its status and its reason. */
export class Refused extends Error {
  constructor(status, body) {
    super(body.detail ?? `the server answered ${status}`);
    this.status = status;
    this.field = body.field ?? null;
  }
}

/** Ask the server for JSON. */
export async function ask(path, options = {}) {
  const response = await fetch(path, { ...options, headers: { ...headers(), ...options.headers } });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, typeof body === "object" ? body : {});
  return body;
}
