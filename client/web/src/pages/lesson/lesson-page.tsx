/** The lesson: the other person's picture is the page; a toolbar, one line on the sound, one panel at a time. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { farEnds, knocking } from "../../core/lesson-state";
import { t } from "../../i18n";
import { playKnock } from "../../media/tone";
import type { LessonSession } from "../../session/lesson-session";
import { lazy } from "../../ui/lazy";
import { Sound } from "../../ui/media-elements";
import { usePage } from "../../ui/shell";
import { Announcements } from "./announcements";
import { ChatPanel } from "./chat/chat-panel";
import { NotesPanel } from "./notes/notes-panel";
import { PeoplePanel } from "./people-panel";
import { ProfilePanel } from "./profile-panel";
import { QualityLine } from "./quality-line";
import { QualityPanel } from "./quality-panel";
import { useMarkKey } from "./recording/mark-button";
import { RecordingSign } from "./recording/recording-sign";
import { ScoreStage, useSharedScore } from "./score/score-stage";
import { Stage } from "./stage";
import { LessonToolbar } from "./toolbar";
import { Strip } from "./tools/strip";

export type PanelName = "people" | "profile" | "quality" | "tools" | "chat" | "notes";

const ToolsPanel = lazy(async () => (await import("./tools/tools-panel")).ToolsPanel);

export function LessonPage({ session }: { session: LessonSession }) {
  const panel = useSignal<PanelName | null>(null);
  const blocked = useSignal(false);
  const { score } = session.tools;
  const title = useTitle(session);
  usePage("lesson", title);
  useKnockSound(session);
  useMarkKey(session);
  useWantedTool(session, panel);
  useSharedScore(session.table, score);
  useLayoutEffect(() => document.getElementById("lesson-title")?.focus(), []);

  return (
    <div
      class="room"
      data-panel={panel.value ?? "none"}
      data-layout={session.tools.layout.value}
      data-score={score.value}
    >
      <main class="room-parts">
        <h1 class="unseen" id="lesson-title" tabIndex={-1}>
          {title}
        </h1>
        <div class="room-main">
          {score.value && <ScoreStage table={session.table} open={score} />}
          <Stage session={session} />
          <Strip session={session} />
        </div>
        <div class="said">
          <RecordingSign session={session} />
          <Announcements session={session} blocked={blocked} />
        </div>
      </main>
      {panel.value && <SidePanel session={session} panel={panel} />}
      <footer class="room-foot">
        <QualityLine session={session} panel={panel} />
        <LessonToolbar session={session} panel={panel} score={score} />
      </footer>
      <FarSounds session={session} blocked={blocked} />
    </div>
  );
}

function useTitle(session: LessonSession): string {
  const names = farEnds(session.lesson.value).map(({ name }) => name);
  return names.length > 0 ? t("lesson.with", { names: names.join(", ") }) : t("lesson.alone");
}

/** One soft sound when somebody new stands at the door, not one for every roster. */
function useKnockSound(session: LessonSession): void {
  useEffect(() => {
    let before = 0;
    return session.lesson.subscribe((lesson) => {
      const now = knocking(lesson).length;
      if (now > before) void playKnock(session.devices.output.peek()).catch(() => {});
      before = now;
    });
  }, [session]);
}

/** A person who said yes to a tool sees it at once. */
function useWantedTool(session: LessonSession, panel: Signal<PanelName | null>): void {
  useEffect(
    () =>
      session.tools.wanted.subscribe((wanted) => {
        if (wanted > 0) panel.value = "tools";
      }),
    [session, panel],
  );
}

function SidePanel({ session, panel }: { session: LessonSession; panel: Signal<PanelName | null> }) {
  const close = () => {
    panel.value = null;
  };
  switch (panel.value) {
    case "people":
      return <PeoplePanel session={session} onClose={close} />;
    case "profile":
      return <ProfilePanel session={session} onClose={close} />;
    case "tools":
      return <ToolsPanel session={session} onClose={close} />;
    case "quality":
      return <QualityPanel session={session} onClose={close} />;
    case "chat":
      return <ChatPanel table={session.table} onClose={close} />;
    case "notes":
      return <NotesPanel session={session} onClose={close} />;
    default:
      return null;
  }
}

/** Sound has elements of its own: it must never wait for a picture, nor be seen. */
function FarSounds({ session, blocked }: { session: LessonSession; blocked: Signal<boolean> }) {
  return (
    <>
      {session.far.value.map(
        ({ participant, audio }) =>
          audio &&
          // What is measured, or played for the homework, must not be talked into.
          !session.measuring.running.value &&
          !session.devices.alone.value && (
            <Sound
              key={`${participant.id}-${blocked.value}`}
              track={audio}
              outputId={session.devices.output.value}
              onBlocked={() => {
                blocked.value = true;
              }}
            />
          ),
      )}
    </>
  );
}
