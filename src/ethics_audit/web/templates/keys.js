"use strict";
const STORED = "ethics_audit.keys";
const hint = document.querySelector(".keys");
const toggle = hint.querySelector("button");
const form = document.querySelector("main form");
const why = document.querySelector("main details");

function show(on) {
  document.documentElement.classList.toggle("keyed", on);
  toggle.setAttribute("aria-pressed", String(!on));
}

function stored(value) {
  try {
    if (value) localStorage.setItem(STORED, value);
    return localStorage.getItem(STORED);
  } catch { // a browser may forbid it
    return value;
  }
}

function press(key, at) {
  const choices = form.querySelectorAll("input[name=answer]");
  if (/^[1-9]$/.test(key) && choices[key - 1]) {
    choices[key - 1].click();
    choices[key - 1].focus();
  } else if (key === "w") {
    why.open = !why.open;
    why.firstElementChild.focus();
  } else if (key === "b") {
    document.querySelector(".back a").click();
  } else if (key === "Enter" && !at.closest("a, button, summary")) {
    form.requestSubmit(form.querySelector("button[value=on]"));
  } else {
    return false;
  }
  return true;
}

hint.hidden = false;
show(stored() !== "off");
toggle.addEventListener("click", () => {
  const on = !document.documentElement.classList.contains("keyed");
  stored(on ? "on" : "off");
  show(on);
});
document.addEventListener("keydown", (event) => {
  const held = event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing;
  const at = event.target;
  if (held || at.closest("textarea") || !document.documentElement.classList.contains("keyed")) return;
  if (press(event.key.length === 1 ? event.key.toLowerCase() : event.key, at)) event.preventDefault();
});
