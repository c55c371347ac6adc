// What this host is like to the pages: who is asking, what goes with each request, and where one says who one is.

export const person = new URLSearchParams(location.search).get("as") ?? "";
export const headers = () => ({ "X-Person": person });
export const elsewhere = ["/", "Choose who you are"];

for (const link of document.querySelectorAll("a.as")) link.search = location.search; // who one is goes along
