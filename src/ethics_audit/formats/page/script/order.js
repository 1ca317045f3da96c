/** Which view comes after which. */
import { picked } from "../scoring.js";
import { data, isOccasion, items } from "./data.js";
import { answerTo, asked, state } from "./sheet.js";

const FIELDS = Object.keys(data.written);
const [SITUATION, CLOSING] = FIELDS;

/** Return the next open question after this one, or of all; then what is asked last; then the list of all answers. */
export function onward(after) {
  const all = asked();
  const next = all.slice(all.findIndex((item) => item.id === after) + 1).find((item) => answerTo(item.id) === undefined);
  if (next) return ["question", next.id, false, after];
  return after && isOccasion ? ["words", CLOSING] : ["check", after];
}

export const afterPractice = () => (isOccasion && !state.sheet.decision ? ["words", SITUATION] : onward());

export function afterAnswer(id, from) {
  const option = picked(items.get(id), answerTo(id));
  return option && (option.feedback || items.get(id).needed) ? ["feedback", id, from] : afterFeedback(id, from);
}

export const afterFeedback = (id, from) => (from ? ["check", id] : onward(id));

export function afterWords(field, from) {
  if (from || field === FIELDS.at(-1)) return ["check"];
  return field === SITUATION ? onward() : ["words", FIELDS[FIELDS.indexOf(field) + 1]];
}

export function beforeWords(field, from) {
  if (field === SITUATION && !from) return ["practice"];
  return from || field === CLOSING ? ["check"] : ["words", FIELDS[FIELDS.indexOf(field) - 1]];
}

export function beforeQuestion(id, from) {
  const all = asked();
  const place = all.findIndex((item) => item.id === id);
  if (from) return ["check"];
  return place > 0 ? ["question", all[place - 1].id] : isOccasion ? ["words", SITUATION] : ["practice"];
}
