/** The reading links' HTTP API. Tokens go in a header, never in an address. */
import type { ReadingView } from "../core/reading";

export interface ReadingLink {
  id: string;
  participant: string;
  name: string;
  url: string;
  expires_at: string;
}

/** A pupil who was at the table, and the link that opens for them now. */
export interface Reader {
  participant: string;
  name: string;
  /** Whose papers lie on the table now. */
  here: boolean;
  reading: ReadingLink | null;
}

/** `refused`: this invite or link opens nothing here; `gone`: there is none. */
export type ReadingProblem = "refused" | "gone" | "unreachable";

export class ReadingError extends Error {
  readonly problem: ReadingProblem;

  constructor(problem: ReadingProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

const READINGS = "/api/lesson/readings";
const PATIENCE_MS = 15_000;
const FILE_PATIENCE_MS = 300_000;
/** What the next child's coming in may wait for the last one's copy. */
const KEEP_MS = 2_000;

export async function readers(invite: string): Promise<Reader[]> {
  return ((await (await ask(invite, READINGS, {})).json()) as { readers: Reader[] }).readers;
}

export async function giveReading(invite: string, participant: string): Promise<void> {
  await ask(invite, READINGS, { method: "POST", body: JSON.stringify({ participant }) });
}

export async function takeBackReading(invite: string, id: string): Promise<void> {
  await ask(invite, `${READINGS}/${id}`, { method: "DELETE" });
}

/** Copies the papers once more before the table is cleared; a slow network does not hold up the lesson. */
export async function keepReadings(invite: string): Promise<void> {
  await ask(invite, READINGS, { method: "PUT" }, KEEP_MS).catch(() => {});
}

/** The pupil's own link; null while the teacher has made none. Throws where it makes no sense to ask again. */
export async function ownReading(invite: string): Promise<ReadingLink | null> {
  try {
    return (await (await ask(invite, "/api/lesson/reading", {})).json()) as ReadingLink;
  } catch (cause) {
    if (cause instanceof ReadingError && cause.problem === "refused") throw cause;
    return null;
  }
}

export async function read(token: string): Promise<ReadingView> {
  return (await (await ask(token, "/api/reading", {})).json()) as ReadingView;
}

export async function readScore(token: string, score: string): Promise<Blob> {
  return (await ask(token, `/api/reading/scores/${score}`, {}, FILE_PATIENCE_MS)).blob();
}

async function ask(bearer: string, path: string, init: RequestInit, patienceMs = PATIENCE_MS) {
  const headers = { Authorization: `Bearer ${bearer}`, "Content-Type": "application/json" };
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, headers, signal: AbortSignal.timeout(patienceMs) });
  } catch (cause) {
    throw new ReadingError("unreachable", { cause });
  }
  if (answer.ok) return answer;
  if (answer.status === 401 || answer.status === 403) throw new ReadingError("refused");
  throw new ReadingError(answer.status === 404 ? "gone" : "unreachable");
}
