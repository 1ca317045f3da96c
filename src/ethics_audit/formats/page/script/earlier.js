/** The last audit beside this one: told after each answer and in the result, never before. */
import { isNotApplicable, picked, raises, score } from "../scoring.js";
import { saver } from "./answers_file.js";
import { audit, data, fill, isPractice, items, words } from "./data.js";
import { button, el, go, head, list, p, section, statement } from "./elements.js";
import { take } from "./keeping.js";
import { backTo, open, show, views } from "./navigation.js";
import { answerText, answerTo, asked, empty, state } from "./sheet.js";

const lastAnswer = (id) => state.earlier?.answers[id];

/** Return why a question did not apply the last time. */
export const lastReason = (id) => lastAnswer(id)?.not_applicable;

/** Return how the answer to a question stands to the last one: "same", "other", "better" or "worse"; null without. */
function course(item) {
  const [before, now] = [lastAnswer(item.id), answerTo(item.id)];
  if (before === undefined || now === undefined) return null;
  if (before === now || (isNotApplicable(before) && isNotApplicable(now))) return "same";
  const [was, is] = [before, now].map((answer) => picked(item, answer)?.risk);
  if (was === undefined || is === undefined || was === is) return "other";
  return is < was ? "better" : "worse";
}

/** Say after an answer what it was the last time; a danger is told without praise. */
export function remark(id) {
  const item = items.get(id);
  const found = item && course(item);
  if (!found) return null;
  const last = fill(words.last_time, { answer: answerText(item, lastAnswer(id)).replace(/\.$/, "") });
  const told = found === "same" ? words.same : found === "better" && !raises(item, answerTo(id)) ? `${last} ${words.better}` : last;
  return el("p", { class: "notice", dir: "auto" }, `${fill(words.answered_before, { answer: answerText(item) })} ${told}`);
}

/** Offer the next audit. */
export const nextAudit = () => isPractice && button(words.next_audit, () => open("next"), "link");

views.next = () => {
  const begin = () => {
    state.earlier = state.sheet;
    if (take({ ...empty(), profile: state.sheet.profile })) open("practice");
  };
  show(words.next_audit, backTo("result"), head(words.next_audit), p(words.next_told), p(words.next_lost),
    go(button(words.begin, begin), saver()));
};

/** Tell in the result what has changed. */
export function since(result) {
  if (!state.earlier) return null;
  const { answers, profile } = state.earlier;
  const before = score(audit, answers, profile);
  const told = ({ band }) => data.bands[band] ?? words.band_unknown;
  const changed = (wanted) => asked().filter((item) => course(item) === wanted);
  const group = (title, wanted) => changed(wanted).length > 0 &&
    [el("h3", {}, title), list(changed(wanted).map((item) => statement(item.id, answerText(item))))];
  return section("since", words.since, p(fill(words.since_band, { before: told(before), now: told(result) })),
    group(words.better_answers, "better"), group(words.worse_answers, "worse"));
}
