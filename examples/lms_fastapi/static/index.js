// The switch that stands in for a sign-in.

import { ask, byId, h } from "./dom.js";

const pages = { learner: ["/learn", "today’s practice"], manager: ["/team", "the team’s gaps"] };

for (const one of await ask("/api/people")) {
  const [path, what] = pages[one.role];
  const link = h("a", { href: `${path}?as=${encodeURIComponent(one.person)}` }, h("strong", {}, one.name), what);
  byId("people").append(h("li", {}, link));
}
