/** Elements; every text is set as text, never as markup. */
import { data, items, words } from "./data.js";

export const main = document.getElementById("main");

export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(key, value);
    else if (value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const langOf = (text) => (Object.hasOwn(data.foreign, text) ? data.foreign[text] : undefined);

/** An element with text of the definition, which may be in another language than the page. */
export const said = (name, text, attributes = {}) => el(name, { dir: "auto", lang: langOf(text), ...attributes }, text);
export const p = (text, kind) => el("p", { class: kind }, text);
export const button = (text, click, kind) => el("button", { type: "button", class: kind, click }, text);
export const submitter = (text) => el("button", { type: "submit" }, text);
export const go = (...children) => el("p", { class: "go" }, children);
export const list = (entries) => el("ul", {}, entries.map((entry) => el("li", {}, entry)));
export const folded = (title, ...children) => el("details", {}, el("summary", {}, title), children);
export const pairs = (rows) => el("dl", { class: "pairs" }, rows.filter(([, text]) => text).map(([name, text]) =>
  el("div", {}, el("dt", {}, name), said("dd", text))));
export const section = (id, title, ...children) =>
  el("section", { "aria-labelledby": id }, el("h2", { id }, title), children);
export const limits = () => section("limits", words.limits, data.limits.map((text) => p(text)));

const headingOf = (id) => data.headings[id] && el("span", { class: "heading" }, `${data.headings[id]}:`);

/** The heading of a view; that of a question begins with what it asks about. */
export const head = (text, id) => el("h1", { tabindex: "-1", dir: "auto" }, id && headingOf(id), said("span", text));

/** A question as a statement, with an answer to it if one is given. */
export const statement = (id, answer) =>
  [headingOf(id), said("span", items.get(id).prompt), answer && [" ", said("strong", answer)]];

export function choice(type, name, value, text, checked, more = {}) {
  const id = `${name}-${value}`;
  const { key, ...attributes } = more;
  const label = said("label", text, { for: id, "data-key": key });
  return el("div", { class: "choice" }, el("input", { type, name, value, id, checked, ...attributes }), label);
}

/** A box for one's own words, under its question and hint. */
export function box(name, question, hint, written, more = {}) {
  const described = `${name}-hint`;
  return [
    el("label", { class: "named", for: name }, question),
    hint && el("p", { class: "hint", id: described }, hint),
    el("textarea", { id: name, name, dir: "auto", "aria-describedby": hint && described, ...more }, written),
  ];
}
