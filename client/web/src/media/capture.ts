/** Opening a microphone or a camera, with the browser's reasons for a no turned into ours. */
import { refusedBy } from "../core/browser-words";
import type { Processing } from "../protocol";

export type CaptureProblem = "refused" | "system" | "absent" | "busy" | "insecure" | "failed";

/** Below this nobody knows themselves in their own picture. */
const LEAST_FPS = 5;

export class CaptureError extends Error {
  readonly problem: CaptureProblem;

  constructor(problem: CaptureProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

/**
 * Speech processing eats notes: all of it off, stereo and 48 kHz where the device has them. With a
 * loudspeaker the other end would hear itself; then, and only then, its echo is taken out.
 */
export function microphoneConstraints(deviceId: string | null, speaker = false): MediaTrackConstraints {
  return {
    ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
    echoCancellation: speaker,
    noiseSuppression: false,
    autoGainControl: false,
    channelCount: { ideal: 2 },
    sampleRate: { ideal: 48_000 },
  };
}

export function cameraConstraints(deviceId: string | null): MediaTrackConstraints {
  return {
    ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 30, max: 30 },
  };
}

/**
 * For a machine that cannot keep up: what a camera takes is drawn, scaled and encoded on the cores that
 * the sound needs, so fewer and smaller pictures are taken in the first place. Null: as many as it likes.
 */
export function sparedCamera(fps: number | null): MediaTrackConstraints {
  const { width, height, frameRate } = cameraConstraints(null);
  if (fps === null) return { width, height, frameRate } as MediaTrackConstraints;
  const least = Math.max(LEAST_FPS, fps);
  return { width: { ideal: 320 }, height: { ideal: 180 }, frameRate: { ideal: least, max: least } };
}

export async function openTrack(
  kind: "audio" | "video",
  deviceId: string | null,
  speaker = false,
): Promise<MediaStreamTrack> {
  if (!navigator.mediaDevices?.getUserMedia) throw new CaptureError("insecure");
  try {
    return await request(kind, deviceId, speaker);
  } catch (cause) {
    // The remembered device is not plugged in today: the system's choice will do.
    if (deviceId && problemOf(cause) === "absent") return openTrack(kind, null, speaker);
    throw new CaptureError(problemOf(cause), { cause });
  }
}

async function request(
  kind: "audio" | "video",
  deviceId: string | null,
  speaker: boolean,
): Promise<MediaStreamTrack> {
  const constraints =
    kind === "audio"
      ? { audio: microphoneConstraints(deviceId, speaker) }
      : { video: cameraConstraints(deviceId) };
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  const track = stream.getTracks()[0];
  if (!track) throw new CaptureError("absent");
  if (kind === "audio") track.contentHint = "music";
  return track;
}

export function problemOf(cause: unknown): CaptureProblem {
  if (cause instanceof CaptureError) return cause.problem;
  switch ((cause as { name?: unknown } | null)?.name) {
    case "NotAllowedError":
    case "SecurityError":
      return refusedBy(String((cause as { message?: unknown }).message)) === "system" ? "system" : "refused";
    case "NotFoundError":
    case "OverconstrainedError":
      return "absent";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}

const PROCESSING = {
  echoCancellation: "echo_cancellation",
  noiseSuppression: "noise_suppression",
  autoGainControl: "gain_control",
} as const;

/** Processing that is on, by what the browser reports, whether we asked for it or not. */
export function processingStillOn(settings: MediaTrackSettings): Processing[] {
  const names = Object.keys(PROCESSING) as (keyof typeof PROCESSING)[];
  return names.filter((name) => Boolean(settings[name])).map((name) => PROCESSING[name]);
}
