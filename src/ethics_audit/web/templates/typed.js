"use strict";
const unsent = document.querySelector(".unsent");
const sender = document.querySelector("main form");
const typed = sender.querySelectorAll("textarea, input:is([type=text], [type=date])");
let state = "open";

function isTyped() {
  return [...typed].some((field) => field.value !== field.defaultValue);
}

async function answers() {
  try {
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" });
    if (answer.status >= 500) return !isTyped(); // the page that answers says what is urgent, but keeps no words
    return answer.type !== "opaqueredirect" && ![401, 403].includes(answer.status); // a redirect leads to a sign-in
  } catch { // the program has stopped
    return false;
  }
}

sender.addEventListener("submit", async (event) => {
  if (state === "sent") return;
  event.preventDefault();
  if (state === "asking") return;
  const button = event.submitter;
  state = "asking";
  unsent.hidden = true;
  if (await answers()) {
    state = "sent";
    sender.requestSubmit(button);
  } else {
    state = "open";
    unsent.hidden = false;
    unsent.focus();
  }
});
addEventListener("pageshow", () => { state = "open"; });
addEventListener("beforeunload", (event) => {
  if (state !== "sent" && isTyped()) event.preventDefault();
});
