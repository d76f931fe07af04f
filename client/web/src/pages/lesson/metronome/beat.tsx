/** The beat to see: one mark per beat, the one that sounds filled. Drawn past all rendering. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";

export function Beat({ session, testId }: { session: LessonSession; testId: string }) {
  const row = useRef<HTMLDivElement>(null);
  const { metronome, player } = session.tools;
  const { accents } = metronome.value;
  const playing = player.value;
  useEffect(() => {
    const marks = row.current;
    if (!playing || !marks) return;
    let frame = 0;
    let count = 0;
    let before: number | null = null;
    const step = () => {
      const click = playing.heard();
      if (click && click.atS !== before) {
        before = click.atS;
        count += 1;
        marks.dataset.count = String(count);
        for (const [index, mark] of [...marks.children].entries())
          (mark as HTMLElement).dataset.now = String(index === click.beat);
      }
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => {
      cancelAnimationFrame(frame);
      for (const mark of marks.children) delete (mark as HTMLElement).dataset.now;
    };
  }, [playing, accents.length]);
  return (
    <div class="beat" ref={row} role="img" aria-label={t("metronome.visible")} data-testid={testId}>
      {accents.map((accent, index) => (
        <span class="beat-mark" key={index} data-accent={accent} />
      ))}
    </div>
  );
}
