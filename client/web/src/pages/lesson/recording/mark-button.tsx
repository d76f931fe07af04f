/** Marks this moment for a clip: a button, and Alt+M wherever the hands are (a bare letter would be typed). */
import { useEffect } from "preact/hooks";
import { t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";
import { Button } from "../../../ui/kit";

interface Props {
  session: LessonSession;
  size?: "small" | "normal";
  /** Says one word and is named by all of them. */
  brief?: boolean;
  testId: string;
}

export function MarkButton({ session, size = "normal", brief = false, testId }: Props) {
  if (!canMark(session)) return null;
  return (
    <Button
      size={size}
      icon="mark"
      onClick={() => session.recording.mark()}
      aria-keyshortcuts="Alt+M"
      aria-label={brief ? t("recording.mark") : undefined}
      testId={testId}
    >
      {t(brief ? "recording.mark.brief" : "recording.mark")}
    </Button>
  );
}

/** What was marked is said once, and seen beside the sign's words. */
export function Marked({ session }: { session: LessonSession }) {
  const count = session.recording.marked.value;
  return (
    <span class="figure small" role="status" data-testid="marked-count">
      {count > 0 ? t("recording.marked", { count }) : ""}
    </span>
  );
}

export function canMark(session: LessonSession): boolean {
  const { recording, me } = session.lesson.value;
  return recording.state === "running" && me !== null && me.role !== "observer";
}

export function useMarkKey(session: LessonSession): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      // By its place on the keyboard: with Alt some keyboards write another letter.
      if (event.code !== "KeyM" || !event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
      if (!canMark(session)) return;
      event.preventDefault();
      session.recording.mark();
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, [session]);
}
