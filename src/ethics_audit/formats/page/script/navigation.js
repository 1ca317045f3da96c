/** One view at a time, and the browser's own way back. */
import { saver } from "./answers_file.js";
import { audit, fill, words } from "./data.js";
import { button, el, go, main, p } from "./elements.js";
import { isBegun, state } from "./sheet.js";

/** The functions that show the views, by name. */
export const views = {};

/** Show a view, and let the browser's own way back lead to the one before; browsers store it, so it holds no answer. */
export function open(view, ...about) {
  history.pushState({ view, about }, "");
  views[view](...about);
  return false;
}

/** Put a view on the page, and begin at its top: at the danger that it tells, or at its heading. */
export function show(title, ...children) {
  document.title = `${title} - ${audit.title}`;
  const lost = state.isLost && el("div", { class: "notice", role: "alert" }, p(words.lost), go(saver()));
  main.replaceChildren(...el("div", {}, lost, children).childNodes);
  (main.querySelector(".urgent[tabindex]") ?? main.querySelector("h1")).focus({ preventScroll: true });
  scrollTo(0, 0);
}

export const backTo = (...view) => el("p", { class: "back" }, button(words.back, () => open(...view), "link"));

/** Say what is wrong in a form, beside its fields, and go to the first of them. */
export function slip(form, field, text) {
  const old = form.querySelector(".slip");
  if (!old) document.title = fill(words.error, { title: document.title });
  old?.remove();
  (field.closest(".choice") ?? field).before(el("p", { class: "slip", id: "slip", role: "alert" }, text));
  const hint = field.getAttribute("aria-describedby")?.replace(" slip", "");
  field.setAttribute("aria-describedby", hint && hint !== "slip" ? `${hint} slip` : "slip");
  field.focus();
}

export function followBack() {
  addEventListener("popstate", (event) => {
    const { view, about } = event.state ?? { view: "begin", about: [] };
    views[state.keeping === null ? "begin" : view](...(state.keeping === null ? [] : about));
  });
  addEventListener("beforeunload", (event) => {
    const isAtStake = !state.isSaved && (state.isLost || !state.keeping);
    if (isAtStake && isBegun()) event.preventDefault();
  });
  history.replaceState({ view: "begin", about: [] }, "");
}
