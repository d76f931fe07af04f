/** Beside a line of homework: what the teacher played for it, and, for the teacher, the way to play it. */
import { useSignal } from "@preact/signals";
import { t } from "../../../i18n";
import type { Note } from "../../../protocol";
import { fetchDemonstration } from "../../../session/demonstrations";
import type { LessonSession } from "../../../session/lesson-session";
import { Button } from "../../../ui/kit";
import { HeardExample } from "../../after/heard-example";
import { ExampleMaker } from "./example-maker";

export function Example({ session, note }: { session: LessonSession; note: Note }) {
  const making = useSignal(false);
  const { table } = session;
  const teacher = table.role.value === "teacher";
  const { demonstration } = note;
  if (demonstration)
    return (
      <>
        <HeardExample
          example={demonstration}
          of={note.text}
          fetchFile={(id) => fetchDemonstration(table.token, id)}
        />
        {teacher && (
          <div class="row line-actions">
            <Button
              kind="plain"
              size="small"
              onClick={() => table.write({ ...note, demonstration: null })}
              aria-label={t("example.remove.which", { text: note.text })}
              testId="example-remove"
            >
              {t("example.remove")}
            </Button>
          </div>
        )}
      </>
    );
  if (!teacher) return null;
  if (making.value)
    return (
      <ExampleMaker
        session={session}
        text={note.text.slice(0, 200)}
        onDone={(made) => {
          // The line as it stands now: somebody may have ticked or worded it meanwhile.
          const now = table.lesson.peek().papers.notes.find((view) => view.note.id === note.id);
          if (made && now) table.write({ ...now.note, demonstration: made });
          making.value = false;
        }}
      />
    );
  return (
    <div class="row line-actions">
      <Button
        kind="plain"
        size="small"
        icon="record"
        onClick={() => {
          making.value = true;
        }}
        aria-label={t("example.record.which", { text: note.text })}
        testId="example-record"
      >
        {t("example.record")}
      </Button>
    </div>
  );
}
