// What this host is like to the pages: who is signed in, what goes with each request, and where one signs in.

export const person = document.body.dataset.person ?? "";
export const elsewhere = ["/accounts/login/", "Sign in"];

/** Django takes nothing that is sent without the token of the page. */
export const headers = () => ({ "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "" });
