/** All answers, before the result. */
import { progress } from "./beginning.js";
import { audit, data, fill, isOccasion, words } from "./data.js";
import { urgent } from "./danger.js";
import { remark } from "./earlier.js";
import { button, el, go, head, list, p, said, section, statement } from "./elements.js";
import { backTo, open, show, views } from "./navigation.js";
import { ownWords } from "./own_words.js";
import { answerText, anyPicked, answered, state, unanswered } from "./sheet.js";

views.check = (after) => {
  const finish = anyPicked() && button(words.finish, () => open("result"));
  show(
    words.check, backTo("begin"), urgent(), remark(after), head(words.check), progress(), notAnswered(),
    !finish && p(words.no_result, "notice"), go(finish, button(words.stop, () => open("later"), "second")),
    isOccasion && writtenWords(), practice(), answers(),
  );
};

function notAnswered() {
  const ask = ({ id }) => button(statement(id), () => open("question", id, true), "link");
  const left = unanswered();
  return left.length > 0 && section("open", words.open, anyPicked() && p(words.open_told), list(left.map(ask)));
}

const change = (about, ...view) =>
  el("dd", {}, button([words.change, el("span", { class: "hidden" }, ` ${about}`)], () => open(...view), "link"));

const listed = (rows) => el("dl", { class: "list" }, rows.map((row) => el("div", {}, row)));

function practice() {
  const facts = Object.entries({ ...data.professions, ...data.facts });
  const told = facts.filter(([fact]) => state.sheet.profile.includes(fact)).map(([, text]) => el("div", {}, text));
  const row = [el("dt", {}, words.said_of_practice), el("dd", {}, told.length ? told : words.none_said)];
  return section("facts", words.practice, listed([[...row, change(words.said_of_practice, "practice")]]));
}

const writtenWords = () => section("words", words.own_words, listed(ownWords().map(({ field, title, text }) => [
  el("dt", {}, title), said("dd", text || words.nothing_yet, { class: "told" }), change(title, "words", field, true),
])));

function answers() {
  const row = (item) => [el("dt", {}, statement(item.id)), said("dd", answerText(item)),
    change(fill(words.change_of, { prompt: item.prompt }), "question", item.id, true)];
  const groups = audit.checklists.map((domain) => [domain, answered().filter((item) => item.domain === domain.id)]);
  return groups.filter(([, found]) => found.length).map(([domain, found]) =>
    section(`group-${domain.id}`, said("span", domain.title), listed(found.map(row))));
}
