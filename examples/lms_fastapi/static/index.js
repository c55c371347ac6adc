// The switch that stands in for a sign-in.

import { ask, byId, h } from "./dom.js";

const pages = { learner: ["/learn", "today’s practice"], manager: ["/team", "the team: what to do, who stands where"] };

const people = await ask("/api/people").catch(() => []);
if (!people.length) byId("people").before("There is nobody to choose: the server does not answer, or its database is empty.");
for (const one of people) {
  const [path, what] = pages[one.role];
  const link = h("a", { href: `${path}?as=${encodeURIComponent(one.person)}` }, h("strong", {}, one.name), what);
  byId("people").append(h("li", {}, link));
}
