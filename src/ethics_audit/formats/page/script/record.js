/** The record of a decision: what it is about, the answers, the result, and what is decided; to print or to save. */
import { score } from "../scoring.js";
import { download } from "./answers_file.js";
import { audit, dayIn, dayTold, fill, items, words } from "./data.js";
import { urgent } from "./danger.js";
import { button, el, go, head, limits, list, main, p, said, section, statement } from "./elements.js";
import { backTo, show, views } from "./navigation.js";
import { ownWords } from "./own_words.js";
import { answerText, anyPicked, asked, state } from "./sheet.js";
import { summary } from "./verdict.js";

views.record = () => {
  if (!anyPicked()) return views.check();
  const [situation, ...others] = ownWords().map(({ field, title, text }) =>
    section(`words-${field}`, title, said("p", text || words.nothing_written, { class: "told" })));
  const rows = asked().map((item) => el("div", {}, el("dt", {}, statement(item.id)), said("dd", answerText(item))));
  const result = score(audit, state.sheet.answers, state.sheet.profile);
  const missing = result.findings.map(({ item }) => [statement(item), " ", said("em", items.get(item).remedy)]);
  return show(
    words.record_title, backTo("result"), urgent(), head(words.record_title),
    p(fill(words.record_of, { day: dayTold(dayIn(0)) })),
    go(button(words.print, () => print()), button(words.record_save, save, "second")),
    situation, section("answers", words.answers, el("dl", { class: "list" }, rows)),
    section("result", words.result, summary(result)),
    missing.length > 0 && section("missing", words.still_missing, list(missing)), others, limits(),
  );
};

/** Save what the record says as text. */
function save() {
  const told = [...main.querySelectorAll(".urgent, h1, h1 + p, section")].map((one) => one.innerText.trim());
  download(`${audit.id}-${dayIn(0)}.txt`, `${told.join("\n\n")}\n`, "text/plain");
}
