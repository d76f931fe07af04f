/** What of a lesson's session tells how it goes. */
import { farEnds } from "../core/lesson-state";
import { timers } from "./browser";
import { CourseTeller, tellCourse } from "./course";
import type { LessonSession } from "./lesson-session";

/** Tells the server how this lesson goes, until the returned function is called or the page goes. */
export function followCourse(session: LessonSession): () => void {
  const { microphone, camera } = session.devices;
  const teller = new CourseTeller({
    look: () => look(session),
    devices: () => ({ microphone: microphone.problem.peek(), camera: camera.problem.peek() }),
    tell: tellCourse(session.token),
    timers,
  });
  const close = () => teller.close();
  window.addEventListener("pagehide", close);
  return () => {
    window.removeEventListener("pagehide", close);
    close();
  };
}

function look(session: LessonSession) {
  const lesson = session.lesson.peek();
  const here = farEnds(lesson).filter(({ endpoints }) => endpoints.some(({ present }) => present));
  const heard = [...session.quality.peek().values()];
  const worst = (figures: (number | null | undefined)[]) => {
    const known = figures.filter((figure) => typeof figure === "number");
    return known.length > 0 ? Math.max(...known) : null;
  };
  return {
    both: lesson.admission === "admitted" && here.length > 0,
    connected: session.companion.carrying || session.far.peek().some(({ connected }) => connected),
    away: session.status.peek() === "away",
    slow: session.devices.sparing,
    relayed: heard.some(({ relayed, relayOnly }) => relayed && !relayOnly),
    lateMs: worst(heard.map(({ mine }) => mine?.mouthToEarMs)),
    missingPct: worst(heard.map(({ mine }) => mine?.concealedPct)),
  };
}
