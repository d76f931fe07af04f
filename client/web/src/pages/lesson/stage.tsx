/** The stage: the far end's picture as large as there is room, one's own small in the corner. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isPresent } from "../../core/lesson-state";
import type { PictureWord } from "../../core/picture-steps";
import { type PlainKey, t } from "../../i18n";
import type { FarEnd } from "../../session/far-end";
import type { LessonSession } from "../../session/lesson-session";
import { Icon, type IconName } from "../../ui/icons";
import { Picture } from "../../ui/media-elements";
import { Meter } from "../../ui/meter";
import { SecondCamera } from "./second-camera";
import { soundMarks } from "./sound-marks";

export function Stage({ session }: { session: LessonSession }) {
  const far = session.far.value;
  return (
    <div class="stage" data-people={far.length}>
      {far.length === 0 && <Empty session={session} />}
      {far.map((end) => (
        <FarTile key={end.participant.id} end={end} session={session} />
      ))}
      <OwnPictureNote session={session} />
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

/** Which of somebody's two pictures is the large one. */
type Large = "first" | "second";

function FarTile({ end, session }: { end: FarEnd; session: LessonSession }) {
  const { participant } = end;
  const large = useSignal<Large>("first");
  const tile = useRef<HTMLDivElement>(null);
  const first = participant.camera !== false && end.video !== null && end.connected;
  const second = participant.second_camera && end.second !== null && end.connected;
  useFigures(tile, session, participant.id);
  return (
    <div
      class="tile"
      ref={tile}
      data-testid="far-tile"
      data-connected={end.connected}
      data-participant={participant.id}
      data-large={second && (large.value === "second" || !first) ? "second" : "first"}
    >
      <FarPictures end={end} session={session} first={first} second={second} large={large} />
      {!first && !second && <Placeholder end={end} />}
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

interface FarPicturesProps {
  end: FarEnd;
  session: LessonSession;
  first: boolean;
  second: boolean;
  large: Signal<Large>;
}

/** One picture, or two: the small one is a button that makes it the large one. */
function FarPictures({ end, session, first, second, large }: FarPicturesProps) {
  const { participant, video } = end;
  const { name } = participant;
  const resting = useSignal(false);
  const gets = session.quality.value.get(participant.id)?.gets ?? "full";
  const word = resting.value && (gets === "full" || gets === "smaller") ? "resting" : gets;
  const swap = () => {
    large.value = large.value === "first" ? "second" : "first";
  };
  return (
    <>
      <Picture
        track={video}
        label={t("stage.picture", { name })}
        hidden={!first}
        onDelay={(ms) => session.shownDelayMs.set(participant.id, ms)}
        onResting={(rests) => {
          resting.value = rests;
        }}
        testId="far-video"
      />
      {second && (
        <div class="second">
          <Picture track={end.second} label={t("stage.second", { name })} testId="far-second" />
        </div>
      )}
      {first && second && (
        <button type="button" class="swap" onClick={swap} data-testid="swap-pictures">
          <span>{t(large.value === "first" ? "stage.enlarge.second" : "stage.enlarge.first")}</span>
        </button>
      )}
      <p class="stage-note" role="status" data-testid="picture-word" data-word={word}>
        {(first || second) && WORDS[word] ? t(WORDS[word]) : ""}
      </p>
    </>
  );
}

const WORDS: Partial<Record<PictureWord, PlainKey>> = {
  slow: "picture.slow",
  stills: "picture.stills",
  resting: "stage.resting",
};
const OWN_WORDS: Partial<Record<PictureWord, PlainKey>> = {
  slow: "picture.own.slow",
  stills: "picture.own.stills",
  resting: "picture.own.resting",
};

/** What the others get of one's own picture, where that is little. */
function OwnPictureNote({ session }: { session: LessonSession }) {
  const { camera, second } = session.devices;
  const shown = camera.track.value !== null || second.track.value !== null;
  const least = [...session.quality.value.values()]
    .map(({ sends }) => OWN_WORDS[sends])
    .find((key) => key !== undefined);
  return (
    <p class="stage-note stage-note-own small" role="status" data-testid="own-picture-word">
      {shown && least ? t(least) : ""}
    </p>
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
        write(video, "skewMs", quality.skewMs);
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
      {session.lesson.value.me?.role !== "observer" && <SecondCamera session={session} />}
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
