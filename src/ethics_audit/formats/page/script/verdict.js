/** The result: its band, the reasons of it, and the domains. */
import { BANDS, decimal } from "../scoring.js";
import { audit, data, fill, items, titles, words } from "./data.js";
import { el, p, pairs, said, section } from "./elements.js";

const told = (band) => data.bands[band];

export function summary(result) {
  const ends = { band: told(result.band), low: told(result.band_low), high: told(result.band_high) };
  const sentence = result.band ? (result.provisional ? words.band_provisional : words.band) : words.band_open;
  const range = { low: decimal(result.low), high: decimal(result.high) };
  const score = fill(words.score, { score: decimal(result.score), ends: words.ends });
  return el("div", { class: "result", "data-band": result.band ?? "" },
    el("p", { class: "band" }, fill(sentence, ends)), p(words.bands, "hint"),
    pairs([[words.score_name, score], [words.range_name, result.open_weight > 0 && fill(words.range, range)]]));
}

/** Why the band is what it is; the red flags, which stand first on the page, are one reason together. */
export const reasons = (result) => section("reasons", words.reasons, el("ol", {}, result.reasons
  .filter(({ kind, item }) => kind !== "flag" || item === result.flags[0])
  .map((reason) => said("li", TELLING[reason.kind](reason, result)))));

/** A reason in words, by its kind. */
const TELLING = {
  score({ band }, { score }) {
    const { [band]: start = 0, [BANDS[BANDS.indexOf(band) + 1]]: end } = audit.policy.bands;
    const values = { band: told(band), start, end, score: decimal(score) };
    return fill(end === undefined ? words.by_score_top : words.by_score, values);
  },
  flag: ({ band }, { flags }) => fill(words.by_flags, { count: flags.length, band: told(band) }),
  grave({ band, domain, item }) {
    const { prompt, rating } = items.get(item);
    const values = { prompt, harm: words.harms[rating.severity], domain: titles.get(domain), band: told(band) };
    return fill(words.by_gravity, values);
  },
  weakest_domain({ band, domain }, { domains }) {
    const weakest = domains.find((one) => one.id === domain);
    return fill(words.by_weakest, { domain: titles.get(domain), band: told(weakest.band), least: told(band) });
  },
  missing: (_, { open }) => fill(words.by_missing, { count: open.length }),
};

export const domains = (result) => result.domains.length > 1 && section("domains", words.domains,
  el("dl", { class: "list domains" }, result.domains.map(domainRow)));

function domainRow(domain) {
  const number = domain.score ? decimal(domain.score) : "–";
  const bar = domain.score && el("progress", { "aria-hidden": "true", max: 100, value: number });
  return el("div", {}, el("dt", {}, said("span", titles.get(domain.id))), el("dd", { class: "words" }, domainBand(domain)),
    el("dd", { class: "number" }, number), bar && el("dd", { class: "bar" }, bar));
}

function domainBand({ band, band_low: low, provisional }) {
  if (band) return provisional ? fill(words.domain_provisional, { band: told(band) }) : told(band);
  return low ? fill(words.domain_open, { band: told(low) }) : words.domain_none;
}
