import { useEffect } from "react";
import type { useDraft } from "./draft";
import type { AnswerSheet, ItemQuestion, Questionnaire } from "./ethics-audit";
import type { Said } from "./words";

/** What must not wait, above everything else. */
export function Today({ own, actions }: { own: Said; actions: string[] }) {
  return (
    <div role="alert">
      {actions.length > 0 && (
        <section className="urgent">
          <h2 id="today" tabIndex={-1}>{own.today}</h2>
          {actions.map((action) => <p key={action}>{action}</p>)}
        </section>
      )}
    </div>
  );
}

interface Last {
  own: Said;
  items: ItemQuestion[];
  answers: NonNullable<AnswerSheet["answers"]>;
  show: (item: ItemQuestion) => void;
  finish: () => void;
}

/** What is still open, and the way out. */
export function Finish({ own, items, answers, show, finish }: Last) {
  const open = items.filter(({ id }) => !answers[id]);
  return (
    <>
      <p>{own.answered(items.length - open.length, items.length)}</p>
      {open.length > 0 && (
        <section>
          <h3>{own.open}</h3>
          <p>{own.without}</p>
          <ul>
            {open.map((item) => (
              <li key={item.id}>
                <button className="plain" onClick={() => show(item)}>{item.prompt}</button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p><button onClick={finish}>{own.finish}</button></p>
    </>
  );
}

type Kept = Pick<ReturnType<typeof useDraft>, "status" | "error" | "today" | "reload" | "again">;

/** Whether everything is saved; what keeps it from being saved is read out, and offers the way on. */
export function State({ own, draft, show }: { own: Said; draft: Kept; show: (() => void) | undefined }) {
  const { status, error } = draft;
  const calm = status === "saved" || status === "changed" || status === "saving";
  return (
    <footer className={calm ? undefined : "trouble"}>
      {calm && <p>{status === "saved" ? own.saved : own.saving}</p>}
      <p role="alert">{!calm && own[status]}</p>
      {error && !show && <p>{error.problems[0]?.told ?? error.told}</p>}
      {status === "conflict" && <button onClick={draft.reload}>{own.load}</button>}
      {(status === "lost" || status === "away" || status === "other") && <button onClick={draft.again}>{own.again}</button>}
      {show && <button onClick={show}>{own.show}</button>}
      {draft.today.length > 0 && (
        <button className="alarm" onClick={() => document.getElementById("today")?.focus()}>{own.today}</button>
      )}
    </footer>
  );
}

export function Done(props: { own: Said; asked: Questionnaire; report: string; today: string[] }) {
  useEffect(() => document.getElementById("heading")?.focus(), []);
  return (
    <main>
      <Today own={props.own} actions={props.today} />
      <h1 id="heading" tabIndex={-1}>{props.own.finished}</h1>
      <p><a className="button" href={props.report}>{props.own.report}</a></p>
      {props.asked.limits.map((limit) => <p className="hint" key={limit}>{limit}</p>)}
    </main>
  );
}
