/** The result as a page: danger first, then what came out, why, and what to do. */
import { score } from "../scoring.js";
import { audit, dayIn, dayTold, fill, isOccasion, words } from "./data.js";
import { urgent } from "./danger.js";
import { nextAudit, since } from "./earlier.js";
import { button, folded, go, head, limits, p } from "./elements.js";
import { saving } from "./leaving.js";
import { backTo, open, show, views } from "./navigation.js";
import { best, findOut, nextSteps, notArisen } from "./next_steps.js";
import { anyPicked, state } from "./sheet.js";
import { domains, reasons, summary } from "./verdict.js";

views.result = () => {
  if (!anyPicked()) return views.check();
  const result = score(audit, state.sheet.answers, state.sheet.profile);
  return show(
    words.result, backTo("check"), urgent(), head(words.result), p(fill(words.as_of, { day: dayTold(dayIn(0)) }), "quiet"), summary(result), since(result), nextSteps(result),
    best(), findOut(result), notArisen(result), reasons(result), domains(result), limits(), ending(),
    folded(words.details, p(fill(words.definition, { audit: audit.id, version: audit.version, digest: audit.digest.slice(0, 12) }))),
  );
};

const ending = () => [
  isOccasion && go(button(words.record_read, () => open("record"))),
  saving(button(words.print, () => print())),
  p(isOccasion ? words.record : words.afterwards, "hint saving"),
  go(button(words.check, () => open("check"), "link"), nextAudit(),
    state.keeping && button(words.delete, () => open("remove"), "link")),
];
