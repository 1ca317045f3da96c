import type { ItemQuestion, ProblemRecord, ProfileQuestion, Words } from "./ethics-audit";
import type { Answer } from "./draft";
import type { Said } from "./words";

export function Facts(props: { asked: ProfileQuestion; profile: string[]; tick: (fact: string, holds: boolean) => void }) {
  return (
    <fieldset>
      <legend>{props.asked.question}</legend>
      {props.asked.options.map(({ id, label }) => (
        <label className="choice" key={id}>
          <input
            type="checkbox"
            value={id}
            checked={props.profile.includes(id)}
            onChange={(change) => props.tick(id, change.target.checked)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface Asked {
  item: ItemQuestion;
  answer: Answer | undefined;
  problems: ProblemRecord[];
  words: Words;
  own: Said;
  translated: boolean;
  pick: (answer: Answer) => void;
}

export function Question({ item, answer, problems, words, own, translated, pick }: Asked) {
  const reason = answer && typeof answer === "object" ? answer.not_applicable : "";
  const picked = answer && typeof answer === "object" ? "n/a" : answer;
  const slip = problems.length ? `${item.id}-slip` : undefined;
  const choice = (id: string, label: string) => (
    <label className="choice" key={id}>
      <input
        type="radio"
        name={item.id}
        value={id}
        checked={picked === id}
        onChange={() => pick(id === "n/a" && !item.event ? { not_applicable: reason } : id)}
      />
      <span>{label}</span>
    </label>
  );
  return (
    <fieldset id={item.id} aria-describedby={slip} lang={translated ? undefined : ""}>
      <legend>
        {item.heading && <span className="heading">{item.heading}:</span>}
        {item.prompt}
      </legend>
      <div className="slip" id={slip}>
        {problems.map(({ told }) => <p key={told}>{told}</p>)}
      </div>
      {item.options.map(({ id, label }) => choice(id, label))}
      <p className="or">{own.or}</p>
      {choice("unsure", words.unsure)}
      {item.not_applicable && choice("n/a", item.event ? words.not_arisen : words.not_applicable)}
      {picked === "n/a" && !item.event && (
        <div className="reason">
          <label htmlFor={`${item.id}-reason`}>{words.reason}</label>
          <p className="hint" id={`${item.id}-hint`}>{own.named}</p>
          <textarea
            id={`${item.id}-reason`}
            rows={2}
            value={reason}
            aria-invalid={slip !== undefined}
            aria-describedby={`${item.id}-hint ${slip ?? ""}`}
            onChange={(change) => pick({ not_applicable: change.target.value })}
          />
        </div>
      )}
      <details>
        <summary>{words.why}</summary>
        <p>{item.why}</p>
      </details>
    </fieldset>
  );
}
