/** The answers in this window, and what follows from them for the questions. */
import { UNSURE, applies, isNotApplicable, picked, raises } from "../scoring.js";
import { audit, data, items, words } from "./data.js";

export const empty = () => ({ profile: [], answers: {}, decision: null, notes: null });

export const state = {
  sheet: empty(),
  /** The sheet of the last audit; null if none was given. */
  earlier: null,
  /** Where answers are: true for this browser, false for nowhere, null while nothing is chosen. */
  keeping: null,
  /** What this window last read from or wrote to the browser; another window's change shows as a difference. */
  known: null,
  isUnreadable: false,
  isLost: false,
  isSaved: true,
};

export const asked = () => [...items.values()].filter((item) => applies(item, state.sheet.profile));
export const answerTo = (id) => state.sheet.answers[id];
export const answered = () => asked().filter((item) => answerTo(item.id) !== undefined);
export const unanswered = () => asked().filter((item) => answerTo(item.id) === undefined);
export const raised = () => asked().filter((item) => raises(item, answerTo(item.id))).map((item) => item.id);
export const anyPicked = () => asked().some((item) => picked(item, answerTo(item.id)));
export const answerCount = (sheet) => Object.keys(sheet.answers).length;
export const isBegun = () => answerCount(state.sheet) > 0 || state.sheet.decision !== null;

export function answerText(item, answer = answerTo(item.id)) {
  if (answer === undefined) return words.not_answered;
  if (answer === UNSURE) return words.unsure;
  if (!isNotApplicable(answer)) return picked(item, answer).label;
  return item.event ? words.not_arisen : [words.not_applicable, answer.not_applicable].filter(Boolean).join(": ");
}

/** Return the sections of an item: of one's own profession, then of the law, then of others. */
export function cited(item) {
  const codeOf = (one) => (Object.hasOwn(data.codes, one.code) ? data.codes[one.code] : [one.code]);
  const place = (one) => {
    const [, profession, kind] = codeOf(one);
    return state.sheet.profile.includes(profession) ? 0 : kind === "law" ? 1 : 2;
  };
  const ordered = [...item.citations].sort((one, other) => place(one) - place(other));
  return ordered.map((one) => `${codeOf(one)[0]} ${one.section}`).join("; ");
}

/** Return how much an item weighs in the whole. */
export const weightOf = (item) =>
  item.weight * audit.checklists.find((domain) => domain.id === item.domain).multiplier;
