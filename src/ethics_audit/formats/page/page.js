/** The page: one view at a time, drawn from the state; every text is set as text, never as markup. */
import { BANDS, NOT_APPLICABLE, UNSURE, applies, decimal, isNotApplicable, itemsOf, misfits, picked, raises, score } from "./scoring.js";

const data = JSON.parse(document.getElementById("data").textContent);
const { audit, words } = data;
const main = document.getElementById("main");
const items = new Map(itemsOf(audit).map((item) => [item.id, item]));
const titles = new Map(audit.checklists.map((domain) => [domain.id, domain.title]));
const SPACE = `ethics-audit/${audit.id}/`;
const KEY = SPACE + audit.digest.slice(0, 16);
const LARGEST_FILE = 2_000_000;
const MOST_TOLD = 5;
const empty = () => ({ profile: [], answers: {}, decision: null, notes: null });

let sheet = empty();
/** Where answers are: true for this browser, false for nowhere, null while nothing is chosen. */
let keeping = null;
/** What this window last read from or wrote to the browser; another window's change shows as a difference. */
let known = null;
let isLost = false;
let isSaved = true;

// Elements

function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(key, value);
    else if (value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An element with text of the definition, which may be in another language than the page. */
const said = (name, text, attributes = {}) =>
  el(name, { dir: "auto", lang: Object.hasOwn(data.foreign, text) ? data.foreign[text] : undefined, ...attributes }, text);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
const p = (text, kind) => el("p", { class: kind }, text);
const button = (text, click, kind) => el("button", { type: "button", class: kind, click }, text);
const go = (...children) => el("p", { class: "go" }, children);
const section = (id, title, ...children) =>
  el("section", { "aria-labelledby": id }, el("h2", { id }, title), children);
const head = (text, heading) =>
  el("h1", { tabindex: "-1", dir: "auto" }, heading && el("span", { class: "heading" }, `${heading}:`), said("span", text));
const backTo = (...view) => el("p", { class: "back" }, button(words.back, () => open(...view), "link"));
const statement = (id) => [
  data.headings[id] && el("span", { class: "heading" }, `${data.headings[id]}:`), said("span", items.get(id).prompt),
];

function show(title, ...children) {
  document.title = `${title} - ${audit.title}`;
  const lost = isLost && el("div", { class: "notice", role: "alert" }, p(words.lost), go(saver("second")));
  main.replaceChildren(...el("div", {}, lost, children).childNodes);
  (main.querySelector(".urgent[tabindex]") ?? main.querySelector("h1")).focus({ preventScroll: true });
  scrollTo(0, 0);
}

function choice(type, name, value, text, checked, more = {}) {
  const id = `${name}-${value}`;
  return el("div", { class: "choice" }, el("input", { type, name, value, id, checked, ...more }), said("label", text, { for: id }));
}

/** Say what is wrong in a form, beside its fields, and go to the first of them. */
function slip(form, field, text) {
  const old = form.querySelector(".slip");
  if (!old) document.title = fill(words.error, { title: document.title });
  old?.remove();
  (field.closest(".choice") ?? field).before(el("p", { class: "slip", id: "slip", role: "alert" }, text));
  field.setAttribute("aria-describedby", "slip");
  field.focus();
}

// Keeping

/** The storage of this browser; null where it is blocked. */
function storage() {
  try {
    localStorage.getItem(KEY);
    return localStorage;
  } catch {
    return null;
  }
}

const otherKeys = () => Object.keys(storage() ?? {}).filter((key) => key.startsWith(SPACE) && key !== KEY);

function written() {
  const { profile, answers, decision, notes } = sheet;
  const first = { audit: audit.id, version: audit.version, profile };
  return JSON.stringify({ ...first, ...(decision && { decision }), ...(notes && { notes }), answers }, null, 2) + "\n";
}

/** Take changed answers, and keep them if that is wished; return whether to go on, or show what another window did. */
function take(changes) {
  sheet = { ...sheet, ...changes };
  isSaved = false;
  if (!keeping) return true;
  const store = storage();
  if (store && store.getItem(KEY) !== known) return open("elsewhere");
  try {
    const text = written();
    store.setItem(KEY, text);
    known = text;
    isLost = false;
  } catch {
    isLost = true;
  }
  return true;
}

function restore() {
  known = storage()?.getItem(KEY) ?? null;
  const found = known === null ? {} : read(known);
  sheet = found.sheet ?? empty();
  keeping = found.sheet ? true : null;
  return found.problems ?? [];
}

function forget() {
  storage()?.removeItem(KEY);
  [sheet, keeping, known, isLost, isSaved] = [empty(), null, null, false, true];
  open("begin", words.deleted);
}

function download(name, text) {
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

const saver = (kind) => button(words.save, () => {
  download(`${audit.id}-${today()}.json`, written());
  isSaved = true;
}, kind);
const saving = () => [el("div", { class: "saving" }, go(saver("second")), p(words.save_told, "hint"))];

const isTexts = (value, most) => Boolean(value) && Object.values(value).every((text) => typeof text === "string" && text.length <= most);

/** Read an answers document strictly: {sheet}, or {problems} if anything in it is not understood. */
function read(text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    return { problems: [words.not_json] };
  }
  const { profile = [], answers = {}, decision = null, notes = null } = found ?? {};
  const isPlain = (one) => typeof one === "object" && one !== null && !Array.isArray(one);
  const isSheet = isPlain(found) && isPlain(answers) && Array.isArray(profile) && (notes === null || Array.isArray(notes)) &&
    (decision === null || isPlain(decision));
  if (!isSheet || typeof found.audit !== "string" || (decision && !isTexts(decision, data.longest.written)))
    return { problems: [words.not_json] };
  if (found.audit !== audit.id) return { problems: [fill(words.other_audit, { given: found.audit, wanted: audit.id })] };
  if ((found.version ?? audit.version) !== audit.version)
    return { problems: [fill(words.other_edition, { given: found.version, wanted: audit.version })] };
  const problems = profile.filter((fact) => !data.known.includes(fact)).map((given) => fill(words.wrong_fact, { given }));
  for (const { item, given, allowed } of misfits(audit, answers)) {
    const values = { item, given: JSON.stringify(given), allowed: allowed.join(", ") };
    problems.push(fill(allowed.length ? words.wrong_answer : words.wrong_item, values));
  }
  return problems.length ? { problems } : { sheet: { profile, answers, decision, notes } };
}

// What is asked

const asked = () => [...items.values()].filter((item) => applies(item, sheet.profile));
const answerTo = (id) => sheet.answers[id];
const answered = () => asked().filter((item) => answerTo(item.id) !== undefined);
const raised = () => asked().filter((item) => raises(item, answerTo(item.id))).map((item) => item.id);
const anyPicked = () => asked().some((item) => picked(item, answerTo(item.id)));

function answerText(item) {
  const answer = answerTo(item.id);
  if (answer === undefined) return words.not_answered;
  if (answer === UNSURE) return words.unsure;
  if (!isNotApplicable(answer)) return picked(item, answer).label;
  return item.event ? words.not_arisen : [words.not_applicable, answer.not_applicable].filter(Boolean).join(": ");
}

/** Return the next open question after this one, or of all; else the list of all answers. */
function onward(after) {
  const all = asked();
  const next = all.slice(all.findIndex((item) => item.id === after) + 1).find((item) => answerTo(item.id) === undefined);
  return next ? ["question", next.id] : ["check"];
}

function cited(item) {
  const place = ({ code }) => {
    const [, profession, kind] = data.codes[code] ?? [];
    return profession && sheet.profile.includes(profession) ? 0 : kind === "law" ? 1 : 2;
  };
  const ordered = [...item.citations].sort((one, other) => place(one) - place(other));
  return ordered.map(({ code, section: number }) => `${data.codes[code]?.[0] ?? code} ${number}`).join("; ");
}

const actions = (ids) => ids.map((id) => [
  said("p", items.get(id).red_flag.action, { class: "action" }),
  el("p", { class: "hint" }, statement(id), " ", said("strong", answerText(items.get(id)))),
]);
const urgent = () => raised().length > 0 &&
  el("div", { class: "urgent", role: "alert" }, el("h2", {}, words.today), actions(raised()));

// Views

const views = {
  begin(told) {
    const problems = keeping === null && Object.keys(sheet.answers).length === 0 ? restore() : [];
    const count = asked().length;
    const isBegun = answered().length > 0;
    const title = isBegun ? words.so_far : words.before;
    const progress = { answered: answered().length, count };
    const how = { count: items.size, minutes: data.minutes };
    show(
      title, urgent(), head(title), told && el("p", { class: "notice", role: "status" }, told), p(words.caution, "caution"),
      isBegun ? p(fill(words.progress, progress)) : [
        p(fill(words.how, how)),
        el("ul", {}, [words.stopping, words.unsure_counts, words.no_names].map((text) => el("li", {}, text))),
        data.introductions.map((text) => said("p", text, { class: "told" })),
        data.examples.map((text) => el("details", {}, el("summary", {}, words.example), said("p", text, { class: "told" }))),
      ],
      problems.length > 0 && leftover(KEY, words.unreadable), otherKeys().map((key) => leftover(key, words.other_version)),
      keeping === null ? beginning(problems.length > 0) : el("div", {},
        keeping && p(words.kept_here, "hint"),
        go(button(words.go_on, () => open(...(isBegun ? onward() : ["practice"]))), isBegun && button(words.check, () => open("check"), "second")),
        keeping && go(button(words.delete, () => open("remove"), "link"))),
      loader(), section("limits", words.limits, data.limits.map((text) => p(text))),
    );
  },

  practice() {
    const tick = ([fact, text]) => choice("checkbox", "fact", fact, text, sheet.profile.includes(fact));
    const group = (title, hint, facts) => Object.keys(facts).length > 0 &&
      el("fieldset", {}, el("legend", {}, title), p(hint, "hint"), Object.entries(facts).map(tick));
    const submit = (event) => {
      event.preventDefault();
      const offered = [...Object.keys(data.professions), ...Object.keys(data.facts)];
      const before = raised();
      const others = sheet.profile.filter((fact) => !offered.includes(fact));
      const profile = [...others, ...new FormData(event.target).getAll("fact")].sort();
      if (!take({ profile })) return;
      open(...(raised().some((id) => !before.includes(id)) ? ["today"] : onward()));
    };
    show(words.practice, backTo("begin"), head(words.practice), el("form", { autocomplete: "off", submit },
      group(words.profession, words.profession_hint, data.professions), group(words.facts, words.facts_hint, data.facts),
      go(el("button", { type: "submit" }, words.go_on))));
  },

  question(id, from) {
    const item = items.get(id);
    const all = asked();
    const place = all.indexOf(all.find((one) => one.id === id));
    const domain = titles.get(item.domain);
    const values = { domain, place: place + 1, count: all.length };
    const now = answerTo(id);
    const option = (value, text, checked) => choice("radio", "answer", value, text, checked);
    const form = el("form", { autocomplete: "off", class: "question", novalidate: true, submit: (event) => { event.preventDefault(); answer(form, item, from, false); } },
      el("fieldset", {},
        el("legend", {}, head(item.prompt, data.headings[id])),
        item.options.map((one) => option(one.id, one.label, one.id === now)),
        p(words.or, "or"),
        option(UNSURE, words.unsure, now === UNSURE),
        item.not_applicable && option(NOT_APPLICABLE, item.event ? words.not_arisen : words.not_applicable, isNotApplicable(now)),
        item.not_applicable && !item.event && reasonBox(now)),
      go(el("button", { type: "submit" }, words.go_on), button(words.stop, () => answer(form, item, from, true), "second"),
        button(words.skip, () => open(...(from ? ["check"] : onward(id))), "link")),
      p(words.keys, "hint keys"));
    const sections = cited(item);
    show(`${domain}, ${place + 1}/${all.length}`,
      backTo(...(from ? ["check"] : place > 0 ? ["question", all[place - 1].id] : ["practice"])),
      el("p", { class: "place" }, said("span", fill(words.place, values)),
        el("progress", { "aria-hidden": "true", value: place + 1, max: all.length })),
      form,
      el("details", { id: "why" }, el("summary", {}, words.why), said("p", item.rationale, { class: "told" }),
        sections && p(fill(words.see, { sections }))));
  },

  today(id, from) {
    const next = id ? afterAnswer(id, from) : onward();
    show(words.today,
      el("div", { class: "urgent", role: "alert", tabindex: "-1" }, el("h1", {}, words.today), actions(id ? [id] : raised())),
      p(words.today_told), go(button(words.go_on, () => open(...next)), button(words.stop, () => open("later"), "second")));
  },

  feedback(id, from) {
    const item = items.get(id);
    const option = picked(item, answerTo(id));
    show(words.feedback, backTo("question", id, from), head(words.feedback), el("p", { class: "told" }, statement(id)),
      el("p", {}, el("strong", {}, words.your_answer), " ", said("span", option.label)),
      option.feedback && said("p", option.feedback, { class: "told" }),
      item.needed && [el("h2", {}, words.needed), said("p", item.needed, { class: "told" })],
      go(button(words.go_on, () => open(...(from ? ["check"] : onward(id))))));
  },

  check() {
    const open_ = asked().filter((item) => answerTo(item.id) === undefined);
    const facts = Object.entries({ ...data.professions, ...data.facts }).filter(([fact]) => sheet.profile.includes(fact));
    const change = (text, ...view) => el("dd", {}, button([words.change, el("span", { class: "hidden" }, ` ${text}`)], () => open(...view), "link"));
    const group = ({ id, title }) => [id, title, asked().filter((item) => item.domain === id && answerTo(item.id) !== undefined)];
    show(words.check, backTo("begin"), urgent(), head(words.check),
      p(fill(words.progress, { answered: answered().length, count: asked().length })),
      open_.length > 0 && section("open", words.open, anyPicked() && p(words.open_told),
        el("ul", {}, open_.map((item) => el("li", {}, button(statement(item.id), () => open("question", item.id, true), "link"))))),
      anyPicked() ? go(button(words.finish, () => open(data.kind === "occasion" ? "decision" : "result"))) : p(words.no_result, "notice"),
      section("facts", words.practice, el("dl", { class: "list" }, el("div", {}, el("dt", {}, words.said_of_practice),
        el("dd", {}, facts.length ? facts.map(([, text]) => el("div", {}, text)) : words.none_said), change(words.said_of_practice, "practice")))),
      audit.checklists.map(group).filter(([, , list]) => list.length).map(([id, title, list]) => section(`group-${id}`, said("span", title),
        el("dl", { class: "list" }, list.map((item) => el("div", {}, el("dt", {}, statement(item.id)),
          said("dd", answerText(item)), change(fill(words.change_of, { prompt: item.prompt }), "question", item.id, true)))))));
  },

  decision() {
    const fields = { situation: words.situation, consulted: words.consulted, decision: words.decided };
    const known_ = { situation: "", consulted: "", decision: "", review: "", principles: "", ...sheet.decision };
    const box = ([name, text]) => el("div", {}, el("label", { class: "named", for: name }, text),
      el("textarea", { id: name, name, rows: 4, maxlength: data.longest.written, dir: "auto" }, known_[name]));
    const submit = (event) => {
      event.preventDefault();
      const { review } = event.target.elements;
      if (!review.validity.valid) return slip(event.target, review, words.review_day);
      const entered = Object.fromEntries([...new FormData(event.target)].map(([name, text]) => [name, visible(text).trim()]));
      if (take({ decision: { ...known_, ...entered } })) open("result");
    };
    show(words.decision, backTo("check"), urgent(), head(words.decision), p(words.decision_told),
      el("form", { autocomplete: "off", submit, novalidate: true }, Object.entries(fields).map(box), el("div", {},
        el("label", { class: "named", for: "review" }, words.review), el("input", { id: "review", name: "review", type: "date", value: known_.review })),
      go(el("button", { type: "submit" }, words.finish))));
  },

  later() {
    show(words.later, urgent(), head(words.later), p(keeping ? words.later_kept : words.later_gone),
      go(button(words.go_on, () => open(...onward())), button(words.check, () => open("check"), "link")), saving());
  },

  remove() {
    show(words.delete_sure, head(words.delete_sure), p(words.delete_told),
      go(button(words.delete_yes, forget), button(words.back, () => open("begin"), "second")));
  },

  elsewhere() {
    show(words.elsewhere, urgent(), head(words.elsewhere), p(words.elsewhere_told),
      go(button(words.elsewhere_yes, () => { restore(); open("begin"); })), saving());
  },

  replace(found) {
    const count = (answers) => Object.keys(answers).length;
    const values = { here: count(sheet.answers), there: count(found.answers) };
    show(words.replace, head(words.replace), p(fill(words.replace_told, values)),
      go(button(words.replace_yes, () => take(found) && open("begin")), button(words.back, () => open("begin"), "second")), saving());
  },

  refused(problems) {
    const rest = problems.length - MOST_TOLD;
    show(words.not_file, head(words.not_file), el("ul", { role: "alert" }, problems.slice(0, MOST_TOLD).map((text) => el("li", {}, text))),
      rest > 0 && p(fill(words.wrong_rest, { count: rest })), go(button(words.back, () => open("begin"))));
  },

  result() {
    if (!anyPicked()) return views.check();
    const result = score(audit, sheet.answers, sheet.profile);
    show(words.result, backTo("check"), urgent(), head(words.result), summary(result),
      section("reasons", words.reasons, el("ol", {}, result.reasons.map((one) => el("li", {}, reasonText(one, result))))),
      result.domains.length > 1 && section("domains", words.domains, el("dl", { class: "list domains" }, result.domains.map(domainRow))),
      nextSteps(result), best(result), findOut(result), notArisen(result),
      section("limits", words.limits, data.limits.map((text) => p(text))),
      el("p", { class: "quiet" }, fill(words.definition, { audit: audit.id, version: audit.version, digest: audit.digest.slice(0, 12) })),
      el("div", { class: "saving" }, go(button(words.print, () => print()), saver("second")), p(words.save_told, "hint"),
        p(data.kind === "occasion" ? words.record : words.afterwards, "hint"),
        go(button(words.check, () => open("check"), "link"), keeping && button(words.delete, () => open("remove"), "link"))));
  },
};

/** Show a view, and let the browser's own way back lead to the one before; browsers store it, so it holds no answer. */
function open(view, ...about) {
  history.pushState({ view, about }, "");
  views[view](...about);
  return false;
}

// Parts of views

function beginning(isBlocked) {
  const start = (wish) => {
    keeping = wish;
    if (take({})) open("practice");
  };
  if (isBlocked || !storage()) return el("div", {}, !storage() && p(words.blocked, "notice"), go(button(words.begin, () => start(false))));
  const wish = (value, text, hint) => {
    const one = choice("radio", "keep", value, text, false, { "aria-describedby": `hint-${value}` });
    one.append(el("p", { class: "hint", id: `hint-${value}` }, hint));
    return one;
  };
  const submit = (event) => {
    event.preventDefault();
    const wished = new FormData(event.target).get("keep");
    if (!wished) return slip(event.target, event.target.elements.keep[0], words.choose);
    start(wished === "here");
  };
  return el("form", { autocomplete: "off", submit },
    el("fieldset", {}, el("legend", {}, words.where), wish("here", words.keep, words.keep_hint), wish("nothing", words.nothing, words.nothing_hint)),
    go(el("button", { type: "submit" }, words.begin)));
}

function leftover(key, text) {
  const save = () => download(`${key.replaceAll("/", "-")}.json`, storage().getItem(key));
  const remove = () => { storage().removeItem(key); if (key === KEY) known = null; open("begin"); };
  return el("div", { class: "notice" }, p(text), go(button(words.save_old, save, "second"), button(words.delete_old, remove, "link")));
}

function loader() {
  const change = async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const found = file.size > LARGEST_FILE ? { problems: [words.not_json] } : read(await file.text());
    if (found.problems) return views.refused(found.problems);
    if (Object.keys(sheet.answers).length) return views.replace(found.sheet);
    if (keeping === null) keeping = false;
    if (take(found.sheet)) open("begin");
  };
  return el("details", {}, el("summary", {}, words.load), el("label", { for: "file", class: "named" }, words.load_hint),
    el("input", { type: "file", id: "file", accept: ".json,application/json", change }));
}

function reasonBox(now) {
  return el("div", { class: "reason" }, el("label", { class: "named", for: "reason" }, words.reason), el("p", { class: "hint", id: "reason-hint" }, words.reason_hint),
    el("textarea", { id: "reason", name: "reason", rows: 2, "aria-describedby": "reason-hint", dir: "auto" }, now?.not_applicable ?? ""));
}

/** Return text without invisible signs, which no answers file may hold. */
const visible = (text) => text.replace(/\r\n?/g, "\n").replace(/(?![\n\u00a0\u3000\u200c\u200d])[\p{C}\p{Z}]/gu, (sign) => (/[\p{Z}\t]/u.test(sign) ? " " : ""));

/** Take the answer in a form: say what is wrong with it, or show its danger, its feedback, or what comes next. */
function answer(form, item, from, isLeaving) {
  const fields = new FormData(form);
  let given = fields.get("answer");
  if (given === null && isLeaving) return open("later");
  if (given === null) return slip(form, form.elements.answer[0], words.pick);
  if (given === NOT_APPLICABLE && !item.event) {
    const reason = visible(fields.get("reason")).replace(/\s+/gu, " ").trim();
    const values = { most: data.longest.reason, count: [...reason].length };
    if (values.count < 2) return slip(form, form.elements.reason, words.reason_short);
    if (values.count > values.most) return slip(form, form.elements.reason, fill(words.reason_long, values));
    given = { not_applicable: reason };
  }
  const isNew = answerTo(item.id) !== given;
  if (!take({ answers: { ...sheet.answers, [item.id]: given } })) return false;
  if (isLeaving) return open("later");
  return open(...(isNew && raises(item, given) ? ["today", item.id, from] : afterAnswer(item.id, from)));
}

function afterAnswer(id, from) {
  const option = picked(items.get(id), answerTo(id));
  if (option && (option.feedback || items.get(id).needed)) return ["feedback", id, from];
  return from ? ["check"] : onward(id);
}

const told = (band) => data.bands[band];

function summary(result) {
  const ends = { band: told(result.band), low: told(result.band_low), high: told(result.band_high) };
  const sentence = result.band ? (result.provisional ? words.band_provisional : words.band) : words.band_open;
  const pair = (name, text) => el("div", {}, el("dt", {}, name), el("dd", {}, text));
  const range = { low: decimal(result.low), high: decimal(result.high) };
  return el("div", { class: "result", "data-band": result.band ?? "" }, el("p", { class: "band" }, fill(sentence, ends)), p(words.bands, "hint"),
    el("dl", { class: "pairs" }, pair(words.score_name, fill(words.score, { score: decimal(result.score), ends: words.ends })),
      result.open_weight > 0 && pair(words.range_name, fill(words.range, range))));
}

function reasonText({ kind, band, domain, item }, result) {
  const about = items.get(item);
  const values = { band: told(band), least: told(band), prompt: about?.prompt, domain: titles.get(domain), harm: words.harms[about?.rating?.severity] };
  if (kind === "flag") return fill(words.by_flag, values);
  if (kind === "grave") return fill(words.by_gravity, values);
  if (kind === "weakest_domain")
    return fill(words.by_weakest, { ...values, band: told(result.domains.find((one) => one.id === domain).band) });
  if (kind === "missing") return fill(words.by_missing, { count: result.open.length });
  const place = BANDS.indexOf(band);
  const bounds = { start: audit.policy.bands[band] ?? 0, end: audit.policy.bands[BANDS[place + 1]] };
  return fill(bounds.end === undefined ? words.by_score_top : words.by_score, { ...values, ...bounds, score: decimal(result.score) });
}

function domainRow(domain) {
  const sentence = domain.band ? (domain.provisional ? fill(words.domain_provisional, { band: told(domain.band) }) : told(domain.band))
    : domain.band_low ? fill(words.domain_open, { band: told(domain.band_low) }) : words.domain_none;
  const number = domain.score ? decimal(domain.score) : "–";
  const bar = domain.score && el("progress", { "aria-hidden": "true", max: 100, value: number });
  return el("div", {}, el("dt", {}, said("span", titles.get(domain.id))), el("dd", { class: "words" }, sentence), el("dd", { class: "number" }, number), bar && el("dd", { class: "wide" }, bar));
}

function nextSteps({ findings, flags }) {
  const step = (gap) => {
    const item = items.get(gap.item);
    const option = picked(item, gap.option);
    const effort = words.efforts[item.effort - 1];
    const rows = [[words.answer, option.label], [words.but, option.feedback], [words.because, item.rationale],
      [words.do, `${item.remedy} (${effort})`], [words.sections, cited(item)]].filter(([, text]) => text);
    return el("li", {}, el("p", { class: "prompt" }, statement(gap.item)),
      el("dl", { class: "pairs" }, rows.map(([name, text]) => el("div", {}, el("dt", {}, name), said("dd", text)))));
  };
  const steps = findings.filter((gap) => !flags.includes(gap.item));
  const [first, rest] = [steps.slice(0, MOST_TOLD), steps.slice(MOST_TOLD)];
  return (steps.length > 0 || findings.length === 0) && section("next", words.next, first.length > 0 && el("ol", { class: "steps" }, first.map(step)), findings.length === 0 && p(words.no_gaps),
    rest.length > 0 && el("details", {}, el("summary", {}, fill(words.more_gaps, { count: rest.length })),
      el("ul", {}, rest.map((gap) => el("li", {}, statement(gap.item), " ", said("strong", picked(items.get(gap.item), gap.option).label))))));
}

function best(result) {
  const found = asked().filter((item) => picked(item, answerTo(item.id))?.risk === 0);
  const top = found.sort((one, other) => other.weight - one.weight).slice(0, 3);
  return data.kind !== "cases" && top.length > 0 && section("best", words.best,
    el("ul", {}, top.map((item) => el("li", {}, statement(item.id), " ", said("strong", answerText(item))))));
}

function findOut(result) {
  const weight = (id) => items.get(id).weight * audit.checklists.find((domain) => domain.id === items.get(id).domain).multiplier;
  const order = [...result.open].sort((one, other) => Boolean(items.get(other).red_flag) - Boolean(items.get(one).red_flag) || weight(other) - weight(one));
  const list = (ids) => el("ul", {}, ids.map((id) => el("li", {}, statement(id))));
  const rest = order.slice(MOST_TOLD);
  return order.length > 0 && section("find-out", words.find_out, list(order.slice(0, MOST_TOLD)),
    rest.length > 0 && el("details", {}, el("summary", {}, fill(words.more_open, { count: rest.length })), list(rest)));
}

function notArisen(result) {
  const values = { count: result.not_arisen.length, all: asked().filter((item) => item.event).length };
  return values.count > 0 && section("not-arisen", words.did_not_arise, p(fill(words.did_not_arise_told, values)),
    el("ul", {}, result.not_arisen.map((id) => el("li", {}, statement(id)))));
}

// Keys, the way back, and the end

document.addEventListener("keydown", (event) => {
  const form = main.querySelector("form.question");
  if (!form || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.matches?.("textarea")) return;
  const radio = /^[1-9]$/.test(event.key) && form.querySelectorAll("input[type=radio]")[event.key - 1];
  const details = main.querySelector("#why");
  if (radio) {
    radio.checked = true;
    radio.focus();
  } else if (event.key === "w") {
    details.open = !details.open;
    details.querySelector("summary").focus();
  } else if (event.key === "Enter" && !event.target.matches("button, summary")) {
    form.requestSubmit();
  } else return;
  event.preventDefault();
});

addEventListener("popstate", (event) => {
  const { view, about } = event.state ?? { view: "begin", about: [] };
  views[keeping === null ? "begin" : view](...(keeping === null ? [] : about));
});

addEventListener("beforeunload", (event) => {
  if (!isSaved && (isLost || !keeping) && Object.keys(sheet.answers).length) event.preventDefault();
});

history.replaceState({ view: "begin", about: [] }, "");
views.begin();
