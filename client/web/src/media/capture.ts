/** Opening a microphone or a camera, with the browser's reasons for a no turned into ours. */
export type CaptureProblem = "refused" | "absent" | "busy" | "insecure" | "failed";

export class CaptureError extends Error {
  readonly problem: CaptureProblem;

  constructor(problem: CaptureProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

/** Speech processing eats notes: all of it off, stereo and 48 kHz where the device has them. */
export function microphoneConstraints(deviceId: string | null): MediaTrackConstraints {
  return {
    ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
    echoCancellation: false,
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

export async function openTrack(kind: "audio" | "video", deviceId: string | null): Promise<MediaStreamTrack> {
  if (!navigator.mediaDevices?.getUserMedia) throw new CaptureError("insecure");
  try {
    return await request(kind, deviceId);
  } catch (cause) {
    // The remembered device is not plugged in today: the system's choice will do.
    if (deviceId && problemOf(cause) === "absent") return openTrack(kind, null);
    throw new CaptureError(problemOf(cause), { cause });
  }
}

async function request(kind: "audio" | "video", deviceId: string | null): Promise<MediaStreamTrack> {
  const constraints =
    kind === "audio" ? { audio: microphoneConstraints(deviceId) } : { video: cameraConstraints(deviceId) };
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
      return "refused";
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

/** Processing that is on although we asked for none, by what the browser reports. */
export function processingStillOn(settings: MediaTrackSettings): string[] {
  const names = ["echoCancellation", "noiseSuppression", "autoGainControl"] as const;
  return names.filter((name) => Boolean(settings[name]));
}
