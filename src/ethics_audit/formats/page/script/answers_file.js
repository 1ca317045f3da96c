/** The answers as a file: written as the program reads it, and read strictly. */
import { isNotApplicable, misfits } from "../scoring.js";
import { audit, data, dayIn, fill, words } from "./data.js";
import { button } from "./elements.js";
import { state } from "./sheet.js";

const CLASS = data.unprintable.map((ends) => ends.map((code) => `\\u{${code.toString(16)}}`).join("-")).join("");
const UNPRINTABLE = new RegExp(`[${CLASS}]`, "gu");
const ITEM = /^[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}$/;
const KEYS = ["audit", "version", "profile", "answers", "decision", "notes"];

/** Return text without the signs that no answers file may hold, such as those that turn the direction of others. */
export const visible = (text) =>
  text.replace(/\r\n?/g, "\n").replace(UNPRINTABLE, (sign) => (/[\p{Z}\t]/u.test(sign) ? " " : "")).trim();

export function written({ profile, answers, decision, notes } = state.sheet) {
  const about = { audit: audit.id, version: audit.version, profile };
  return JSON.stringify({ ...about, ...(decision && { decision }), ...(notes && { notes }), answers }, null, 2) + "\n";
}

export function download(name, text, type = "application/json") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A button that saves the answers as a file. */
export const saver = (kind = "second") => button(words.save, () => {
  download(`${audit.id}-${dayIn(0)}.json`, written());
  state.isSaved = true;
}, kind);

const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value, most) => typeof value === "string" && [...value].length <= most && value.search(UNPRINTABLE) < 0;
const isDay = (value) =>
  value === "" || (/^\d{4}-\d\d-\d\d$/.test(value) && new Date(value).toJSON()?.startsWith(value));
const isReason = (answer) =>
  !isNotApplicable(answer) || typeof answer === "string" ||
  (Object.keys(answer).length === 1 && isText(answer.not_applicable, data.longest.reason));
const isNote = ([id, text]) => ITEM.test(id) && isText(text, data.longest.note) && !text.includes("\n") && text.trim() !== "";

/** Return whether the words on an occasion are those that are asked for. */
function isDecision(words_) {
  const fits = ([field, text]) => Object.hasOwn(data.written, field) && isText(text, data.longest.written);
  return isPlain(words_) && Object.entries(words_).every(fits) && isDay(words_.review ?? "");
}

/** Return whether a value has the form of an answers file. */
function isSheet(found) {
  if (!isPlain(found) || !Object.keys(found).every((key) => KEYS.includes(key))) return false;
  const { profile = [], answers = {}, decision = null, notes = null } = found;
  return typeof found.audit === "string" && Array.isArray(profile) && isPlain(answers) &&
    Object.values(answers).every(isReason) && (decision === null || isDecision(decision)) &&
    (notes === null || (isPlain(notes) && Object.entries(notes).every(isNote)));
}

/** Read an answers file strictly: {sheet}, or {problems} if anything in it is not understood. */
export function read(text) {
  let found = null;
  try {
    found = JSON.parse(text);
  } catch {
    // told as every other text that is no answers file
  }
  if (!isSheet(found)) return { problems: [words.not_json] };
  const { version = audit.version, profile = [], answers = {}, decision = null, notes = null } = found;
  if (found.audit !== audit.id) return { problems: [fill(words.other_audit, { given: found.audit, wanted: audit.id })] };
  if (version !== audit.version) return { problems: [fill(words.other_edition, { given: version, wanted: audit.version })] };
  const problems = profile.filter((fact) => !data.known.includes(fact)).map((given) => fill(words.wrong_fact, { given }));
  for (const { item, given, allowed } of misfits(audit, answers)) {
    const values = { item, given: JSON.stringify(given), allowed: allowed.join(", ") };
    problems.push(fill(allowed.length ? words.wrong_answer : words.wrong_item, values));
  }
  return problems.length ? { problems } : { sheet: { profile, answers, decision, notes } };
}
