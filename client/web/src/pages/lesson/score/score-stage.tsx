/** The place of the score in the lesson: its code comes when it is first opened, or when the teacher opens it. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../../../i18n";
import type { Table } from "../../../session/table";
import { Button, Notice } from "../../../ui/kit";

type View = ComponentType<{ table: Table; onClose: () => void }>;

export function ScoreStage({ table, open }: { table: Table; open: Signal<boolean> }) {
  const view = useSignal<{ View: View } | null>(null);
  const failed = useSignal(false);
  const load = () => {
    failed.value = false;
    import("./score-view").then(
      ({ ScoreView }) => {
        view.value = { View: ScoreView };
      },
      () => {
        failed.value = true;
      },
    );
  };
  useEffect(load, []);
  const close = () => {
    open.value = false;
    document.querySelector<HTMLElement>('[data-testid="open-score"]')?.focus();
  };
  if (view.value) return <view.value.View table={table} onClose={close} />;
  return (
    <section class="score-loading" aria-label={t("score.title")}>
      {failed.value ? (
        <Notice tone="warn" title={t("score.problem.unreachable")} live>
          <div>
            <Button size="small" onClick={load}>
              {t("tryAgain")}
            </Button>
          </div>
        </Notice>
      ) : (
        <p>{t("score.opening")}</p>
      )}
    </section>
  );
}

/** Opens when somebody else turns the shared page, and after a reload, if pages turn together. */
export function useSharedScore(table: Table, open: Signal<boolean>): void {
  useEffect(() => {
    let turns = 0;
    return table.lesson.subscribe(({ papers, me }) => {
      const turned = papers.turns > turns;
      // A page that has just come in is told the place whoever turned to it.
      const anew = turns === 0;
      turns = papers.turns;
      if (turned && papers.follow && (anew || papers.placedBy !== me?.participant)) open.value = true;
    });
  }, [table]);
}
