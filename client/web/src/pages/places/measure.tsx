/** Measures a place from the page that is open there: progress, a way to stop, and what was found. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { figure, type PlainKey, t } from "../../i18n";
import { audioContext, browserOutputMs } from "../../media/audio-context";
import type { KeepingPlace } from "../../session/keeping-place";
import { type Ended, type Found, PlaceTrial, type Profile, type Way } from "../../session/place-trial";
import { Button, Notice } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";
import { WORDS } from "./words";

const NAMES: Record<Profile, PlainKey> = {
  duet: "profile.duet",
  balanced: "profile.balanced",
  listen: "profile.listen",
};

const BUSY = { page: "places.measure.busyPage", server: "places.measure.busyServer" } as const;

interface Output {
  ms: number;
  rate: number;
}

/** Begins by itself once the quick check, where there is one, has been through (`checks` counts). */
export function Measure({
  place: { name, ask },
  onDone,
  checks = 0,
}: {
  place: Pick<KeepingPlace, "name" | "ask">;
  onDone: () => void;
  checks?: number;
}) {
  const at = useSignal<{ profile: Profile | null; share: number } | null>(null);
  const ended = useSignal<Ended | null>(null);
  const output = useSignal<Output | null>(null);
  const stopping = useRef<AbortController | null>(null);
  const { problem, attempt } = useTrying();
  useEffect(() => () => stopping.current?.abort(), []);
  const start = () =>
    attempt(async () => {
      const stop = new AbortController();
      stopping.current = stop;
      ended.value = null;
      at.value = { profile: null, share: 0 };
      // What an output says of itself is known once it runs.
      const context = audioContext();
      try {
        ended.value = await new PlaceTrial(ask, stop.signal, (profile, share) => {
          at.value = { profile, share };
        }).run();
        output.value = { ms: browserOutputMs(), rate: context.sampleRate };
      } finally {
        at.value = null;
      }
      if (ended.value.name === "kept") onDone();
    });
  const checksBefore = useRef(checks);
  useEffect(() => {
    if (checks === checksBefore.current) return;
    checksBefore.current = checks;
    if (!at.peek()) void start();
  }, [checks]);
  const now = at.value;
  return (
    <div class="stack">
      {now ? (
        <>
          <p role="status" data-testid="measuring">
            {now.profile
              ? t("places.measure.profile", { profile: t(NAMES[now.profile]) })
              : t("places.measure.way")}
          </p>
          <progress class="progress" max={1} value={now.share} aria-label={t("places.measure.bar")} />
          <div>
            <Button onClick={() => stopping.current?.abort()} testId="stop-measuring">
              {t("places.measure.stop")}
            </Button>
          </div>
        </>
      ) : (
        <>
          <p class="small soft">{t("places.measure.lead")}</p>
          <div>
            <Button onClick={start} testId="measure-here">
              {t("places.measure")}
            </Button>
          </div>
        </>
      )}
      <Problem problem={problem.value} />
      {ended.value && <Outcome ended={ended.value} name={name} output={output.value} />}
    </div>
  );
}

function Outcome({ ended, name, output }: { ended: Ended; name: string; output: Output | null }) {
  if (ended.name === "stopped") return null;
  if (ended.name === "hidden")
    return <Notice tone="warn" live title={t("places.measure.hidden")} testId="measure-hidden" />;
  if (ended.name === "blocked")
    return (
      <Notice tone="bad" live title={t("places.measure.blocked")} testId="measure-blocked">
        <p>
          {t("places.measure.blocked.text", { ms: ended.webMs === null ? "–" : figure(ended.webMs) })}{" "}
          {t(ended.kept ? "places.measure.blocked.kept" : "places.measure.blocked.unkept")}{" "}
          <a href="/check">{t("network.link")}</a>
        </p>
      </Notice>
    );
  const kept = ended.found.some(({ word, busy }) => word && !busy);
  const title = kept ? t("places.measure.kept", { name }) : t("places.measure.nothing");
  return (
    <Notice tone={kept ? "good" : "warn"} live title={title} testId="measured">
      <ul class="found">
        {ended.found.map((one) => (
          <li key={one.profile}>
            <One found={one} />
          </li>
        ))}
        <li>
          {ended.relay === null
            ? t("places.measure.direct")
            : t("places.measure.relayed", { way: ended.relay.toUpperCase() })}
        </li>
        <li>{t("places.measure.own")}</li>
        {output && output.ms > 0 && (
          <li>{t("places.measure.audio", { ms: figure(output.ms), rate: figure(output.rate) })}</li>
        )}
      </ul>
    </Notice>
  );
}

function One({ found }: { found: Found }) {
  const profile = t(NAMES[found.profile]);
  const { word, worth_ms, rtt_ms, rtt_p95_ms, busy } = found;
  if (busy) return <>{t(BUSY[busy], { profile })}</>;
  return (
    <>
      {word && worth_ms !== null
        ? t("places.measure.result", { profile, word: t(WORDS[word]), ms: figure(worth_ms) })
        : t("places.measure.little", { profile })}
      {rtt_ms !== null && rtt_p95_ms !== null && (
        <p class="small soft">
          {t("network.trips", { ms: figure(rtt_ms, 1), spread: figure(rtt_p95_ms - rtt_ms, 1) })}
        </p>
      )}
      <p class="small soft">{t("places.measure.out", wayWords(found.out))}</p>
      <p class="small soft">{t("places.measure.in", wayWords(found.back))}</p>
    </>
  );
}

function wayWords({ variation_ms, lost_pct, reordered_pct }: Way) {
  return {
    uneven: variation_ms === null ? "–" : figure(variation_ms, 1),
    lost: figure(lost_pct, 1),
    late: figure(reordered_pct, 1),
  };
}
