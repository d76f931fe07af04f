/** What stays of a lesson, to read and to print: homework, notes, and the score with its marks. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { parseReading, type ReadingView } from "../../core/reading";
import { date, t } from "../../i18n";
import type { Note } from "../../protocol";
import { readDemonstration } from "../../session/demonstrations";
import { ReadingError, type ReadingProblem, read } from "../../session/reading";
import { Button, Notice } from "../../ui/kit";
import { Shell } from "../../ui/shell";
import { ReadClips } from "./clips";
import { HeardExample } from "./heard-example";
import { ScorePages } from "./score-pages";
import "../../ui/styles/panels.css";
import "../../ui/styles/read.css";

/** The token stays in the address, unlike an invite's: this page is one to keep as a bookmark. */
export function ReadPage() {
  const token = useMemo(() => parseReading(location.hash), []);
  const view = useSignal<ReadingView | null>(null);
  const problem = useSignal<ReadingProblem | null>(token ? null : "refused");
  const load = async () => {
    if (!token) return;
    problem.value = null;
    try {
      view.value = await read(token);
    } catch (cause) {
      problem.value = cause instanceof ReadingError ? cause.problem : "unreachable";
    }
  };
  useEffect(() => void load(), [token]);
  if (problem.value) return <Problem problem={problem} onAgain={load} />;
  if (!view.value || !token)
    return (
      <p class="page lead" role="status">
        {t("read.opening")}
      </p>
    );
  return <Reading token={token} view={view.value} />;
}

function Problem({ problem, onAgain }: { problem: Signal<ReadingProblem | null>; onAgain: () => void }) {
  if (problem.value !== "unreachable")
    return (
      <Shell page="read-gone" title={t("read.gone.title")} narrow>
        <p class="lead">{t("read.gone.text")}</p>
      </Shell>
    );
  return (
    <Shell page="read-away" title={t("read.away.title")} narrow>
      <Notice tone="warn" title={t("read.away.text")}>
        <div>
          <Button onClick={onAgain}>{t("tryAgain")}</Button>
        </div>
      </Notice>
    </Shell>
  );
}

function Reading({ token, view }: { token: string; view: ReadingView }) {
  const made = date(Date.parse(view.made_at) / 1000);
  const until = date(Date.parse(view.expires_at) / 1000);
  const empty = view.notes.length === 0 && view.scores.length === 0;
  return (
    <Shell page="read" title={t("read.title", { teacher: view.teacher })} narrow>
      <p class="lead">{[view.name, view.instrument, made].filter(Boolean).join(" · ")}</p>
      <div class="row no-print">
        <Button kind="primary" onClick={() => print()} testId="print">
          {t("read.print")}
        </Button>
        <span class="small soft">{t("read.until", { when: until })}</span>
      </div>
      {empty && <p>{t("read.empty")}</p>}
      <Lines token={token} view={view} list="homework" />
      <ReadClips token={token} />
      <Lines token={token} view={view} list="notes" />
      {view.scores.map((score) => (
        <ScorePages key={score.id} token={token} score={score} marks={view.marks} />
      ))}
    </Shell>
  );
}

function Lines({ token, view, list }: { token: string; view: ReadingView; list: Note["list"] }) {
  const lines = view.notes.filter(({ note }) => note.list === list);
  if (lines.length === 0) return null;
  return (
    <section class="card stack-tight" aria-labelledby={`read-${list}`} data-testid={`read-${list}`}>
      <h2 id={`read-${list}`}>{t(list === "homework" ? "homework.title" : "notes.title")}</h2>
      <ul class="read-lines">
        {lines.map(({ note, name }) => (
          <li key={note.id}>
            {note.text}
            <span class="small soft">
              {list === "homework" ? note.done && ` · ${t("homework.done")}` : ` – ${name}`}
            </span>
            {note.demonstration && (
              <HeardExample
                example={note.demonstration}
                of={note.text}
                fetchFile={(id) => readDemonstration(token, id)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
