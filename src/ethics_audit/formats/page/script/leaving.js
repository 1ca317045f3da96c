/** Where one stops, deletes what is kept, or finds that another window has kept something else. */
import { saver } from "./answers_file.js";
import { words } from "./data.js";
import { urgent } from "./danger.js";
import { button, el, go, head, p } from "./elements.js";
import { forget, restore } from "./keeping.js";
import { open, show, views } from "./navigation.js";
import { onward } from "./order.js";
import { state } from "./sheet.js";

export const saving = (...before) => el("div", { class: "saving" }, go(before, saver()), p(words.save_told, "hint"));

views.later = () => show(
  words.later, urgent(), head(words.later), p(state.keeping ? words.later_kept : words.later_gone),
  go(button(words.go_on, () => open(...onward())), button(words.check, () => open("check"), "link")), saving(),
);

views.remove = () => show(
  words.delete_sure, head(words.delete_sure), p(words.delete_told),
  go(button(words.delete_yes, forget), button(words.back, () => open("begin"), "second")),
);

views.elsewhere = () => {
  const use = () => {
    restore();
    open("begin");
  };
  const ways = go(button(words.elsewhere_yes, use));
  show(words.elsewhere, urgent(), head(words.elsewhere), p(words.elsewhere_told), ways, saving());
};
