/** Keys of a question for those who want them: a number, w, b and Enter; they can be turned off, and work only where they are told. */
import { words } from "./data.js";
import { el, main } from "./elements.js";
import { storage } from "./keeping.js";
import { state } from "./sheet.js";

const STORED = "ethics-audit.keys";
const root = document.documentElement;
const isTold = matchMedia("(hover: hover)");
const areOn = () => root.classList.contains("keyed");

/** Say which keys there are, with a switch; it is remembered where answers are kept. */
export function keysHint() {
  const switched = el("button", { type: "button", class: "link", "aria-pressed": String(!areOn()), click: () => {
    turn(!areOn());
    switched.setAttribute("aria-pressed", String(!areOn()));
    if (state.keeping) remember(areOn() ? "on" : "off");
  } }, words.keys_off);
  return el("p", { class: "hint keys" }, el("span", {}, `${words.keys} `), switched);
}

const turn = (isOn) => root.classList.toggle("keyed", isOn);

function remember(wish) {
  try {
    storage().setItem(STORED, wish);
  } catch {
    // a full or blocked storage; the keys are as they are wished until the page is closed
  }
}

export function followKeys() {
  turn(storage()?.getItem(STORED) !== "off");
  document.addEventListener("keydown", (event) => {
    const form = main.querySelector("form.question");
    const isHeld = event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing;
    if (!form || isHeld || !areOn() || !isTold.matches || event.target.matches?.("textarea")) return;
    if (press(event.key.length === 1 ? event.key.toLowerCase() : event.key, form, event.target)) event.preventDefault();
  });
}

function press(key, form, at) {
  const radio = /^[1-9]$/.test(key) && form.querySelectorAll("input[type=radio]")[key - 1];
  if (radio) {
    radio.checked = true;
    radio.focus();
  } else if (key === "w") {
    const why = main.querySelector("#why");
    why.open = !why.open;
    why.querySelector("summary").focus();
  } else if (key === "b") {
    main.querySelector(".back button").click();
  } else if (key === "Enter" && !at.matches("button, summary")) {
    form.requestSubmit();
  } else {
    return false;
  }
  return true;
}
