/** Keeping answers in this browser, if that is wished, and never over those of another window. */
import { download, read, written } from "./answers_file.js";
import { audit, words } from "./data.js";
import { button, el, go, p } from "./elements.js";
import { open } from "./navigation.js";
import { empty, state } from "./sheet.js";

const SPACE = `ethics-audit/${audit.id}/`;
const KEY = SPACE + audit.digest.slice(0, 16);
const EARLIER = `${KEY}/earlier`;

/** The storage of this browser; null where it is blocked. */
export function storage() {
  try {
    localStorage.getItem(KEY);
    return localStorage;
  } catch {
    return null;
  }
}

/** Take changed answers, and keep them if that is wished; return whether to go on, or show what another window did. */
export function take(changes) {
  Object.assign(state, { sheet: { ...state.sheet, ...changes }, isSaved: false });
  if (!state.keeping) return true;
  if (storage() && storage().getItem(KEY) !== state.known) return open("elsewhere");
  try {
    const text = written();
    storage().setItem(KEY, text);
    if (state.earlier) storage().setItem(EARLIER, written(state.earlier));
    Object.assign(state, { known: text, isLost: false });
  } catch {
    state.isLost = true;
  }
  return true;
}

/** Read what this browser keeps; what cannot be read is not used, and stays. */
export function restore() {
  const known = storage()?.getItem(KEY) ?? null;
  const { sheet, problems } = known === null ? {} : read(known);
  const earlier = storage()?.getItem(EARLIER);
  const isUnreadable = Boolean(problems);
  const keeping = sheet ? true : null;
  Object.assign(state, { known, isUnreadable, keeping, sheet: sheet ?? empty(), isLost: false, isSaved: true });
  state.earlier = earlier ? read(earlier).sheet ?? null : null;
}

export function forget() {
  for (const key of [KEY, EARLIER]) storage()?.removeItem(key);
  restore();
  open("begin", words.deleted);
}

/** Offer what this browser keeps and the page does not use: what cannot be read, or answers to other questions. */
export function leftovers() {
  const others = Object.keys(storage() ?? {}).filter((key) => key.startsWith(SPACE) && ![KEY, EARLIER].includes(key));
  return [state.isUnreadable && leftover(KEY, words.unreadable), others.map((key) => leftover(key, words.other_version))];
}

function leftover(key, text) {
  const save = () => download(`${key.replaceAll("/", "-")}.json`, storage().getItem(key));
  const remove = () => {
    storage().removeItem(key);
    if (key === KEY) Object.assign(state, { known: null, isUnreadable: false });
    open("begin");
  };
  const ways = go(button(words.save_old, save, "second"), button(words.delete_old, remove, "link"));
  return el("div", { class: "notice" }, p(text), ways);
}
