import { useEffect, useState } from "react";
import { useDraft } from "./draft";
import type { ItemQuestion, ProblemRecord, Questionnaire } from "./ethics-audit";
import { Facts, Question } from "./question";
import type { Draft } from "./service";
import { Done, Finish, State, Today } from "./parts";
import { wordsIn } from "./words";

/** Tell whether a problem is about an item: its place is the item's id, or a path with it. */
function isAbout(problem: ProblemRecord, item: ItemQuestion): boolean {
  return `${problem.place}.`.startsWith(`${item.id}.`);
}

/** Move the focus to a part of the page; in a question, to where something can be entered. */
function focus(id: string) {
  const part = document.getElementById(id);
  const fields = ["[aria-invalid=true]", ":checked", "input"].map((one) => part?.querySelector<HTMLElement>(one));
  (fields.find(Boolean) ?? part)?.focus();
}

export function Form({ asked, first }: { asked: Questionnaire; first: Draft }) {
  const own = wordsIn(asked.language);
  const { sheet, answer, tick, ...draft } = useDraft(first, asked.audit);
  const [at, go] = useState({ page: 0, focus: "" });
  useEffect(() => focus(at.focus), [at]);

  const profile = sheet.profile ?? [];
  const answers = sheet.answers ?? {};
  const isAsked = ({ requires, follows }: ItemQuestion) =>
    requires.every((fact) => profile.includes(fact)) && (!follows || answers[follows] != null);
  const domains = asked.domains
    .map((domain) => ({ ...domain, items: domain.items.filter(isAsked) }))
    .filter(({ items }) => items.length > 0);
  const items = domains.flatMap((domain) => domain.items);
  const problems = draft.error?.problems ?? [];
  const wrong = items.find((item) => problems.some((problem) => isAbout(problem, item)));
  const last = domains.length + 1;
  const page = Math.min(at.page, last);
  const domain = domains[page - 1];

  const turn = (to: number) => go({ page: to, focus: "heading" });
  const show = ({ id }: ItemQuestion) => {
    go({ page: domains.findIndex((one) => one.items.some((item) => item.id === id)) + 1, focus: id });
  };
  useEffect(() => {
    if (page === last && wrong) show(wrong);
  }, [draft.error]);

  if (draft.report) return <Done own={own} asked={asked} report={draft.report} today={draft.today} />;
  return (
    <>
      <header>
        <h1>{asked.title}</h1>
        <p className="place">
          {own.part(page + 1, last + 1)} <progress aria-hidden="true" value={page} max={last} />
        </p>
      </header>
      <main>
        <Today own={own} actions={draft.today} />
        <div role="status">
          {draft.leftOut.length > 0 && <p className="notice">{own.fits}</p>}
          {draft.restarted && <p className="notice">{own.restarted}</p>}
        </div>
        <h2 id="heading" tabIndex={-1}>{page === 0 ? own.practice : (domain?.title ?? own.check)}</h2>
        {page === 0 && (
          <>
            {asked.limits.map((limit) => <p className="hint" key={limit}>{limit}</p>)}
            <p>{own.decides}</p>
            {asked.profile.map((one) => <Facts key={one.question} asked={one} profile={profile} tick={tick} />)}
          </>
        )}
        {domain?.introduction && <p>{domain.introduction}</p>}
        {domain?.items.map((item) => (
          <Question
            key={item.id}
            item={item}
            answer={answers[item.id]}
            problems={problems.filter((problem) => isAbout(problem, item))}
            words={asked.words}
            own={own}
            translated={!asked.not_translated.includes(item.id)}
            pick={(picked) => answer(item.id, picked)}
          />
        ))}
        {page === last && (
          <Finish own={own} items={items} answers={answers} show={show} finish={draft.finish} />
        )}
        <nav>
          {page > 0 && <button className="quiet" onClick={() => turn(page - 1)}>{own.back}</button>}
          {page < last && <button onClick={() => turn(page + 1)}>{own.next}</button>}
        </nav>
      </main>
      <State own={own} draft={draft} show={wrong && (() => show(wrong))} />
    </>
  );
}
