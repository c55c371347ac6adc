// Asks the server to erase whoever is signed in, once they have said that it is meant.

import { ask, byId, h, sentence } from "./dom.js";

byId("erase").addEventListener("click", async () => {
  byId("erase").disabled = true;
  try {
    await ask("/api/me/erase", { method: "POST" });
    byId("stage").replaceChildren(h("h1", {}, "You are erased"), h("p", {}, "Nothing of your practice is held any more."));
  } catch (error) {
    byId("notice").textContent = sentence(error.message);
    byId("notice").hidden = false;
    byId("erase").disabled = false;
  }
});
