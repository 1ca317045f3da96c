/**
 * The arithmetic of ethics-audit: the same integers, bands, flags, reasons and order of findings as `assess`.
 *
 * No dependency, no page, no clock. Numbers are whole and safe: an audit has at most 200 checklists of 2000 items, with
 * weights, risks and multipliers up to 100, so no sum reaches 4e11 and no product of a comparison 4e13, far below 2^53.
 *
 * A definition is what `ethics-audit export AUDIT --to json` writes. Answers are those of an answers document: by the id
 * of an item the id of an option, "unsure", "n/a" or {not_applicable: reason}. A ratio is [numerator, denominator].
 */

export const BANDS = ["low", "moderate", "high", "critical"];
export const UNSURE = "unsure";
export const NOT_APPLICABLE = "n/a";
const WORST_RISK = 100;

/** Return whether an item applies: the profile has every fact that it requires. */
export const applies = (item, profile) => item.requires.every((fact) => profile.includes(fact));

/** Return whether an answer is n/a, with a reason or without. */
export const isNotApplicable = (answer) => answer === NOT_APPLICABLE || typeof answer?.not_applicable === "string";

/** Return the option that an answer picks; undefined for every other answer. */
export const picked = (item, answer) => item.options.find((option) => option.id === answer);

/** Return whether an answer raises the red flag of its item. */
export const raises = (item, answer) => Boolean(item.red_flag) && picked(item, answer)?.risk >= item.red_flag.at;

/** Return a ratio with one decimal, rounded down, so that nothing shown reaches a threshold that is not reached. */
export function decimal([numerator, denominator]) {
  const tenths = (10 * numerator - ((10 * numerator) % denominator)) / denominator;
  return `${(tenths - (tenths % 10)) / 10}.${tenths % 10}`;
}

/** Return the items of a definition, each with the domain it belongs to. */
export const itemsOf = (audit) =>
  audit.checklists.flatMap((domain) => domain.items.map((item) => ({ ...item, domain: domain.id })));

/** Return every answer that does not fit: {item, given, allowed}; allowed is empty where there is no such item. */
export function misfits(audit, answers) {
  const items = new Map(itemsOf(audit).map((item) => [item.id, item]));
  return Object.entries(answers).flatMap(([id, given]) => {
    const item = items.get(id);
    const fits = item && (picked(item, given) || given === UNSURE || (item.not_applicable && isNotApplicable(given)));
    const allowed = item ? [...item.options.map((option) => option.id), UNSURE] : [];
    return fits ? [] : [{ item: id, given, allowed: item?.not_applicable ? [...allowed, NOT_APPLICABLE] : allowed }];
  });
}

/**
 * Score answers against a definition.
 *
 * @param audit The definition.
 * @param answers The answers by item id; a missing one is open.
 * @param profile The facts of the practice, such as ["minors", "profession.counselor"].
 * @returns {object} points, weight, open_weight; score, low, high and coverage as ratios or null; band, band_low,
 *   band_high (one of BANDS or null); provisional; flags (item ids, the worst first); domains (the same with an id);
 *   findings (the largest first: item, domain, option, risk, weight, points, counted); reasons (kind, band, and domain
 *   and item or null); open, not_applicable, not_arisen and set_aside (item ids).
 * @throws {RangeError} If an answer does not fit.
 */
export function score(audit, answers, profile = []) {
  const wrong = misfits(audit, answers);
  if (wrong.length) throw new RangeError(wrong.map((one) => `${one.item}: ${JSON.stringify(one.given)}`).join("; "));
  const { bands, min_coverage_percent: least } = audit.policy;
  const sums = audit.checklists.map((domain) => sumsOf(domain, answers, profile, audit.policy));
  const ranks = sums.map((one) => ranksOf(one, bands, { given: 0, best: 0, worst: 0 }));
  const domains = sums.map((one, at) => ({ id: audit.checklists[at].id, ...resultOf(one, ranks[at], least) }));
  const below = (end) => Math.max(0, ...ranks.map((one) => (one[end] ?? 0) - 1));
  const whole = totalOf(sums, audit.checklists);
  const atLeast = { given: below("given"), best: below("best"), worst: below("worst") };
  const result = { ...resultOf(whole, ranksOf(whole, bands, atLeast), least), domains };
  result.findings = findingsOf(audit, answers, profile);
  result.reasons = reasonsOf(audit, result);
  return { ...result, ...unscored(audit, answers, profile) };
}

/** Return the rank that a gap of this risk forces on the domain of its item. */
function forced(item, risk, policy) {
  const rule = policy.gravity?.[item.rating?.severity];
  return rule ? BANDS.findLastIndex((band, rank) => rank === 0 || (rule[band] ?? Infinity) <= risk) : 0;
}

function sumsOf(domain, answers, profile, policy) {
  const sums = { points: 0, weight: 0, open_weight: 0, flags: [], flagged: [0, 0], grave: [0, 0] };
  const raise = (name, rank, ends) => ends.forEach((end) => (sums[name][end] = Math.max(sums[name][end], rank)));
  for (const item of domain.items.filter((one) => applies(one, profile))) {
    const answer = answers[item.id] ?? UNSURE;
    const option = picked(item, answer);
    const flag = item.red_flag ? BANDS.indexOf(item.red_flag.band) : 0;
    if (answer === UNSURE) {
      sums.open_weight += item.weight;
      raise("flagged", flag, [1]);
      raise("grave", forced(item, WORST_RISK, policy), [1]);
    } else if (option) {
      sums.weight += item.weight;
      sums.points += item.weight * option.risk;
      raise("grave", forced(item, option.risk, policy), [0, 1]);
      if (raises(item, answer)) {
        sums.flags.push({ rank: flag, id: item.id });
        raise("flagged", flag, [0, 1]);
      }
    }
  }
  return sums;
}

function totalOf(sums, checklists) {
  const total = (name) => sums.reduce((sum, one, at) => sum + checklists[at].multiplier * one[name], 0);
  const [points, weight, open_weight] = ["points", "weight", "open_weight"].map(total);
  const flagged = [0, 1].map((end) => Math.max(...sums.map((one) => one.flagged[end])));
  const flags = sums.flatMap((one) => one.flags);
  return { points, weight, open_weight, flags, flagged, grave: [0, 0] };
}

/** Return the highest rank whose threshold points / weight reaches, without dividing. */
const rank = (points, weight, bands) =>
  BANDS.findLastIndex((band, place) => place === 0 || points >= bands[band] * weight);

function ranksOf({ points, weight, open_weight: open, flagged, grave }, bands, least) {
  const [now, worst] = [0, 1].map((end) => Math.max(flagged[end], grave[end]));
  if (!(weight + open)) return { given: null, best: null, worst: null };
  return {
    given: weight ? Math.max(rank(points, weight, bands), now, least.given) : null,
    best: Math.max(rank(points, weight + open, bands), now, least.best),
    worst: Math.max(rank(points + WORST_RISK * open, weight + open, bands), worst, least.worst),
  };
}

function resultOf({ points, weight, open_weight: open, flags }, ranks, least) {
  const asked = weight + open;
  const certain = ranks.best === ranks.worst;
  const known = certain ? ranks.best : 100 * weight >= least * asked ? ranks.given : null;
  const ordered = [...flags].sort((one, other) => other.rank - one.rank || (one.id < other.id ? -1 : 1));
  return {
    points, weight, open_weight: open,
    score: weight ? [points, weight] : null,
    low: asked ? [points, asked] : null,
    high: asked ? [points + WORST_RISK * open, asked] : null,
    coverage: asked ? [weight, asked] : null,
    band: BANDS[known] ?? null, band_low: BANDS[ranks.best] ?? null, band_high: BANDS[ranks.worst] ?? null,
    provisional: known !== null && !certain,
    flags: ordered.map((flag) => flag.id),
  };
}

function findingsOf(audit, answers, profile) {
  const found = audit.checklists.flatMap((domain) =>
    domain.items.filter((item) => applies(item, profile) && picked(item, answers[item.id])?.risk).map((item) => {
      const { id: option, risk } = picked(item, answers[item.id]);
      const points = item.weight * risk;
      const counted = domain.multiplier * points;
      return { item: item.id, domain: domain.id, option, risk, weight: item.weight, points, counted };
    }),
  );
  return found.sort((one, other) => other.counted - one.counted || (one.item < other.item ? -1 : 1));
}

function reasonsOf(audit, result) {
  const items = new Map(itemsOf(audit).map((item) => [item.id, item]));
  const domains = new Map(result.domains.map((domain) => [domain.id, domain]));
  const reached = (one) => rank(one.points, one.weight, audit.policy.bands);
  const reason = (kind, place, domain = null, item = null) => ({ kind, band: BANDS[place], domain, item });
  const found = result.score ? [reason("score", reached(result))] : [];
  for (const id of result.flags) {
    found.push(reason("flag", BANDS.indexOf(items.get(id).red_flag.band), items.get(id).domain, id));
  }
  const atLeast = Math.max(0, ...found.map((one) => BANDS.indexOf(one.band)));
  const grave = result.findings
    .map((gap) => ({ ...gap, rank: forced(items.get(gap.item), gap.risk, audit.policy) }))
    .filter((gap) => !result.flags.includes(gap.item) && gap.rank > reached(domains.get(gap.domain)));
  grave.sort((one, other) => other.rank - one.rank);
  found.push(...grave.map((gap) => reason("grave", gap.rank, gap.domain, gap.item)));
  const worst = Math.max(...result.domains.map((domain) => BANDS.indexOf(domain.band)));
  if (result.band && worst - 1 > atLeast) {
    found.push(reason("weakest_domain", worst - 1, result.domains.find((one) => one.band === BANDS[worst]).id));
  }
  if (result.open_weight) found.push(reason("missing", BANDS.indexOf(result.band_high)));
  return found;
}

function unscored(audit, answers, profile) {
  const items = itemsOf(audit).map((item) => [item, answers[item.id], applies(item, profile)]);
  const ids = (wanted) => items.filter((one) => wanted(...one)).map(([item]) => item.id);
  return {
    open: ids((item, answer, asked) => asked && (answer ?? UNSURE) === UNSURE),
    not_applicable: ids((item, answer, asked) => !asked || isNotApplicable(answer)),
    not_arisen: ids((item, answer, asked) => asked && item.event && isNotApplicable(answer)),
    set_aside: ids((item, answer, asked) => !asked && answer !== undefined),
  };
}
