// The manager's page: who has practice waiting, and a heat map of skills and people.

import { ask, byId, counted, h, Refused } from "./dom.js";

const page = byId("team");

try {
  const team = await ask("/api/team");
  byId("name").textContent = team.manager;
  page.replaceChildren(
    h("div", { class: "heading" }, h("h1", {}, team.team), h("p", { class: "lead" }, `${counted(team.people.length, "person", "people")}, ${when(team.at)}`)),
    figures(team),
    waiting(team),
    widest(team),
    heatMap(team),
  );
} catch (error) {
  const said = error instanceof Refused ? error.message : "There is no connection to the server.";
  page.replaceChildren(h("h1", {}, "That did not work"), h("p", {}, said));
}

function figures(team) {
  const waits = team.people.filter((one) => one.waiting.items > 0);
  const held = team.people.flatMap((one) => Object.values(one.skills));
  const enough = held.filter((one) => one.level >= team.wanted).length;
  const begun = held.filter((one) => one.still_known !== null).length;
  const tiles = [
    [`${waits.length} of ${team.people.length}`, "have practice waiting today"],
    [String(team.people.reduce((sum, one) => sum + one.waiting.due, 0)), "cards are due by now"],
    [`${Math.round((100 * begun) / held.length)} %`, "of all that is expected has been begun"],
    [`${Math.round((100 * enough) / held.length)} %`, `is held at level ${team.wanted}, ${team.levels[team.wanted].name}, or above`],
  ];
  return h("ul", { class: "tiles" }, tiles.map(([figure, text]) => h("li", { class: "card" }, h("b", {}, figure), text)));
}

function waiting(team) {
  const columns = ["Person", "Waiting today", "Cards due", "Last practised", "Points, 7 days", "Memory, 14 days", "Work on first"];
  const row = (one) => [
    one.waiting.items ? `${Math.ceil(one.waiting.minutes)} min, ${counted(one.waiting.items, "exercise")}` : "– nothing",
    String(one.waiting.due),
    one.last_at ? ago(one.last_at, team.at) : "never",
    String(one.points),
    trend(one.drift),
    one.focus ?? "–",
  ];
  return h(
    "section",
    { "aria-labelledby": "waiting" },
    h("h2", { id: "waiting" }, "Practice waiting"),
    h(
      "table",
      { class: "card stacked" },
      h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)))),
      h(
        "tbody",
        {},
        team.people.map((one) =>
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
    h("p", { class: "small faint" }, `Skills that at least half of the team has begun, and most do not hold at level ${team.wanted} (${team.levels[team.wanted].name}) yet; a number for each of them.`),
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
    team.capabilities.filter((one) => one.skills.length).map((one) => capability(one, team)),
  );
}

function legend(team) {
  const meanings = team.levels.map(({ level, name }) => h("li", {}, h("span", { class: `cell level-${level}` }, String(level)), name));
  return h(
    "ul",
    { class: "legend" },
    h("li", {}, h("span", { class: "cell none" }, "·"), "not begun"),
    meanings,
    h("li", {}, h("span", { class: "cell level-1" }, "1↓"), "was higher, is fading"),
  );
}

function capability(one, team) {
  const heads = team.people.map((who) => h("th", { scope: "col", title: who.name }, h("span", { class: "full" }, who.name), h("span", { class: "short", "aria-hidden": "true" }, who.name.slice(0, 2))));
  const rows = one.skills.map((skill) =>
    h("tr", {}, h("th", { scope: "row" }, skill.title, h("span", { class: "dimension" }, skill.dimension)), team.people.map((who) => cell(who, skill, team))),
  );
  return h(
    "details",
    { class: "card map", open: true },
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

function trend(drift) {
  if (drift === null) return "–";
  const points = Math.round(100 * drift);
  if (points === 0) return "● steady";
  return points > 0 ? `▲ ${counted(points, "point")} up` : `▼ ${counted(-points, "point")} down`;
}

function when(iso) {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short" }).format(new Date(iso));
}

function ago(iso, now) {
  const days = Math.floor((new Date(now) - new Date(iso)) / 86_400_000);
  return days < 1 ? "today" : `${counted(days, "day")} ago`;
}
