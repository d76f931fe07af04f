/** From entering to leaving: one session, and the page its state asks for. */
import { useEffect, useMemo } from "preact/hooks";
import { followCourse } from "../../session/follow-course";
import { roomMemory } from "../../session/invite-store";
import { LessonSession } from "../../session/lesson-session";
import { hold } from "../../session/turns";
import type { RoomProps } from "../join/join-app";
import { WaitingPage } from "../waiting";
import { LessonPage } from "./lesson-page";
import "../../ui/styles/lesson.css";
import "../../ui/styles/said.css";
import "../../ui/styles/door.css";
import "../../ui/styles/panels.css";
import "../../ui/styles/pictures.css";
import "../../ui/styles/recording.css";
import "../../ui/styles/tools.css";
import "../../ui/styles/papers.css";

export function RoomPage({ token, devices, teacher, onEnd }: RoomProps) {
  const session = useMemo(() => new LessonSession(token, devices, roomMemory()), [token]);
  useEffect(() => {
    session.start();
    return () => session.close();
  }, [session]);
  useEffect(() => hold("lesson"), []);
  useEffect(() => followCourse(session), [session]);
  useEffect(() =>
    session.ended.subscribe((reason) => {
      if (reason) onEnd(reason);
    }),
  );
  const { me, admission } = session.lesson.value;
  if (me && admission === "admitted") return <LessonPage session={session} />;
  return <WaitingPage session={session} teacher={teacher} />;
}
