/** Demonstrations by HTTP. Tokens go in a header, never in an address. */
import type { Note } from "../protocol";

export type Demonstration = NonNullable<Note["demonstration"]>;

/** `gone`: not there any more; `refused`: not permitted; `full`: as many as a lesson holds. */
export type DemonstrationProblem = "unreachable" | "refused" | "full" | "gone" | "failed";

export class DemonstrationError extends Error {
  readonly problem: DemonstrationProblem;

  constructor(problem: DemonstrationProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

const PATH = "/api/lesson/demonstrations";
const PROBLEMS: Record<number, DemonstrationProblem> = { 403: "refused", 404: "gone", 409: "full" };
const PATIENCE_MS = 15_000;
/** A minute of sound over a village's uplink. */
const FILE_PATIENCE_MS = 300_000;

/** Whether this person permits that what they play is kept for practising. */
export async function mayDemonstrate(invite: string): Promise<boolean> {
  return ((await (await ask(invite, PATH)).json()) as { permitted: boolean }).permitted;
}

export async function uploadDemonstration(
  invite: string,
  sound: Blob,
): Promise<Pick<Demonstration, "id" | "seconds">> {
  return (await ask(invite, PATH, { method: "POST", body: sound }, FILE_PATIENCE_MS)).json();
}

export async function fetchDemonstration(invite: string, id: string): Promise<Blob> {
  return (await ask(invite, `${PATH}/${id}`, {}, FILE_PATIENCE_MS)).blob();
}

/** The same for the holder of a reading link. */
export async function readDemonstration(reading: string, id: string): Promise<Blob> {
  return (await ask(reading, `/api/reading/demonstrations/${id}`, {}, FILE_PATIENCE_MS)).blob();
}

async function ask(token: string, path: string, init: RequestInit = {}, patienceMs = PATIENCE_MS) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/octet-stream" };
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, headers, signal: AbortSignal.timeout(patienceMs) });
  } catch (cause) {
    throw new DemonstrationError("unreachable", { cause });
  }
  if (!answer.ok) throw new DemonstrationError(PROBLEMS[answer.status] ?? "failed");
  return answer;
}
