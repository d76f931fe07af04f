/** The stage: the far end's picture as large as there is room, one's own small in the corner. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isPresent } from "../../core/lesson-state";
import { t } from "../../i18n";
import type { FarEnd, LessonSession } from "../../session/lesson-session";
import { Icon, type IconName } from "../../ui/icons";
import { Picture } from "../../ui/media-elements";
import { Meter } from "../../ui/meter";
import { soundMarks } from "./sound-marks";

export function Stage({ session }: { session: LessonSession }) {
  const far = session.far.value;
  return (
    <div class="stage" data-people={far.length}>
      {far.length === 0 && <Empty session={session} />}
      {far.map((end) => (
        <FarTile key={end.participant.id} end={end} session={session} />
      ))}
      <SelfView session={session} />
    </div>
  );
}

function Empty({ session }: { session: LessonSession }) {
  const teacher = session.lesson.value.me?.role === "teacher";
  return (
    <div class="tile tile-empty">
      <div class="stage-word">
        <p class="stage-title">{teacher ? t("stage.nobody.teacher") : t("stage.nobody.pupil")}</p>
        <p>{teacher ? t("stage.nobody.teacher.text") : t("stage.nobody.pupil.text")}</p>
      </div>
    </div>
  );
}

function FarTile({ end, session }: { end: FarEnd; session: LessonSession }) {
  const { participant, video } = end;
  const resting = useSignal(false);
  const tile = useRef<HTMLDivElement>(null);
  const showsPicture = participant.camera !== false && video !== null && end.connected;
  useFigures(tile, session, participant.id);
  return (
    <div
      class="tile"
      ref={tile}
      data-testid="far-tile"
      data-connected={end.connected}
      data-participant={participant.id}
    >
      <Picture
        track={video}
        label={t("stage.picture", { name: participant.name })}
        hidden={!showsPicture}
        onDelay={(ms) => session.shownDelayMs.set(participant.id, ms)}
        onResting={(rests) => {
          resting.value = rests;
        }}
        testId="far-video"
      />
      {!showsPicture && <Placeholder end={end} />}
      {showsPicture && resting.value && <p class="stage-note">{t("stage.resting")}</p>}
      <div class="nameplate">
        <span>{participant.name}</span>
        {participant.microphone === false && <Mark icon="microphoneOff" text={t("stage.microphoneOff")} />}
        {soundMarks(session, participant).map((words) => (
          <Mark key={words} icon="warning" text={words} />
        ))}
        {end.companion && <Mark icon="speaker" text={t("stage.companion")} />}
        {end.audio && <Meter track={end.audio} label={t("stage.level", { name: participant.name })} thin />}
      </div>
    </div>
  );
}

function Mark({ icon, text }: { icon: IconName; text: string }) {
  return (
    <span class="mark-word small">
      <Icon name={icon} />
      {text}
    </span>
  );
}

function Placeholder({ end }: { end: FarEnd }) {
  const { participant, connected } = end;
  const initials = participant.name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? "")
    .join("");
  const why = connected
    ? t("stage.cameraOff")
    : isPresent(participant)
      ? t("stage.connecting")
      : t("stage.gone");
  return (
    <div class="stage-word">
      <span class="initials" aria-hidden="true">
        {initials}
      </span>
      <p class="stage-title">{participant.name}</p>
      <p data-testid="far-state">{why}</p>
    </div>
  );
}

/** Figures for whoever measures from outside, written to the video past all rendering. */
function useFigures(
  tile: { current: HTMLDivElement | null },
  session: LessonSession,
  participant: string,
): void {
  useEffect(
    () =>
      session.quality.subscribe((all) => {
        const quality = all.get(participant);
        const video = tile.current?.querySelector("video");
        if (!quality || !video) return;
        write(video, "pictureDelayMs", quality.pictureDelayMs);
        write(video, "mouthToEarMs", quality.mine?.mouthToEarMs ?? null);
        write(video, "rttMs", quality.rttMs);
      }),
    [session, participant],
  );
}

function write(element: HTMLElement, name: string, value: number | null): void {
  if (value === null) delete element.dataset[name];
  else element.dataset[name] = value.toFixed(1);
}

function SelfView({ session }: { session: LessonSession }) {
  const { camera, microphone } = session.devices;
  const muted = !session.microphoneOn.value || microphone.track.value === null;
  return (
    <aside class="self" aria-label={t("stage.self")}>
      {camera.track.value ? (
        <Picture track={camera.track.value} label={t("camera.own")} mirrored testId="own-picture" />
      ) : (
        <p class="preview-empty small">
          <Icon name="cameraOff" />
          <span>{t("toolbar.camera.off")}</span>
        </p>
      )}
      <div class="self-foot small">
        {session.devices.speaker.value && <Mark icon="speaker" text={t("mark.speaker")} />}
        {muted ? (
          <Mark icon="microphoneOff" text={t("toolbar.microphone.off")} />
        ) : (
          <Meter track={microphone.track.value} label={t("microphone.level")} thin testId="own-level" />
        )}
      </div>
    </aside>
  );
}
