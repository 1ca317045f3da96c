/** What must be done today: at once after the answer that tells of it, and first wherever one stops. */
import { items, words } from "./data.js";
import { button, el, go, p, said, statement } from "./elements.js";
import { open, show, views } from "./navigation.js";
import { afterAnswer, afterPractice } from "./order.js";
import { answerText, raised } from "./sheet.js";

const actions = (ids) => ids.map((id) => el("div", { class: "one" },
  said("p", items.get(id).red_flag.action, { class: "action" }),
  el("p", { class: "hint" }, statement(id, answerText(items.get(id)))),
));

export const urgent = () => raised().length > 0 &&
  el("div", { class: "urgent", role: "alert" }, el("h2", {}, words.today), actions(raised()));

views.today = (id, from) => {
  const next = id ? afterAnswer(id, from) : afterPractice();
  const title = el("h1", {}, words.today);
  show(
    words.today,
    el("div", { class: "urgent", role: "alert", tabindex: "-1" }, title, actions(id ? [id] : raised())),
    p(words.today_told),
    go(button(words.go_on, () => open(...next)), button(words.stop, () => open("later"), "second")),
  );
};
