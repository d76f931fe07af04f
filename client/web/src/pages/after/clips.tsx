/** Marked moments to listen to and to keep: fetched when somebody asks for one, a few megabytes each. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t, time } from "../../i18n";
import { DemonstrationError } from "../../session/demonstrations";
import { RecordingApi, RecordingError } from "../../session/recordings";
import { Button } from "../../ui/kit";

export interface Clip {
  take: string;
  n: number;
  at_s: number;
  text: string;
}

interface ListProps {
  clips: readonly Clip[];
  fetchClip: (clip: Clip) => Promise<Blob>;
}

/** In the order in which they were played; the numbers are this list's, not a take's. */
export function ClipList({ clips, fetchClip }: ListProps) {
  return (
    <ul class="people" data-testid="clips">
      {clips.map((clip, index) => (
        <Row
          key={`${clip.take} ${clip.n}`}
          clip={clip}
          number={index + 1}
          fetchClip={() => fetchClip(clip)}
        />
      ))}
    </ul>
  );
}

interface RowProps {
  clip: Clip;
  number: number;
  fetchClip: () => Promise<Blob>;
}

function Row({ clip, number, fetchClip }: RowProps) {
  const title = t("clip.title", { number });
  return (
    <li class="person clip" data-testid="clip">
      <div class="grow">
        <p class="person-name">{title}</p>
        <p class="small soft">{[time(clip.at_s), clip.text].filter(Boolean).join(" · ")}</p>
      </div>
      <Listen
        title={title}
        which={t("clip.listen.which", { number })}
        fileName={`klangbro-${number}.flac`}
        fetchFile={fetchClip}
        testId="clip"
      />
    </li>
  );
}

interface ListenProps {
  /** What is heard, and what the button is called that begins it. */
  title: string;
  which: string;
  fileName: string;
  fetchFile: () => Promise<Blob>;
  testId: string;
}

/** A button that fetches a sound and becomes its player, with the focus where it was. */
export function Listen({ title, which, fileName, fetchFile, testId }: ListenProps) {
  const { url, said, open } = useFile(fetchFile);
  const player = useRef<HTMLAudioElement>(null);
  useLayoutEffect(() => {
    if (url.value) player.current?.focus();
  }, [url.value]);
  return (
    <>
      {url.value ? (
        <div class="row">
          {/* biome-ignore lint/a11y/useMediaCaption: it is somebody playing an instrument */}
          <audio
            ref={player}
            src={url.value}
            controls
            autoplay
            aria-label={title}
            data-testid={`${testId}-sound`}
          />
          <a class="button button-quiet button-small" href={url.value} download={fileName}>
            {t("clip.save")}
          </a>
        </div>
      ) : (
        <Button
          size="small"
          icon="play"
          onClick={() => void open()}
          aria-label={which}
          testId={`${testId}-listen`}
        >
          {t("clip.listen")}
        </Button>
      )}
      <p class="small" role="status">
        {said.value}
      </p>
    </>
  );
}

/** Fetches a file and hands it to the browser to keep. */
export function SaveButton({
  word,
  name,
  fetchFile,
}: {
  word: string;
  name: string;
  fetchFile: () => Promise<Blob>;
}) {
  const { url, said, open } = useFile(fetchFile);
  const link = useRef<HTMLAnchorElement>(null);
  useLayoutEffect(() => {
    if (url.value) link.current?.click();
  }, [url.value]);
  const save = () => (url.peek() ? link.current?.click() : void open());
  return (
    <div class="row">
      <Button size="small" icon="save" onClick={save}>
        {word}
      </Button>
      {url.value && (
        <a ref={link} hidden href={url.value} download={name}>
          {word}
        </a>
      )}
      <span class="small" role="status">
        {said.value}
      </span>
    </div>
  );
}

/** A file as an address of this page alone, from the moment it is asked for. */
function useFile(fetchFile: () => Promise<Blob>) {
  const url = useSignal("");
  const said = useSignal("");
  useEffect(
    () => () => {
      if (url.peek()) URL.revokeObjectURL(url.peek());
    },
    [],
  );
  const open = async () => {
    said.value = t("clip.fetching");
    try {
      url.value = URL.createObjectURL(await fetchFile());
      said.value = "";
    } catch (cause) {
      const known = cause instanceof RecordingError || cause instanceof DemonstrationError;
      const gone = known && cause.problem === "gone";
      said.value = t(gone ? "clip.gone" : "clip.away");
    }
  };
  return { url, said, open };
}

/** On the page that a pupil keeps. */
export function ReadClips({ token }: { token: string }) {
  const api = new RecordingApi(token);
  const clips = useSignal<readonly Clip[]>([]);
  useEffect(() => {
    void api
      .clips()
      .then((found) => {
        clips.value = found;
      })
      .catch(() => {});
  }, [token]);
  if (clips.value.length === 0) return null;
  return (
    <section class="card stack-tight no-print" aria-labelledby="read-clips" data-testid="read-clips">
      <h2 id="read-clips">{t("clips.title")}</h2>
      <ClipList clips={clips.value} fetchClip={(clip) => api.readingClip(clip)} />
    </section>
  );
}
