/** Backing tracks on the server: up, made in a tempo and a key, and down. The invite goes in a header. */
import type { TrackFile } from "../protocol";
import { nameOf } from "./scores";

export type TrackProblem =
  | "unreachable"
  | "large"
  | "length"
  | "kind"
  | "full"
  | "gone"
  | "failed"
  | "undecodable";

export class TrackError extends Error {
  readonly problem: TrackProblem;

  constructor(problem: TrackProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

const PATH = "/api/lesson/tracks";
/** A school's slow line and sixty megabytes. */
const PATIENCE_MS = 600_000;
const PROBLEMS: Record<number, TrackProblem> = {
  404: "gone",
  409: "full",
  413: "large",
  415: "kind",
  422: "length",
};
export const MAX_TRACK_BYTES = 60 * 1024 * 1024;

export async function uploadTrack(token: string, file: File): Promise<TrackFile> {
  // Said before a village network has carried it all for nothing.
  if (file.size > MAX_TRACK_BYTES) throw new TrackError("large");
  const answer = await ask(token, PATH, { method: "POST", body: file });
  const { id, seconds } = (await answer.json()) as Pick<TrackFile, "id" | "seconds">;
  return { id, seconds, name: nameOf(file.name) };
}

export async function deleteTrack(token: string, id: string): Promise<void> {
  await ask(token, `${PATH}/${id}`, { method: "DELETE" });
}

/**
 * The sound of a track in a tempo and a key. `onDone` is told how much of it is made, 0-1. Who gives up by
 * `signal` lets go of it: the server does not make what nobody waits for.
 */
export async function fetchVariant(
  token: string,
  [id, tempoPercent, key]: readonly [string, number, number],
  onDone: (done: number) => void,
  signal: AbortSignal,
): Promise<ArrayBuffer> {
  const path = `${PATH}/${id}/${tempoPercent}/${key}`;
  try {
    for (let done = 0; done < 1; ) {
      // Each answer takes its time: the server holds it until there is something to say.
      const answer = await ask(token, path, { method: "PUT" }, signal);
      done = ((await answer.json()) as { done: number }).done;
      onDone(done);
    }
    return await (await ask(token, path, {}, signal)).arrayBuffer();
  } catch (cause) {
    if (signal.aborted) void ask(token, path, { method: "DELETE" }).catch(() => {});
    throw cause instanceof TrackError ? cause : new TrackError("unreachable", { cause });
  }
}

async function ask(token: string, path: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  let answer: Response;
  try {
    answer = await fetch(path, {
      ...init,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/octet-stream" },
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
  } catch (cause) {
    throw new TrackError("unreachable", { cause });
  }
  if (!answer.ok) throw new TrackError(PROBLEMS[answer.status] ?? "failed");
  return answer;
}
