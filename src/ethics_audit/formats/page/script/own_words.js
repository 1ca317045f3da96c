/** What an occasion is about and what is decided, in one's own words. */
import { visible } from "./answers_file.js";
import { data, dayIn, dayTold, fill, words } from "./data.js";
import { button, el, go, head, p, submitter } from "./elements.js";
import { take } from "./keeping.js";
import { backTo, open, show, slip, views } from "./navigation.js";
import { afterWords, beforeWords } from "./order.js";
import { state } from "./sheet.js";

const REVIEW = "review";
const SOON = 28;
const writtenIn = (field) => state.sheet.decision?.[field] ?? "";

/** Return what was written on an occasion, with the field and the title of each question. */
export const ownWords = () => Object.entries(data.written).map(([field, { title }]) => {
  const text = writtenIn(field);
  return { field, title, text: field === REVIEW && text ? dayTold(text) : text };
});

views.words = (field, from) => {
  const { question, hint } = data.written[field];
  const submit = (event) => {
    event.preventDefault();
    keep(event.target, field, () => open(...afterWords(field, from)));
  };
  const form = el("form", { autocomplete: "off", novalidate: true, submit }, field === REVIEW ? dayBox() : wordsBox(field),
    go(submitter(words.go_on), button(words.stop, () => keep(form, field, () => open("later")), "second"),
      button(words.skip, () => open(...afterWords(field, from)), "link")));
  show(question, backTo(...beforeWords(field, from)), head(question), hint && p(hint, "hint"), form);
};

const wordsBox = (field) => el("textarea", {
  id: "words", name: "words", rows: 8, maxlength: data.longest.written, dir: "auto", "aria-label": data.written[field].question,
}, writtenIn(field));

const dayBox = () => el("input", {
  id: "words", name: "words", type: "date", value: writtenIn(REVIEW) || dayIn(SOON), "aria-label": data.written[REVIEW].question,
});

/** Take what was written, and go on; a day that is past or none is told in its place. */
function keep(form, field, goOn) {
  const box_ = form.elements.words;
  const text = visible(box_.value);
  const isPast = field === REVIEW && text && text < dayIn(0) && text !== writtenIn(REVIEW);
  if (!box_.validity.valid || isPast) return slip(form, box_, fill(words.review_day, { day: dayTold(dayIn(0)) }));
  if (take({ decision: { ...state.sheet.decision, [field]: text } })) goOn();
}
