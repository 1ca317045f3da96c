/** Answers from a file: to go on with, or as those of the last audit. */
import { read, saver } from "./answers_file.js";
import { fill, isPractice, words } from "./data.js";
import { button, el, folded, go, head, list, p } from "./elements.js";
import { take } from "./keeping.js";
import { open, show } from "./navigation.js";
import { answerCount, isBegun, state } from "./sheet.js";

const LARGEST_FILE = 2_000_000;
const MOST_TOLD = 5;

export function loader() {
  const change = async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const found = file.size > LARGEST_FILE ? { problems: [words.not_json] } : read(await file.text());
    if (found.problems) refused(found.problems);
    else if (isBegun() || isPractice) offered(found.sheet);
    else goOn(found.sheet);
  };
  return folded(words.load, el("label", { for: "file", class: "named" }, words.load_hint),
    el("input", { type: "file", id: "file", accept: ".json,application/json", change }));
}

const goOn = (sheet) => take(sheet) && open("begin");

/** Ask what a file is for, and tell what is lost if it takes the place of the answers here. */
function offered(sheet) {
  const isReplacing = isBegun();
  const values = { here: answerCount(state.sheet), there: answerCount(sheet) };
  const earlier = () => {
    state.earlier = sheet;
    if (take(isReplacing ? {} : { profile: sheet.profile })) open("begin", words.earlier_taken);
  };
  show(words.replace, head(words.replace), p(fill(words.replace_told, values)), isReplacing && p(words.replace_lost),
    isPractice && p(words.replace_earlier),
    go(button(words.replace_yes, () => goOn(sheet)), isPractice && button(words.earlier_yes, earlier, "second"),
      button(words.back, () => open("begin"), "link")),
    isReplacing && saver());
}

function refused(problems) {
  const rest = problems.length - MOST_TOLD;
  const told = list(problems.slice(0, MOST_TOLD));
  told.setAttribute("role", "alert");
  show(words.not_file, head(words.not_file), told, rest > 0 && p(fill(words.wrong_rest, { count: rest })),
    go(button(words.back, () => open("begin"))));
}
