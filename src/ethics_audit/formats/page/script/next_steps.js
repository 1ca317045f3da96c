/** What follows from the result: what to do, what is at its best, what to find out, and what did not come up. */
import { picked } from "../scoring.js";
import { audit, data, fill, isPractice, items, words } from "./data.js";
import { el, folded, list, p, pairs, section, statement } from "./elements.js";
import { answerText, answerTo, asked, cited, weightOf } from "./sheet.js";

const MOST_STEPS = 5;
const STRENGTHS = 3;

export function nextSteps({ findings, flags }) {
  const steps = findings.filter((gap) => !flags.includes(gap.item));
  const [first, rest] = [steps.slice(0, MOST_STEPS), steps.slice(MOST_STEPS)];
  const brief = (gap) => statement(gap.item, picked(items.get(gap.item), gap.option).label);
  if (!findings.length) return section("next", words.next, p(isPractice ? words.all_best : words.no_gaps));
  return steps.length > 0 && section("next", words.next, el("ol", { class: "steps" }, first.map(step)),
    rest.length > 0 && folded(fill(words.more_gaps, { count: rest.length }), list(rest.map(brief))));
}

function step(gap) {
  const item = items.get(gap.item);
  const option = picked(item, gap.option);
  const remedy = `${item.remedy} (${words.efforts[item.effort - 1]})`;
  const rows = pairs([[words.answer, option.label], [words.but, option.feedback], [words.do, remedy]]);
  const behind = folded(words.behind, pairs([[words.because, item.rationale], [words.sections, cited(item)]]));
  return el("li", {}, el("p", { class: "prompt" }, statement(gap.item)), rows, behind);
}

/** Tell what is at its best: the heaviest of each domain, then the heaviest of the others. */
export function best() {
  const found = asked().filter((item) => picked(item, answerTo(item.id))?.risk === 0);
  const ordered = found.sort((one, other) => other.weight - one.weight);
  const heads = audit.checklists.map(({ id }) => ordered.find((item) => item.domain === id)).filter(Boolean);
  heads.sort((one, other) => other.weight - one.weight);
  const top = [...new Set([...heads, ...ordered])].slice(0, STRENGTHS);
  return data.kind !== "cases" && top.length > 0 &&
    section("best", words.best, list(top.map((item) => statement(item.id, answerText(item)))));
}

/** Tell what is open: what may raise a red flag, then by weight. */
export function findOut({ open: ids }) {
  const open = ids.map((id) => items.get(id));
  open.sort((one, other) => Boolean(other.red_flag) - Boolean(one.red_flag) || weightOf(other) - weightOf(one));
  const told = (some) => list(some.map((item) => statement(item.id)));
  const rest = open.slice(MOST_STEPS);
  return open.length > 0 && section("find-out", words.find_out, told(open.slice(0, MOST_STEPS)),
    rest.length > 0 && folded(fill(words.more_open, { count: rest.length }), told(rest)));
}

export function notArisen({ not_arisen: ids }) {
  const values = { count: ids.length, all: asked().filter((item) => item.event).length };
  return ids.length > 0 && section("not-arisen", words.did_not_arise, p(fill(words.did_not_arise_told, values)),
    list(ids.map((id) => statement(id))));
}
