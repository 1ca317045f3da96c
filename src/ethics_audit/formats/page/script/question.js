/** A question, and what its answer leads to. */
import { NOT_APPLICABLE, UNSURE, isNotApplicable, picked, raises } from "../scoring.js";
import { visible } from "./answers_file.js";
import { data, fill, items, titles, words } from "./data.js";
import { box, button, choice, el, folded, go, head, p, said, statement, submitter } from "./elements.js";
import { lastReason, remark } from "./earlier.js";
import { take } from "./keeping.js";
import { keysHint } from "./keys.js";
import { backTo, open, show, slip, views } from "./navigation.js";
import { afterAnswer, afterFeedback, beforeQuestion } from "./order.js";
import { answerTo, asked, cited, state } from "./sheet.js";

const SHORTEST_REASON = 2;

views.question = (id, from, after) => {
  const item = items.get(id);
  const all = asked();
  const values = { domain: titles.get(item.domain), place: all.findIndex((one) => one.id === id) + 1, count: all.length };
  const sections = cited(item);
  const why = folded(words.why, said("p", item.rationale, { class: "told" }), sections && p(fill(words.see, { sections })));
  why.id = "why";
  show(
    `${values.domain}, ${values.place}/${values.count}`, backTo(...beforeQuestion(id, from)), remark(after),
    el("p", { class: "place" }, said("span", fill(words.place, values)),
      el("progress", { "aria-hidden": "true", value: values.place, max: values.count })),
    asking(item, from), why,
  );
};

function asking(item, from) {
  const submit = (event) => {
    event.preventDefault();
    answer(form, item, from);
  };
  const skip = () => open(...afterFeedback(item.id, from));
  const form = el("form", { autocomplete: "off", class: "question", novalidate: true, submit },
    el("fieldset", {}, el("legend", {}, head(item.prompt, item.id)), choices(item)),
    go(submitter(words.go_on), button(words.stop, () => answer(form, item, from, true), "second"),
      button(words.skip, skip, "link")),
    keysHint());
  return form;
}

function choices(item) {
  const now = answerTo(item.id);
  let key = 0;
  const option = (value, text, isNow) => choice("radio", "answer", value, text, isNow, { key: ++key });
  const isOwnReason = item.not_applicable && !item.event;
  return [
    item.options.map((one) => option(one.id, one.label, one.id === now)),
    p(words.or, "or"),
    option(UNSURE, words.unsure, now === UNSURE),
    item.not_applicable &&
      option(NOT_APPLICABLE, item.event ? words.not_arisen : words.not_applicable, isNotApplicable(now)),
    isOwnReason && reason(item, now),
  ];
}

function reason(item, now) {
  const recalled = now === undefined && lastReason(item.id);
  const hint = [recalled && words.reason_recalled, words.reason_hint].filter(Boolean).join(" ");
  const known = now?.not_applicable ?? (recalled || "");
  return el("div", { class: "reason" }, box("reason", words.reason, hint, known, { rows: 2 }));
}

/** Return what is entered in the form of a question; after a mistake it is told in its place, and null returned. */
function entered(form, item) {
  const fields = new FormData(form);
  const given = fields.get("answer");
  if (given !== NOT_APPLICABLE || item.event) return given ?? slip(form, form.elements.answer[0], words.pick) ?? null;
  const text = visible(fields.get("reason")).replace(/\s+/gu, " ");
  const values = { most: data.longest.reason, count: [...text].length };
  if (values.count >= SHORTEST_REASON && values.count <= values.most) return { not_applicable: text };
  slip(form, form.elements.reason, values.count > values.most ? fill(words.reason_long, values) : words.reason_short);
  return null;
}

/** Take the answer, and show its danger, its feedback, or what comes next; whoever stops need not have answered. */
function answer(form, item, from, isLeaving = false) {
  if (isLeaving && !new FormData(form).get("answer")) return open("later");
  const given = entered(form, item);
  const isNew = answerTo(item.id) !== given;
  if (given === null || !take({ answers: { ...state.sheet.answers, [item.id]: given } })) return false;
  if (isLeaving) return open("later");
  return open(...(isNew && raises(item, given) ? ["today", item.id, from] : afterAnswer(item.id, from)));
}

views.feedback = (id, from) => {
  const item = items.get(id);
  const option = picked(item, answerTo(id));
  show(
    words.feedback, backTo("question", id, from), head(words.feedback), el("p", { class: "told" }, statement(id)),
    el("p", {}, el("strong", {}, words.your_answer), " ", said("span", option.label)),
    option.feedback && said("p", option.feedback, { class: "told" }),
    item.needed && [el("h2", {}, words.needed), said("p", item.needed, { class: "told" })],
    go(button(words.go_on, () => open(...afterFeedback(id, from)))),
  );
};
