/** The first page, and the facts of the practice. */
import { loader } from "./loading.js";
import { data, fill, isOccasion, items, words } from "./data.js";
import { urgent } from "./danger.js";
import { button, choice, el, folded, go, head, limits, list, p, said, submitter } from "./elements.js";
import { leftovers, storage, take } from "./keeping.js";
import { backTo, open, show, slip, views } from "./navigation.js";
import { nextAudit } from "./earlier.js";
import { afterPractice, onward } from "./order.js";
import { answered, anyPicked, asked, isBegun, raised, state, unanswered } from "./sheet.js";

views.begin = (told) => {
  const title = isBegun() ? words.so_far : words.before;
  const notice = told && el("p", { class: "notice", role: "status" }, told);
  show(
    title, urgent(), head(title), notice, p(words.caution, "caution"), isBegun() ? progress() : introduction(),
    leftovers(), state.keeping === null ? choosing() : going(), loader(), limits(),
  );
};

export const progress = () => p(fill(words.progress, { answered: answered().length, count: asked().length }));

const isDone = () => anyPicked() && !unanswered().length;

const introduction = () => [
  p(fill(words.how, { count: items.size, minutes: data.minutes })),
  isOccasion && p(words.writes),
  list([words.stopping, words.unsure_counts, words.no_names]),
  data.introductions.map((text) => said("p", text, { class: "told" })),
  data.examples.map((text) => folded(words.example, said("p", text, { class: "told" }))),
];

const going = () => [
  state.keeping && p(words.kept_here, "hint"),
  go(
    isDone() ? button(words.finish, () => open("result")) :
      button(words.go_on, () => open(...(isBegun() ? onward() : ["practice"]))),
    isBegun() && button(words.check, () => open("check"), "second"),
  ),
  go(isDone() && nextAudit(), state.keeping && button(words.delete, () => open("remove"), "link")),
];

/** Ask where answers should be; where the browser keeps nothing, or what it keeps would be lost, there is no choice. */
function choosing() {
  const start = (isKept) => {
    state.keeping = isKept;
    if (take({})) open(...(isBegun() ? onward() : ["practice"]));
  };
  if (!storage() || state.isUnreadable) {
    return [!storage() && p(words.blocked, "notice"), go(button(words.begin, () => start(false)))];
  }
  const wish = (value, text, hint) => {
    const one = choice("radio", "keep", value, text, false, { "aria-describedby": `hint-${value}` });
    one.append(el("p", { class: "hint", id: `hint-${value}` }, hint));
    return one;
  };
  const submit = (event) => {
    event.preventDefault();
    const wished = new FormData(event.target).get("keep");
    if (wished) start(wished === "here");
    else slip(event.target, event.target.elements.keep[0], words.choose);
  };
  const wishes = [wish("here", words.keep, words.keep_hint), wish("nothing", words.nothing, words.nothing_hint)];
  return el("form", { autocomplete: "off", submit },
    el("fieldset", {}, el("legend", {}, words.where), wishes), go(submitter(words.begin)));
}

views.practice = () => {
  const tick = ([fact, text]) => choice("checkbox", "fact", fact, text, state.sheet.profile.includes(fact));
  const group = (title, hint, facts) => Object.keys(facts).length > 0 &&
    el("fieldset", {}, el("legend", {}, title), p(hint, "hint"), Object.entries(facts).map(tick));
  const submit = (event) => {
    event.preventDefault();
    const offered = [...Object.keys(data.professions), ...Object.keys(data.facts)];
    const before = raised();
    const others = state.sheet.profile.filter((fact) => !offered.includes(fact));
    const profile = [...others, ...new FormData(event.target).getAll("fact")].sort();
    if (!take({ profile })) return;
    open(...(raised().some((id) => !before.includes(id)) ? ["today"] : afterPractice()));
  };
  show(words.practice, backTo("begin"), head(words.practice), state.earlier && p(words.practice_before, "notice"),
    el("form", { autocomplete: "off", submit },
      group(words.profession, words.profession_hint, data.professions),
      group(words.facts, words.facts_hint, data.facts), go(submitter(words.go_on))));
};
