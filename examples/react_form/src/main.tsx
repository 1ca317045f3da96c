import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import type { Questionnaire } from "./ethics-audit";
import { Form } from "./form";
import { service, type Draft } from "./service";
import { wordsIn } from "./words";

type Loaded = { asked: Questionnaire; first: Draft } | "loading" | "missing" | "away";

async function load(): Promise<Loaded> {
  const [asked, first] = await Promise.all([service.questionnaire(), service.draft()]);
  if (asked.kind === "done" && first.kind === "done") return { asked: asked.value, first: first.value };
  return asked.kind === "away" || first.kind === "away" ? "away" : "missing";
}

function App() {
  const [state, set] = useState<Loaded>("loading");
  useEffect(() => {
    if (state === "loading") void load().then(set);
  }, [state]);
  useEffect(() => {
    if (typeof state === "string") return;
    document.documentElement.lang = state.asked.language;
    document.title = state.asked.title;
  }, [state]);

  if (typeof state === "object") return <Form {...state} />;
  const own = wordsIn(navigator.language);
  return (
    <main>
      <p role="status">{state === "away" ? own.entry : own[state]}</p>
      {state !== "loading" && <button onClick={() => set("loading")}>{own.again}</button>}
    </main>
  );
}

createRoot(document.getElementById("form")!).render(<StrictMode><App /></StrictMode>);
