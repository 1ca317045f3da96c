/** What the page is given: a definition, the words around it, and where each question belongs. */
import { itemsOf } from "../scoring.js";

export const data = JSON.parse(document.getElementById("data").textContent);
export const { audit, words } = data;
export const items = new Map(itemsOf(audit).map((item) => [item.id, item]));
export const titles = new Map(audit.checklists.map((domain) => [domain.id, domain.title]));
export const isOccasion = data.kind === "occasion";
export const isPractice = data.kind === "practice";

/** Return text with values in place of their {names}; a value that holds such a name stays as it is. */
export const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (place, name) => (Object.hasOwn(values, name) ? String(values[name]) : place));

const LOCALE = document.documentElement.lang;

/** Return a day such as "2027-01-02" as the reader's language writes it. */
export const dayTold = (day) =>
  new Intl.DateTimeFormat(LOCALE, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

/** Return a day of this clock, so many days from today, such as "2027-01-02". */
export function dayIn(days) {
  const now = new Date();
  now.setDate(now.getDate() + days);
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
