/** What was recorded: its way to the server, the clips once they are made, and what still lies here. */
import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { figure, t } from "../../i18n";
import { RecordingApi, type TakeList } from "../../session/recordings";
import { sendHere } from "../../session/send-here";
import type { Sender, SendView } from "../../session/sending";
import { hold } from "../../session/turns";
import { Button } from "../../ui/kit";
import { type Clip, ClipList, SaveButton } from "./clips";

const EVERY_MS = 2_500;
/** Two minutes and a half: by then the other's computer has sent its part, or it will not soon. */
const TIMES = 60;
const MIX = "mix.flac";

interface Props {
  token: string;
  /** Whether the long recording is offered beside the clips: to a teacher. */
  whole: boolean;
}

export function Recorded({ token, whole }: Props) {
  const api = useMemo(() => new RecordingApi(token), [token]);
  const sender = useSender(token);
  const takes = useTakes(api, sender);
  const marks = (takes.value?.takes ?? []).flatMap(({ take, marks, clips }) =>
    marks.map((mark) => ({ ...mark, take, permitted: clips })),
  );
  const clips = marks.filter(({ file }) => file !== null);
  const wholes = (takes.value?.takes ?? []).filter(({ files }) => whole && files.includes(MIX));
  const view = sender.value?.view.value;
  if (marks.length === 0 && wholes.length === 0 && (!view || view.phase === "none")) return null;
  return (
    <section class="card stack-tight" aria-labelledby="recorded-title" data-testid="recorded">
      <h2 id="recorded-title">{t("clips.title")}</h2>
      <ClipList clips={clips} fetchClip={({ take, n }: Clip) => api.file(take, `clip-${n}.flac`)} />
      <p class="small" role="status">
        {marks.some(({ permitted, file }) => permitted && file === null) && t("clips.making")}
        {marks.some(({ permitted }) => !permitted) && t("clips.notPermitted")}
      </p>
      {sender.value && <Way sender={sender.value} view={sender.value.view} />}
      {wholes.map(({ take }) => (
        <SaveButton
          key={take}
          word={t("clips.mix")}
          name={`klangbro-${MIX}`}
          fetchFile={() => api.file(take, MIX)}
        />
      ))}
      <p class="small soft">{t("clips.who")}</p>
    </section>
  );
}

/** Begins to send, and holds the place before what is left over from other lessons. */
function useSender(token: string): Signal<Sender | null> {
  const sender = useSignal<Sender | null>(null);
  useEffect(() => {
    const release = hold("after");
    let over = false;
    void sendHere(token, "lesson").then((started) => {
      sender.value = started;
      if (over) started?.stop();
    });
    return () => {
      over = true;
      sender.peek()?.stop();
      release();
    };
  }, [token]);
  return sender;
}

/** Asks again while clips are to be expected. */
function useTakes(api: RecordingApi, sender: ReadonlySignal<Sender | null>): Signal<TakeList | null> {
  const found = useSignal<TakeList | null>(null);
  useEffect(() => {
    let timer = 0;
    let over = false;
    const look = async (left: number) => {
      const told = await api.takes().catch(() => null);
      if (over) return;
      if (told) found.value = told;
      const phase = sender.peek()?.view.peek().phase;
      const busy = phase === "sending" || phase === "waiting";
      if (busy || (left > 0 && !isComplete(told)))
        timer = window.setTimeout(() => void look(busy ? TIMES : left - 1), EVERY_MS);
    };
    void look(TIMES);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [api]);
  return found;
}

/** Nothing more is going to be made. */
function isComplete(told: TakeList | null): boolean {
  if (!told || told.running.length > 0) return false;
  return told.takes.every(({ marks, clips }) => marks.every(({ file }) => file !== null || !clips));
}

function Way({ sender, view }: { sender: Sender; view: ReadonlySignal<SendView> }) {
  const { phase, moments, sent, bytes, wholeBytes } = view.value;
  switch (phase) {
    case "sending":
      return (
        <div class="stack-tight" data-testid="sending">
          <p id="sending-what">
            {moments > 0
              ? t("send.moments", { count: moments, size: megabytes(bytes) })
              : t("send.everything", { size: megabytes(bytes) })}
          </p>
          <progress class="send-progress" aria-labelledby="sending-what" max={bytes} value={sent} />
          <p class="small soft">{t("send.goesOn")}</p>
        </div>
      );
    case "waiting":
      return <p data-testid="send-waiting">{t("send.waiting")}</p>;
    case "rest":
      return (
        <div class="stack-tight" data-testid="send-rest">
          <p>{t("send.rest", { size: megabytes(wholeBytes) })}</p>
          <div class="row">
            <Button size="small" onClick={() => void sender.sendAll()} testId="send-all">
              {t("send.all", { size: megabytes(wholeBytes) })}
            </Button>
            <Button size="small" kind="danger" onClick={() => void sender.dropRest()} testId="drop-rest">
              {t("send.drop")}
            </Button>
          </div>
        </div>
      );
    case "done":
      return <p data-testid="send-done">{t("send.done")}</p>;
    default:
      return null;
  }
}

function megabytes(bytes: number): string {
  return `${figure(bytes / 1e6, bytes < 1e7 ? 1 : 0)} MB`;
}
