/** Recording an example: permission first, then the own microphone alone; heard before it is given. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { figure, type PlainKey, t } from "../../../i18n";
import { AudioThread } from "../../../media/tape/audio-thread";
import { Demonstrating } from "../../../session/demonstrating";
import type { Demonstration, DemonstrationProblem } from "../../../session/demonstrations";
import type { LessonSession } from "../../../session/lesson-session";
import { Button, Field } from "../../../ui/kit";

interface Props {
  session: LessonSession;
  /** What the line says: where the words for the deaf begin. */
  text: string;
  /** Null: nothing was made. */
  onDone: (made: Demonstration | null) => void;
}

const PROBLEMS: Record<DemonstrationProblem, PlainKey> = {
  unreachable: "clip.away",
  refused: "example.refused",
  full: "example.full",
  gone: "clip.away",
  failed: "example.failed",
};

export function ExampleMaker({ session, text, onDone }: Props) {
  const making = useMemo(() => demonstratingIn(session), [session]);
  const box = useRef<HTMLFieldSetElement>(null);
  const stage = making.stage.value;
  useEffect(() => {
    void making.ask();
    return () => making.close();
  }, [making]);
  // What one did is gone with its stage: the focus goes to what comes next.
  useLayoutEffect(() => box.current?.querySelector<HTMLElement>("audio, button")?.focus(), [stage]);
  const problem = making.problem.value;
  return (
    <fieldset
      ref={box}
      class="example-maker stack-tight"
      data-testid="example-maker"
      data-stage={stage}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDone(null);
      }}
    >
      <legend class="small">{t("example.record")}</legend>
      <Stage session={session} making={making} text={text} onDone={onDone} />
      <div class="row">
        <Button size="small" kind="plain" onClick={() => onDone(null)} testId="example-leave">
          {t("notes.leave")}
        </Button>
      </div>
      <p class="small" role="status">
        {problem && stage !== "refused" ? t(PROBLEMS[problem]) : ""}
      </p>
    </fieldset>
  );
}

function demonstratingIn({ table, devices, lesson }: LessonSession): Demonstrating {
  return new Demonstrating({
    token: table.token,
    participant: lesson.peek().me?.participant ?? "",
    track: devices.microphone.track,
    alone: devices.alone,
    listen: (track, channels, to) => new AudioThread(track, channels, to),
  });
}

function Stage({ session, making, text, onDone }: Props & { making: Demonstrating }) {
  switch (making.stage.value) {
    case "asking":
      if (!making.problem.value) return <p class="small">{t("example.asking")}</p>;
      return (
        <Button size="small" onClick={() => void making.ask()}>
          {t("tryAgain")}
        </Button>
      );
    case "refused":
      return <p class="small">{t("example.refused")}</p>;
    case "ready":
      return <Ready session={session} making={making} />;
    case "playing":
      return (
        <div class="row">
          <Button size="small" icon="stop" onClick={() => making.end()} testId="example-stop">
            {t("recording.stop.brief")}
          </Button>
          <span role="timer" class="small">
            {t("example.running", { seconds: figure(making.seconds.value) })}
          </span>
        </div>
      );
    case "sending":
      return (
        <p class="small" role="status">
          {t("example.sending")}
        </p>
      );
    default:
      return <Played making={making} text={text} onDone={onDone} />;
  }
}

/** Where no microphone of this page's own is on, or the companion plays the others, it cannot begin. */
function Ready({ session, making }: { session: LessonSession; making: Demonstrating }) {
  const silent = !session.microphoneOn.value || !session.devices.microphone.track.value;
  const lacking: PlainKey | null = session.companion.carrying
    ? "example.companion"
    : silent
      ? "example.microphone"
      : null;
  return (
    <>
      <p class="small">{t("example.hint")}</p>
      {lacking && <p class="small">{t(lacking)}</p>}
      <div class="row">
        <Button
          size="small"
          kind="primary"
          icon="record"
          disabled={lacking !== null}
          onClick={() => making.begin()}
          testId="example-start"
        >
          {t("example.start")}
        </Button>
      </div>
    </>
  );
}

function Played({ making, text, onDone }: Pick<Props, "text" | "onDone"> & { making: Demonstrating }) {
  const words = useSignal(text);
  const put = async () => {
    const made = await making.send(words.peek().trim() || text);
    if (made) onDone(made);
  };
  return (
    <form
      class="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        void put();
      }}
    >
      {/* biome-ignore lint/a11y/useMediaCaption: the words for it are asked for below */}
      <audio src={making.url.value} controls aria-label={t("example.own")} data-testid="example-own" />
      <Field
        label={t("example.words")}
        hint={t("example.words.hint")}
        name="example-words"
        value={words.value}
        onValue={(value) => {
          words.value = value;
        }}
        maxLength={200}
        testId="example-words"
      />
      <div class="row">
        <Button size="small" kind="primary" type="submit" testId="example-put">
          {t("example.put")}
        </Button>
        <Button size="small" onClick={() => making.begin()} testId="example-again">
          {t("example.again")}
        </Button>
      </div>
    </form>
  );
}
