// The manager's page: what to do this week, who has practice waiting, and a heat map of skills and people.

import { ask, byId, counted, dayInWords, h, sentence, Refused } from "./dom.js";
import { elsewhere } from "./host.js";

const WIDE = matchMedia("(min-width: 48rem)"); // where there is less room, one capability is open and the others unfold
const WEEK = 7; // days without practice after which somebody is asked how they are getting on
const WANTED = 3;
const MOST_GAPS = 5;
const MEANS = ["not shown yet", "shown once", "shown again", "there after a week", "lasts for weeks"];
const LEVELS = ["unproven", "floor", "developing", "proficient", "mastery"].map((name, level) => ({ level, name, means: MEANS[level] }));

const page = byId("team");

try {
  const team = arranged(await ask("/api/team"));
  byId("name").textContent = team.manager;
  page.replaceChildren(
    h("div", { class: "heading" }, h("h1", {}, team.team), h("p", { class: "lead" }, `${counted(team.people.length, "person", "people")}, ${when(team.at)}`)),
    toDo(team),
    figures(team),
    waiting(team),
    widest(team),
    heatMap(team),
  );
} catch (error) {
  const said = error instanceof Refused ? error.message : "There is no connection to the server.";
  page.replaceChildren(h("h1", {}, "That did not work"), h("p", {}, sentence(said)), h("p", {}, h("a", { href: elsewhere[0] }, elsewhere[1])));
}

/** Return what the server tells by ids as the page shows it: by person, with titles; and what most do not hold yet. */
function arranged(told) {
  const people = told.people.map((one) => {
    const held = (told.held[one.person] ?? []).map((skill) => ({ ...skill, level: rank(skill.level), reached: rank(skill.reached) }));
    const skills = Object.fromEntries(held.map((skill) => [skill.skill, skill]));
    return { ...one, skills, due: told.due[one.person] ?? 0, known: mean(held), enough: held.filter((skill) => skill.level >= WANTED).length };
  });
  const names = Object.fromEntries(people.map((one) => [one.person, one.name]));
  const named = (one) => ({ ...one, name: names[one.learner], title: told.titles[one.skill] });
  const all = new Map(people.flatMap((one) => Object.values(one.skills)).map((one) => [one.skill, one]));
  const skills = [...all.values()].map((one) => ({ ...one, id: one.skill, title: told.titles[one.skill] }));
  const capabilities = [...new Set(skills.map((one) => one.capability))].map((id) => ({ id, title: told.titles[id], skills: skills.filter((one) => one.capability === id) }));
  const gaps = skills.map((skill) => gap(skill, told.titles[skill.capability], people)).filter(Boolean);
  const widest = gaps.sort((one, other) => other.size - one.size || other.below - one.below || one.title.localeCompare(other.title)).slice(0, MOST_GAPS);
  return { ...told, people, capabilities, widest, wanted: WANTED, levels: LEVELS, to_do: { coach: told.coach.map(named), slipping: told.slipping.map(named) } };
}

function rank(name) {
  return LEVELS.findIndex((level) => level.name === name.toLowerCase());
}

/** Return how much of what was begun is still known; null where nothing was. */
function mean(held) {
  const known = held.map((one) => one.still_known).filter((share) => share !== null);
  return known.length ? known.reduce((sum, share) => sum + share, 0) / known.length : null;
}

/** Return a skill that at least half of the people have begun and that some of them do not hold as well as they should. */
function gap({ id, title }, capability, people) {
  const begun = people.map((one) => one.skills[id]).filter((one) => one && one.still_known !== null).map((one) => one.level).sort();
  const below = begun.filter((level) => level < WANTED);
  if (!below.length || 2 * begun.length < people.length) return null;
  return { title, capability, below: below.length, begun: begun.length, levels: begun, size: below.reduce((sum, level) => sum + WANTED - level, 0) };
}

/** What a manager can do with a minute: whom to coach, whom to ask, what to go through with everybody. */
function toDo(team) {
  const quiet = team.people.filter((one) => !one.last_at || daysSince(one.last_at, team.at) >= WEEK);
  const tasks = [
    ...team.to_do.coach.map((one) => [`Coach ${one.name} on “${one.title}”.`, `It was forgotten ${counted(one.lapses, "time")}, and is no longer asked until somebody has worked on it.`]),
    ...quiet.map((one) => [`Ask ${one.name} how they are getting on.`, one.last_at ? `Last practised ${ago(one.last_at, team.at)}.` : "They have not begun to practise."]),
    ...slipping(team).map(([name, skills]) => [`Have ${name} show you ${listed(skills.map((one) => `“${one.title}”`))}.`, odds(skills)]),
    ...team.widest.slice(0, 1).map((gap) => [`Go through “${gap.title}” with everybody.`, `${gap.below} of the ${gap.begun} who have begun it do not hold it dependably yet.`]),
  ];
  return h(
    "section",
    { "aria-labelledby": "to-do" },
    h("h2", { id: "to-do" }, "What to do this week"),
    tasks.length
      ? h("ul", { class: "card tasks" }, tasks.map(([what, why]) => h("li", {}, h("b", {}, what), " ", h("span", { class: "faint" }, why))))
      : h("p", { class: "card" }, "Nothing stands out: everybody practises, nobody needs a coach, and no skill is a problem for most."),
  );
}

/** Return the skills that are likely to be missed, by person, the worst first. */
function slipping(team) {
  const people = new Map();
  for (const one of team.to_do.slipping) people.set(one.name, [...(people.get(one.name) ?? []), one]);
  return [...people];
}

function odds(skills) {
  const chances = skills.map((one) => Math.round(100 * one.chance)).sort((one, other) => one - other);
  const chance = [...new Set([chances[0], chances.at(-1)])].join(" to ");
  const sum = (name) => skills.reduce((total, one) => total + one[name], 0);
  const seen = skills.map((one) => one.last_day).filter(Boolean).sort().at(-1);
  return `The chance that they get it right is ${chance} %: missed ${sum("misses")} of ${sum("attempts")}${seen ? `, last seen on ${dayInWords(seen)}` : ""}.`;
}

function listed(words, most = 3) {
  const named = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
  return named.length < 2 ? named.join("") : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

function figures(team) {
  const waits = team.people.filter((one) => one.due > 0);
  const held = team.people.flatMap((one) => Object.values(one.skills));
  const enough = held.filter((one) => one.level >= team.wanted).length;
  const begun = held.filter((one) => one.still_known !== null).length;
  const tiles = [
    [`${waits.length} of ${team.people.length}`, "have skills that are due"],
    [String(team.people.reduce((sum, one) => sum + one.due, 0)), "skills are due to be practised again"],
    [share100(begun, held.length), "of all that is expected has been begun"],
    [share100(enough, held.length), `is ${team.levels[team.wanted].name} or better: ${team.levels[team.wanted].means}`],
  ];
  return h("ul", { class: "tiles" }, tiles.map(([figure, text]) => h("li", { class: "card" }, h("b", {}, figure), text)));
}

function share100(part, whole) {
  return whole ? `${Math.round((100 * part) / whole)} %` : "–";
}

function waiting(team) {
  const columns = ["Person", "Skills due", "Still known", "Held dependably", "Last practised", "Points, 7 days", "Work on first"];
  const people = [...team.people].sort((one, other) => other.due - one.due || one.name.localeCompare(other.name));
  const row = (one) => [
    String(one.due),
    one.known === null ? "–" : `${Math.round(100 * one.known)} %`,
    `${one.enough} of ${Object.keys(one.skills).length}`,
    one.last_at ? ago(one.last_at, team.at) : "never",
    String(one.points),
    team.titles[team.first[one.person]?.[0]] ?? "–",
  ];
  return h(
    "section",
    { "aria-labelledby": "waiting" },
    h("h2", { id: "waiting" }, "Practice waiting"),
    h("p", { class: "small faint" }, "Who has most that is due comes first. Still known is how much of what they have begun is there today; held dependably is what they showed after a week without practice."),
    h(
      "table",
      { class: "card stacked" },
      h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)))),
      h(
        "tbody",
        {},
        people.map((one) =>
          h("tr", { "data-person": one.person }, h("th", { scope: "row" }, one.name), row(one).map((text, index) => h("td", { "data-label": columns[index + 1] }, text))),
        ),
      ),
    ),
  );
}

function widest(team) {
  if (team.widest.length === 0) return null;
  return h(
    "section",
    { "aria-labelledby": "widest" },
    h("h2", { id: "widest" }, "Widest gaps"),
    h("p", { class: "small faint" }, `Skills that at least half of the team has begun and most do not hold at level ${team.wanted} (${team.levels[team.wanted].name}) yet; a level for each of them.`),
    h(
      "ol",
      { class: "card gaps" },
      team.widest.map((gap) =>
        h(
          "li",
          {},
          h("span", {}, h("b", {}, gap.title), h("span", { class: "faint" }, ` ${gap.capability}`)),
          h("span", { class: "count" }, `${gap.below} of ${gap.begun} below`),
          h("span", { class: "strip", "aria-hidden": "true" }, gap.levels.map((level) => h("span", { class: `cell level-${level}` }, String(level)))),
        ),
      ),
    ),
  );
}

function heatMap(team) {
  return h(
    "section",
    { "aria-labelledby": "map" },
    h("h2", { id: "map" }, "Who holds what"),
    legend(team),
    team.capabilities.filter((one) => one.skills.length).map((one, index) => capability(one, team, index === 0 || WIDE.matches)),
  );
}

function legend(team) {
  const meanings = team.levels.map(({ level, name, means }) => h("li", {}, h("span", { class: `cell level-${level}` }, String(level)), means ? `${name}: ${means}` : name));
  return h(
    "ul",
    { class: "legend" },
    h("li", {}, h("span", { class: "cell none" }, "·"), "not begun"),
    meanings,
    h("li", {}, h("span", { class: "cell level-1" }, "1↓"), "was higher, is fading"),
  );
}

function capability(one, team, open) {
  const heads = team.people.map((who) => h("th", { scope: "col", title: who.name }, h("span", {}, who.name)));
  const rows = one.skills.map((skill) =>
    h("tr", {}, h("th", { scope: "row" }, skill.title, h("span", { class: "dimension" }, skill.dimension)), team.people.map((who) => cell(who, skill, team))),
  );
  return h(
    "details",
    { class: "card map", open },
    h("summary", {}, h("h3", {}, one.title), h("span", { class: "faint small" }, share(one, team))),
    h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Skill"), heads)), h("tbody", {}, rows)),
  );
}

function share(one, team) {
  const held = team.people.flatMap((who) => one.skills.map((skill) => who.skills[skill.id])).filter(Boolean);
  const enough = held.filter((mastery) => mastery.level >= team.wanted).length;
  return `${enough} of ${held.length} at level ${team.wanted} or above`;
}

function cell(who, skill, team) {
  const held = who.skills[skill.id];
  if (!held) return h("td", {}, h("span", { class: "cell none" }, "", h("span", { class: "hidden" }, "not expected")));
  const begun = held.still_known !== null;
  const fading = held.reached > held.level;
  const name = begun ? team.levels[held.level].name : "not begun";
  const known = begun ? `, ${Math.round(100 * held.still_known)} % still known` : "";
  const faded = fading ? `, was ${team.levels[held.reached].name}` : "";
  const missing = held.missing.length ? `; next: ${held.missing.join(", ")}` : "";
  const sign = begun ? `${held.level}${fading ? "↓" : ""}` : "·";
  return h(
    "td",
    { title: `${who.name}, ${skill.title}: ${name}${faded}${known}${missing}` },
    h("span", { class: `cell ${begun ? `level-${held.level}` : "none"}`, "aria-hidden": "true" }, sign),
    h("span", { class: "hidden" }, `${begun ? held.level : ""} ${name}${faded}`),
  );
}

function when(iso) {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short" }).format(new Date(iso));
}

function ago(iso, now) {
  const days = daysSince(iso, now);
  return days < 1 ? "today" : `${counted(days, "day")} ago`;
}

function daysSince(iso, now) {
  return Math.floor((new Date(now) - new Date(iso)) / 86_400_000);
}
