// Sending an attempt until the server has answered. The id is made once for each item and kept with the answers before
// anything is sent, so that a retry, a reload or a second tab sends the same attempt, which counts once.

import { ask, Refused } from "./dom.js";
import { person } from "./host.js";

const WAITS = [500, 1000, 2000, 4000, 8000]; // milliseconds; the last one again and again
const OUTBOX = `practice/${person}/outbox`;
const idKey = (item) => `practice/${person}/id/${item}`;

/** Return the attempt id of an item: the same one each time. */
export function attemptId(item) {
  const kept = localStorage.getItem(idKey(item));
  if (kept) return kept;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  localStorage.setItem(idKey(item), made);
  return made;
}

/** Return what was kept and has not been answered yet, or null. */
export function unsent() {
  return JSON.parse(localStorage.getItem(OUTBOX) ?? "null");
}

/**
 * Send what the learner did with an item, again and again, and return the outcome; `waiting` is told about each wait.
 * A refusal is final: it is thrown, and nothing is sent again.
 */
export async function send(item, attempt, waiting) {
  localStorage.setItem(OUTBOX, JSON.stringify({ item, attempt }));
  for (let tries = 0; ; tries += 1) {
    try {
      const outcome = await ask("/api/attempts", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(attempt),
      });
      settled(item);
      return outcome;
    } catch (error) {
      if (error instanceof Refused && error.status < 500) {
        settled(error.status === 422 ? null : item); // to be corrected, and sent under the same id
        throw error;
      }
    }
    const pause = WAITS[Math.min(tries, WAITS.length - 1)];
    waiting(pause);
    await new Promise((resume) => setTimeout(resume, pause));
  }
}

function settled(item) {
  localStorage.removeItem(OUTBOX);
  if (item !== null) localStorage.removeItem(idKey(item));
}
