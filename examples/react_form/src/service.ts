import type { AnswerSheet, ErrorRecord, Questionnaire } from "./ethics-audit";

export interface Draft {
  person: string; // whose it is, as a word that only the service reads
  number: number | null;
  sheet: AnswerSheet;
  left_out: { place: string; code: string }[];
  today: string[];
}

export type Outcome<T> =
  | { kind: "done"; value: T }
  | { kind: "conflict" } // saved elsewhere since it was loaded
  | { kind: "refused"; error: ErrorRecord }
  | { kind: "away" } // signed out
  | { kind: "other" } // somebody else signed in since
  | { kind: "lost" };

async function sent<T>(method: string, path: string, body?: unknown): Promise<Outcome<T>> {
  const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  try {
    const response = await fetch(path, { method, ...(body === undefined ? {} : json) });
    if (response.ok) return { kind: "done", value: await response.json() };
    if (response.status === 401) return { kind: "away" };
    if (response.status === 403) return { kind: "other" };
    if (response.status === 409) return { kind: "conflict" };
    const told = response.status === 422 && (await response.json());
    if (told?.format === "ethics-audit/error") return { kind: "refused", error: told };
  } catch {
    // Neither an answer nor JSON: it is told as one that did not come.
  }
  return { kind: "lost" };
}

export const service = {
  questionnaire: () => sent<Questionnaire>("GET", "/api/questionnaire"),
  draft: () => sent<Draft>("GET", "/api/draft"),
  save: ({ person, number }: Draft, sheet: AnswerSheet) =>
    sent<{ number: number; today: string[] }>("PUT", "/api/draft", { person, number, sheet }),
  finish: ({ person, number }: Draft, audit: string, version: string) =>
    sent<{ report: string; today: string[] }>("POST", "/api/finish", { person, number, audit, version }),
};
