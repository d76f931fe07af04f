/** The score: large, with its tools above it. Loaded when it is first opened. */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { t } from "../../../i18n";
import { deleteScore, ScoreError, type ScoreProblem, uploadScore } from "../../../session/scores";
import type { Table } from "../../../session/table";
import { Button, Notice } from "../../../ui/kit";
import { Desk } from "./desk";
import { PageView } from "./page-view";
import { ScoreHead } from "./score-head";
import { ScorePalette } from "./score-tools";
import "../../../ui/styles/score.css";
import type { PlainKey } from "../../../i18n";

interface Props {
  table: Table;
  onClose: () => void;
}

const PROBLEM_WORDS: Record<ScoreProblem, PlainKey> = {
  unreachable: "score.problem.unreachable",
  large: "score.problem.large",
  kind: "score.problem.kind",
  full: "score.problem.full",
  gone: "score.problem.gone",
  failed: "score.problem.failed",
};

export function ScoreView({ table, onClose }: Props) {
  const desk = useMemo(() => new Desk(table), [table]);
  const heading = useRef<HTMLHeadingElement>(null);
  const busy = useSignal(false);
  // Before it is seen: a key that comes at once finds the focus here, and is not overtaken by it.
  useLayoutEffect(() => heading.current?.focus(), []);
  useEffect(() => () => desk.close(), [desk]);
  useFollowing(desk);
  const score = desk.score.value;
  const there = useComputed(() => table.lesson.value.papers.scores.some((each) => each.score.id === score));
  useEffect(() => void desk.open(score), [score, there.value]);

  const add = async (file: File) => {
    busy.value = true;
    desk.problem.value = null;
    try {
      const added = await uploadScore(table.token, file);
      table.addScore(added);
      desk.choose(added.id);
    } catch (cause) {
      desk.problem.value = cause instanceof ScoreError ? cause.problem : "failed";
    } finally {
      busy.value = false;
    }
  };
  const remove = () => {
    if (score === null) return;
    const left = table.lesson.peek().papers.scores.find((each) => each.score.id !== score);
    table.removeScore(score);
    // The file goes as well; if the network fails here it goes with the lesson.
    void deleteScore(table.token, score).catch(() => {});
    desk.score.value = left?.score.id ?? null;
    desk.page.value = 1;
  };

  const problem = desk.problem.value;
  return (
    <section class="score" aria-labelledby="score-title" data-testid="score">
      <h2 class="unseen" id="score-title" ref={heading} tabIndex={-1}>
        {t("score.title")}
      </h2>
      <ScoreHead
        desk={desk}
        there={there.value}
        busy={busy.value}
        onAdd={add}
        onRemove={remove}
        onClose={onClose}
      />
      {there.value && table.draws.value && <ScorePalette desk={desk} />}
      {there.value && !table.draws.value && <p class="score-note small soft">{t("score.watch")}</p>}
      {problem && (
        <Notice tone="warn" title={t(PROBLEM_WORDS[problem])} live testId="score-problem">
          {problem === "unreachable" && (
            <div>
              <Button size="small" onClick={() => void desk.again()}>
                {t("tryAgain")}
              </Button>
            </div>
          )}
        </Notice>
      )}
      {there.value ? <PageView desk={desk} /> : <Empty mayAdd={table.draws.value} />}
      <Turned desk={desk} />
    </section>
  );
}

function Empty({ mayAdd }: { mayAdd: boolean }) {
  return (
    <div class="score-empty">
      <p class="stage-title">{t("score.empty")}</p>
      <p>{t(mayAdd ? "score.empty.add" : "score.empty.wait")}</p>
    </div>
  );
}

/** Goes along when somebody else turns the shared page, as long as pages turn together. */
function useFollowing(desk: Desk): void {
  useEffect(() => {
    let { turns, scores } = desk.table.lesson.peek().papers;
    return desk.table.lesson.subscribe(({ papers, me }) => {
      const mine = desk.score.peek();
      const was = scores.some(({ score }) => score.id === mine);
      scores = papers.scores;
      // The score in hand was taken away, or there was none yet: the first on the table.
      if (mine === null || (was && !scores.some(({ score }) => score.id === mine)))
        desk.score.value = scores[0]?.score.id ?? null;
      const turned = papers.turns !== turns;
      turns = papers.turns;
      if (!turned || !papers.follow || !papers.place || papers.placedBy === me?.participant) return;
      const byTeacher = isTeacher(desk, papers.placedBy);
      desk.moveTo(papers.place, byTeacher && me?.role !== "teacher");
    });
  }, [desk]);
}

function isTeacher(desk: Desk, participant: string | null): boolean {
  return desk.table.lesson
    .peek()
    .participants.some(({ id, role }) => id === participant && role === "teacher");
}

/** Says who turned the page; once a turn, and nothing of what is drawn. */
function Turned({ desk }: { desk: Desk }) {
  const said = useSignal("");
  useEffect(() => {
    let page = desk.page.peek();
    return desk.page.subscribe((now) => {
      if (now === page) return;
      page = now;
      said.value = t("score.page.of", { page: now, pages: desk.pages.peek() });
    });
  }, [desk]);
  return (
    <p class="unseen" role="status">
      {said.value}
    </p>
  );
}
