// The JSON documents of ethics-audit. Written from their schemas by docs/schemas.py.

export interface AnswerSheet {
  /** The id of an audit or a checklist. */
  audit: string;
  version?: string | null;
  profile?: string[];
  /** From the id of an item to the id of an option, `unsure` or `n/a`. */
  answers?: Record<string, string | {
    /** The reason. */
    not_applicable: string;
  } | null>;
  decision?: Decision | null;
  notes?: Record<string, string>;
}

export interface AssessmentRecord {
  format: "ethics-audit/assessment";
  format_version: 1;
  audit: AuditRecord;
  vector: string | null;
  score: number | null;
  points: number;
  weight: number;
  open_weight: number;
  low: number | null;
  high: number | null;
  coverage: number | null;
  band: "low" | "moderate" | "high" | "critical" | null;
  band_low: "low" | "moderate" | "high" | "critical" | null;
  band_high: "low" | "moderate" | "high" | "critical" | null;
  provisional: boolean;
  flags: string[];
  domains: DomainRecord[];
  findings: FindingRecord[];
  reasons: Reason[];
  open: string[];
  not_applicable: string[];
  not_arisen?: string[];
  set_aside?: string[];
  contrasts?: ContrastRecord[];
  weight_tolerance?: number | null;
  weight_ranges?: WeightRangeRecord[];
  next_questions?: QuestionRecord[];
  plans?: PlanRecord[];
  trend?: TrendRecord | null;
  what_if?: ChangeRecord | null;
  language?: string | null;
}

export interface AuditRecord {
  id: string;
  version: string;
  digest: string;
}

export interface ChangeRecord {
  earlier: ResultRecord;
  later: ResultRecord;
  answers: number | null;
  checklist: number | null;
  total: number | null;
  flags_raised: string[];
  flags_cleared: string[];
  flags_not_known: string[];
  domains: DomainChangeRecord[];
  items: ItemChangeRecord[];
  not_carried: string[];
}

export interface Choice {
  /** What the answers hold if it is picked. */
  id: string;
  /** What the person reads. */
  label: string;
}

export interface Citation {
  /** The id of the code, such as `aca-2014`. */
  code: string;
  /** The section, such as `B.1.d`. */
  section: string;
}

export interface ContrastRecord {
  kind: string;
  case: string;
  option: string;
  items: string[];
  text: string;
}

export interface Decision {
  /** What it is about. */
  situation?: string;
  /** Who was asked. */
  consulted?: string;
  /** What was decided. */
  decision?: string;
  /** The day of the next look, such as `2026-12-24`; empty if none is set. */
  review?: string;
  /** The principles that pull against each other, one a line, each with what it asks for. */
  principles?: string;
}

export interface DomainChangeRecord {
  id: string;
  before: number | null;
  after: number | null;
  answers: number | null;
  checklist: number | null;
  total: number | null;
}

export interface DomainQuestions {
  /** The id of the checklist. */
  id: string;
  /** What the person reads. */
  title: string;
  /** What the person reads before its first question; mostly empty. */
  introduction: string;
  /** The items, in the order in which they are asked. */
  items: ItemQuestion[];
}

export interface DomainRecord {
  id: string;
  score: number | null;
  points: number;
  weight: number;
  open_weight: number;
  low: number | null;
  high: number | null;
  coverage: number | null;
  band: "low" | "moderate" | "high" | "critical" | null;
  band_low: "low" | "moderate" | "high" | "critical" | null;
  band_high: "low" | "moderate" | "high" | "critical" | null;
  provisional: boolean;
  flags: string[];
}

export interface DriftRecord {
  item: string;
  answers: (string | null)[];
}

export interface ErrorRecord {
  /** The name of the format. */
  format: "ethics-audit/error";
  /** The version of the format. */
  format_version: 1;
  /** The language of what is told. */
  language: string;
  /** The stable code of the error. */
  code: string;
  /** What is wrong in a sentence in the reader's language. */
  told: string;
  /** Everything that is wrong, in order; at most a hundred and one, and empty for an error without a place. */
  problems: ProblemRecord[];
}

export interface FindingRecord {
  item: string;
  domain: string;
  option: string;
  risk: number;
  weight: number;
  points: number;
  contribution: number;
  share: number;
  rationale: string;
  remedy: string;
  effort: number;
  citations: Citation[];
}

export interface ForeignText {
  /** The text, wherever the questionnaire has it. */
  text: string;
  /** Its language, such as `en`. */
  language: string;
}

export interface ItemChangeRecord {
  item: string;
  kind: string;
  before: string | null;
  after: string | null;
  answers: number | null;
  checklist: number | null;
  total: number | null;
}

export interface ItemQuestion {
  /** The id of the item, under which the answers hold its answer. */
  id: string;
  /** What stands before the statement: the time that it asks about, or that its case goes on; or empty. */
  heading: string;
  /** The statement. */
  prompt: string;
  /** What to pick from, in the order in which it is shown. */
  options: Choice[];
  /** Whether `n/a` is an answer. */
  not_applicable: boolean;
  /** Whether it asks what was done when something came up; `n/a` then means that it did not. */
  event: boolean;
  /** The facts that the profile must all have; the item is not asked otherwise. */
  requires: string[];
  /** The time that it asks about, as a name; or empty. */
  window: "" | "three months" | "present" | "twelve months";
  /** For the second step of a case, the id of the item before it, whose answer it presupposes; or empty. */
  follows: string;
  /** Why it is asked. */
  why: string;
}

export interface PlanRecord {
  to: "low" | "moderate" | "high" | "critical" | null;
  budget: number | null;
  domain: string | null;
  at_worst: boolean;
  reached: boolean;
  obstacle: string;
  raised: string[];
  effort: number;
  reduction: number;
  score: number | null;
  low: number | null;
  high: number | null;
  band: "low" | "moderate" | "high" | "critical" | null;
  band_low: "low" | "moderate" | "high" | "critical" | null;
  band_high: "low" | "moderate" | "high" | "critical" | null;
  questions: string[];
  steps: StepRecord[];
}

export interface ProblemRecord {
  /** The stable code of its cause. */
  code: string;
  /** Where it is: the id of an item, `profile`, or a path such as `items[3].weight`; empty for the whole. */
  place: string;
  /** What came, as text, a number, true or false; null if nothing came or if it is not about a value. */
  given: string | number | boolean | null;
  /** Every value that is allowed, or what is allowed in English words; empty if it is not about a value. */
  expected: string[] | string;
  /** The known name most like what came; empty if there is none. */
  nearest: string;
  /** What is wrong, in sentences in the reader's language. */
  told: string;
  /** What is wrong, in English and for developers. */
  message: string;
}

export interface ProfileQuestion {
  /** The question. */
  question: string;
  /** The facts to pick from. */
  options: Choice[];
}

export interface QuestionRecord {
  item: string;
  narrows: number;
  left: number;
}

export interface Questionnaire {
  /** The name of the format. */
  format: "ethics-audit/questionnaire";
  /** The version of the format. */
  format_version: 1;
  /** The language of the texts, such as `es`. */
  language: string;
  /** The definition; its answers name the id and the version. */
  audit: AuditRecord;
  /** What the person reads. */
  title: string;
  /** `practice`, `occasion` or `cases`. */
  kind: "practice" | "occasion" | "cases";
  /** What a person must know of the result, in sentences, and of the translation. */
  limits: string[];
  /** The questions about the practice, which come first. */
  profile: ProfileQuestion[];
  /** The words for what every question shares. */
  words: Words;
  /** The questions by checklist, in order. */
  domains: DomainQuestions[];
  /** The ids of the items with a text that is still in the original language. */
  not_translated: string[];
  /** What is asked about an occasion in one's own words, in order; empty for any other audit. */
  written?: WrittenQuestion[];
  /** The texts that are in another language than `language`, each with its own; mostly none. */
  foreign?: ForeignText[];
}

export interface Reason {
  /** `score`, `flag`, `grave` (a grave gap forces its domain), `weakest_domain` or `missing`. */
  kind: "score" | "flag" | "grave" | "weakest_domain" | "missing";
  /** One sentence, or two. */
  text: string;
  /** The band it speaks for: reached, forced or possible. */
  band: "low" | "moderate" | "high" | "critical";
  /** The id of the domain it is about, if it is about one. */
  domain?: string | null;
  /** The id of the item it is about, if it is about one. */
  item?: string | null;
  /** What to do today; for a flag only. */
  action?: string | null;
}

export interface ResultRecord {
  version: string;
  digest: string;
  vector: string;
  score: number | null;
  band: "low" | "moderate" | "high" | "critical" | null;
}

export interface StepRecord {
  item: string;
  option: string | null;
  best: string;
  effort: number;
  reduction: number;
  flag: boolean;
}

export interface TrendRecord {
  changes: ChangeRecord[];
  drift: DriftRecord[];
}

export interface WeightRangeRecord {
  percent: number;
  low: number;
  high: number;
  band_low: "low" | "moderate" | "high" | "critical";
  band_high: "low" | "moderate" | "high" | "critical";
}

export interface Words {
  /** The label of the answer `unsure`, which every item allows. */
  unsure: string;
  /** The label of the answer `n/a` of an item that allows it and is no event. */
  not_applicable: string;
  /** The label of the answer `n/a` of an event. */
  not_arisen: string;
  /** The question for the reason of `n/a`; an event needs none. */
  reason: string;
  /** The heading of the reason why a question is asked. */
  why: string;
}

export interface WrittenQuestion {
  /** The key of the table `decision` of the answers. */
  id: string;
  /** What it is about, in a word or two: its heading in the record. */
  title: string;
  /** The question. */
  question: string;
  /** What helps to answer it; or empty. */
  hint: string;
  /** `text`, of any number of lines, or `day`, such as `2026-12-24`. */
  input: "text" | "day";
  /** The most characters of a text; 0 for a day. */
  most: number;
  /** Whether it is asked `before` or `after` the items. */
  when: "before" | "after";
}
