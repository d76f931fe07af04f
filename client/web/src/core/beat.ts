/** The heartbeat of a connection: 250 ms, both ways, JSON over the unordered "beat" channel. */

import type { PictureWord } from "./picture-steps";

/** What one end hears of the other, told so that the other can show it. */
export interface Report {
  mouth_to_ear_ms: number | null;
  bound_ms: number | null;
  playout_ms: number | null;
  loss_pct: number;
  concealed_pct: number;
  picture_delay_ms: number | null;
  rtt_ms: number | null;
  /** No more pictures a second than this, please: this machine is busy. */
  picture_fps: number | null;
}

export interface Beat {
  v: 1;
  n: number;
  now: number;
  echo: { t0: number; t1: number; n: number } | null;
  audio: { ts: number; at: number } | null;
  wall: number | null;
  report: Report | null;
  /** How much picture this end sends now; null where it does not say. */
  picture: PictureWord | null;
  track: HeardTrack | null;
}

/**
 * The end that plays to the backing track: at its own time `at` it heard `place`, in samples at 48 kHz since the
 * track began. `ts` is the RTP time of what it captured then, null where it does not know.
 */
export interface HeardTrack {
  n: number;
  ts: number | null;
  at: number;
  place: number;
  round_trip_ms: number;
  measured: boolean;
}

const WORDS: readonly unknown[] = ["full", "smaller", "slow", "stills", "resting"] satisfies PictureWord[];

export const BEAT_S = 0.25;

/** A beat, or null for anything malformed. Unknown keys are ignored: newer ends may say more. */
export function parseBeat(text: string): Beat | null {
  if (text.length > 4096) return null;
  try {
    return readBeat(JSON.parse(text));
  } catch {
    return null;
  }
}

function readBeat(value: unknown): Beat | null {
  const beat = record(value);
  if (beat?.v !== 1 || !finite(beat.n) || !finite(beat.now)) return null;
  const echo = record(beat.echo);
  if (echo && !(finite(echo.t0) && finite(echo.t1) && finite(echo.n))) return null;
  const audio = record(beat.audio);
  if (audio && !(finite(audio.ts) && finite(audio.at))) return null;
  return {
    v: 1,
    n: beat.n,
    now: beat.now,
    echo: echo && { t0: echo.t0 as number, t1: echo.t1 as number, n: echo.n as number },
    audio: audio && { ts: audio.ts as number, at: audio.at as number },
    wall: finite(beat.wall) ? beat.wall : null,
    report: readReport(record(beat.report)),
    picture: WORDS.includes(beat.picture) ? (beat.picture as PictureWord) : null,
    track: readTrack(record(beat.track)),
  };
}

function readReport(report: Record<string, unknown> | null): Report | null {
  if (!report) return null;
  const maybe = (key: keyof Report) => (finite(report[key]) ? (report[key] as number) : null);
  return {
    mouth_to_ear_ms: maybe("mouth_to_ear_ms"),
    bound_ms: maybe("bound_ms"),
    playout_ms: maybe("playout_ms"),
    loss_pct: maybe("loss_pct") ?? 0,
    concealed_pct: maybe("concealed_pct") ?? 0,
    picture_delay_ms: maybe("picture_delay_ms"),
    rtt_ms: maybe("rtt_ms"),
    picture_fps: maybe("picture_fps"),
  };
}

function readTrack(track: Record<string, unknown> | null): HeardTrack | null {
  if (!track || !finite(track.n) || !finite(track.at) || !finite(track.place)) return null;
  return {
    n: track.n,
    ts: finite(track.ts) ? track.ts : null,
    at: track.at,
    place: track.place,
    round_trip_ms: finite(track.round_trip_ms) ? track.round_trip_ms : 0,
    measured: track.measured === true,
  };
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function finite(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
