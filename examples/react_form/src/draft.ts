import { useEffect, useReducer } from "react";
import type { AnswerSheet, AuditRecord, ErrorRecord } from "./ethics-audit";
import { service, type Draft, type Outcome } from "./service";

export type Answer = NonNullable<AnswerSheet["answers"]>[string];

interface Edits {
  facts: Record<string, boolean>;
  answers: Record<string, Answer>;
}

type Failure = Exclude<Outcome<unknown>, { kind: "done" }>;
type Status = "saved" | "changed" | "saving" | Failure["kind"];

interface State {
  draft: Draft; // as the service keeps it
  edits: Edits; // entered since; each leaves when it is saved, and not before
  status: Status;
  error: ErrorRecord | null;
  finishing: boolean;
  report: string;
  restarted: boolean; // it was finished or deleted elsewhere, and begins anew
}

type Step =
  | ({ kind: "entered" } & Partial<Edits>)
  | { kind: "sending" }
  | { kind: "saved"; draft: Draft; edits: Edits }
  | { kind: "loaded"; draft: Draft }
  | { kind: "failed"; failure: Failure }
  | { kind: "again" }
  | { kind: "finishing" }
  | { kind: "finished"; report: string; today: string[] };

const PAUSE_MILLISECONDS = 400;

/** Lay on a sheet what was entered since. */
function laid(sheet: AnswerSheet, edits: Edits): AnswerSheet {
  const facts = new Set(sheet.profile);
  for (const [fact, holds] of Object.entries(edits.facts)) facts[holds ? "add" : "delete"](fact);
  return { ...sheet, profile: [...facts], answers: { ...sheet.answers, ...edits.answers } };
}

/** Take what was sent from what was entered, which may be more by now. */
function rest<T>(entered: Record<string, T>, sent: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(entered).filter(([key, value]) => !(key in sent) || sent[key] !== value));
}

function settled(draft: Draft, edits: Edits, state: State): State {
  const waits = Object.keys({ ...edits.facts, ...edits.answers }).length > 0;
  return { ...state, draft, edits, status: waits ? "changed" : "saved", error: null };
}

function after(state: State, step: Step): State {
  const { draft, edits, status } = state;
  switch (step.kind) {
    case "entered": {
      const more = { facts: { ...edits.facts, ...step.facts }, answers: { ...edits.answers, ...step.answers } };
      return { ...state, edits: more, status: status === "saving" || status === "conflict" ? status : "changed" };
    }
    case "sending":
      return { ...state, status: "saving" };
    case "saved": {
      const left = { facts: rest(edits.facts, step.edits.facts), answers: rest(edits.answers, step.edits.answers) };
      return settled(step.draft, left, state);
    }
    case "loaded": {
      const restarted = draft.number !== null && step.draft.number === null;
      return settled(step.draft, edits, { ...state, restarted });
    }
    case "failed": {
      const error = step.failure.kind === "refused" ? step.failure.error : null;
      return { ...state, status: step.failure.kind, error, finishing: false };
    }
    case "again":
      return settled(draft, edits, state);
    case "finishing":
      if (status === "conflict") return state;
      return { ...(status === "saving" ? state : settled(draft, edits, state)), finishing: true };
    case "finished":
      return { ...state, report: step.report, draft: { ...draft, today: step.today } };
  }
}

export function useDraft(first: Draft, { id, version }: AuditRecord) {
  const start = { facts: {}, answers: {} };
  const [state, go] = useReducer(after, {
    ...{ draft: first, edits: start, status: "saved", error: null },
    ...{ finishing: false, report: "", restarted: false },
  });
  const { draft, edits, status, finishing } = state;
  const sheet = { ...laid(draft.sheet, edits), version }; // of the questions that are on the screen

  async function save() {
    go({ kind: "sending" });
    const outcome = await service.save(draft, sheet);
    if (outcome.kind === "done") go({ kind: "saved", draft: { ...draft, sheet, ...outcome.value }, edits });
    else go({ kind: "failed", failure: outcome });
  }

  async function finish() {
    const outcome = await service.finish(draft, id, version);
    if (outcome.kind === "done") go({ kind: "finished", ...outcome.value });
    else go({ kind: "failed", failure: outcome });
  }

  async function reload() {
    const outcome = await service.draft();
    if (outcome.kind !== "done") go({ kind: "failed", failure: outcome });
    else if (outcome.value.person !== draft.person) go({ kind: "failed", failure: { kind: "other" } });
    else go({ kind: "loaded", draft: outcome.value });
  }

  useEffect(() => {
    if (status !== "changed") return;
    const timer = setTimeout(save, finishing ? 0 : PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [state]);

  useEffect(() => {
    if (finishing && status === "saved") void finish();
  }, [finishing, status]);

  useEffect(() => {
    if (status === "saved") return;
    const ask = (leaving: BeforeUnloadEvent) => leaving.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [status]);

  return {
    ...{ sheet, status, reload, today: draft.today, leftOut: draft.left_out },
    ...{ error: state.error, report: state.report, restarted: state.restarted },
    tick: (fact: string, holds: boolean) => go({ kind: "entered", facts: { [fact]: holds } }),
    answer: (item: string, answer: Answer) => go({ kind: "entered", answers: { [item]: answer } }),
    again: () => go({ kind: "again" }),
    finish: () => go({ kind: "finishing" }),
  };
}
