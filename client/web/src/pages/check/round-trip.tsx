/** For technicians: how long sound takes out of this browser and, by a cable, back into it. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { forget, type Kept, pairOf, recall, remember, type Way } from "../../core/round-trip/kept";
import type { Found } from "../../core/round-trip/law";
import { date, figure, type PlainKey, t } from "../../i18n";
import { Devices } from "../../media/devices";
import type { Trip } from "../../media/round-trip";
import { storage, unixS } from "../../session/browser";
import { keepingPlace } from "../../session/keeping-place";
import { Button, Notice, Select } from "../../ui/kit";
import { DeviceSelect } from "../join/device-select";
import { ProblemNotice } from "../join/problem-notice";
import { KeepTrip } from "./keep-trip";

const WAYS: readonly [Way, PlainKey][] = [
  ["cable", "trip.cable"],
  ["air", "trip.air"],
];
/** Nobody believes in 0.00 ms. */
const LEAST_MS = 0.01;
type Ended = Found | { name: "failed" };

export function RoundTrip() {
  const devices = useMemo(() => new Devices(storage("localStorage")), []);
  const way = useSignal<Way>("cable");
  const share = useSignal<number | null>(null);
  const ended = useSignal<Ended | null>(null);
  const kept = useSignal<Kept | null>(null);
  const label = useSignal("");
  const stopping = useRef<AbortController | null>(null);
  const pair = () => pairOf(devices.output.value, devices.chosen.value.audio);
  useEffect(() => {
    kept.value = recall(storage("localStorage"), pair());
    return () => {
      stopping.current?.abort();
      devices.close();
    };
  }, []);
  const start = async () => {
    if (share.value !== null) return;
    const stop = new AbortController();
    stopping.current = stop;
    ended.value = null;
    share.value = 0;
    try {
      const trip = await measured(devices, stop.signal, share);
      if (trip) {
        kept.value = keep(devices, trip, way.value) ?? kept.value;
        label.value = trip.label;
      }
      ended.value = trip?.found ?? null;
    } catch {
      ended.value = { name: "failed" };
    } finally {
      share.value = null;
      devices.microphone.close();
    }
  };
  const drop = () => {
    forget(storage("localStorage"), pair());
    kept.value = ended.value = null;
  };
  const problem = devices.microphone.problem.value;
  return (
    <details class="card for-it" data-testid="round-trip">
      <summary>{t("trip.title")}</summary>
      <div class="stack">
        <p class="small soft">{t("trip.lead")}</p>
        <DeviceSelect devices={devices} kind="output" label="device.output" />
        <DeviceSelect devices={devices} kind="audio" label="device.microphone" />
        <WayChoice way={way} />
        {share.value === null ? (
          <div>
            <Button onClick={start} testId="measure-trip">
              {t("trip.start")}
            </Button>
          </div>
        ) : (
          <Running share={share.value} onStop={() => stopping.current?.abort()} />
        )}
        {problem && <ProblemNotice kind="microphone" problem={problem} devices={devices} />}
        {ended.value && <Outcome ended={ended.value} />}
        {kept.value && <KeptTrip kept={kept.value} onForget={drop} />}
        {kept.value && keepingPlace.value && (
          <KeepTrip
            key={`${kept.value.atS} ${keepingPlace.value.id}`}
            kept={kept.value}
            label={label.value}
            place={keepingPlace.value}
          />
        )}
      </div>
    </details>
  );
}

/** Null: stopped, or there is no microphone, which is said in its own words. */
async function measured(
  devices: Devices,
  stopped: AbortSignal,
  share: Signal<number | null>,
): Promise<Trip | null> {
  await devices.openMicrophone();
  const track = devices.microphone.track.peek();
  if (!track || stopped.aborted) return null;
  const { measureRoundTrip } = await import("../../media/round-trip");
  return measureRoundTrip({
    microphoneId: track.getSettings().deviceId ?? null,
    outputId: devices.output.peek(),
    stopped,
    onShare: (now) => {
      share.value = now;
    },
  });
}

function keep(devices: Devices, { found, ...trip }: Trip, way: Way): Kept | null {
  if (found.name !== "heard") return null;
  const { ms, spreadMs, n } = found;
  const kept: Kept = { ms, spreadMs, n, way, outputMs: trip.outputMs, inputMs: trip.inputMs, atS: unixS() };
  const store = storage("localStorage");
  // Known by what was open, and by what is chosen, which may be the system's own choice.
  for (const id of new Set([trip.microphoneId, devices.chosen.peek().audio]))
    remember(store, pairOf(devices.output.peek(), id), kept);
  return kept;
}

function WayChoice({ way }: { way: Signal<Way> }) {
  return (
    <>
      <Select
        label={t("trip.way")}
        value={way.value}
        options={WAYS.map(([id, label]) => ({ id, label: t(label) }))}
        onValue={(id) => {
          way.value = id as Way;
        }}
        testId="trip-way"
      />
      {way.value === "air" && <p class="small soft">{t("trip.air.text")}</p>}
    </>
  );
}

function Running({ share, onStop }: { share: number; onStop: () => void }) {
  return (
    <>
      <p role="status" data-testid="trip-running">
        {t("trip.running")}
      </p>
      <progress class="progress" max={1} value={share} aria-label={t("trip.bar")} />
      <div>
        <Button onClick={onStop} testId="stop-trip">
          {t("trip.stop")}
        </Button>
      </div>
    </>
  );
}

function Outcome({ ended }: { ended: Ended }) {
  if (ended.name === "heard")
    return (
      <Notice tone="good" live title={t("trip.found", { ms: figure(ended.ms, 1) })} testId="trip-heard">
        <p>
          {t("trip.found.text", {
            n: ended.n,
            spread: figure(Math.max(LEAST_MS, ended.spreadMs), 2),
          })}
        </p>
      </Notice>
    );
  const [title, text] = said(ended);
  return (
    <Notice tone="warn" live title={title} testId={`trip-${ended.name}`}>
      <p>{text}</p>
    </Notice>
  );
}

function said(ended: Exclude<Ended, { name: "heard" }>): [string, string] {
  if (ended.name === "quiet") return [t("trip.quiet"), t("trip.quiet.text")];
  if (ended.name === "clipped") return [t("trip.clipped"), t("trip.clipped.text")];
  if (ended.name === "failed") return [t("trip.failed"), t("trip.failed.text")];
  return [t("trip.unsteady"), t("trip.unsteady.text", { ms: figure(ended.spreadMs, 1) })];
}

function KeptTrip({ kept, onForget }: { kept: Kept; onForget: () => void }) {
  const said = {
    ms: figure(kept.ms, 1),
    told: figure(kept.outputMs + kept.inputMs, 1),
    when: date(kept.atS),
  };
  return (
    <div class="row" data-testid="trip-kept">
      <span class="small">{t("trip.kept", said)}</span>
      <Button kind="plain" size="small" onClick={onForget} testId="forget-trip">
        {t("trip.forget")}
      </Button>
    </div>
  );
}
