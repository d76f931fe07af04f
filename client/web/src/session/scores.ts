/** Score files: up to the server, and down for those in the lesson. The invite goes in a header, never in an address. */
import type { Score } from "../protocol";

export type ScoreProblem = "unreachable" | "large" | "kind" | "full" | "gone" | "failed";

export class ScoreError extends Error {
  readonly problem: ScoreProblem;

  constructor(problem: ScoreProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

const PATH = "/api/lesson/scores";
/** A school's slow line and twenty megabytes. */
const PATIENCE_MS = 300_000;
const PROBLEMS: Record<number, ScoreProblem> = { 404: "gone", 409: "full", 413: "large", 415: "kind" };
export const MAX_SCORE_BYTES = 20 * 1024 * 1024;

export async function uploadScore(token: string, file: File): Promise<Score> {
  // Said before a village network has carried it all for nothing.
  if (file.size > MAX_SCORE_BYTES) throw new ScoreError("large");
  const answer = await ask(token, PATH, { method: "POST", body: file });
  const { id, kind } = (await answer.json()) as Pick<Score, "id" | "kind">;
  return { id, kind, name: nameOf(file.name) };
}

export async function downloadScore(token: string, id: string): Promise<Blob> {
  return (await ask(token, `${PATH}/${id}`, {})).blob();
}

export async function deleteScore(token: string, id: string): Promise<void> {
  await ask(token, `${PATH}/${id}`, { method: "DELETE" });
}

export function nameOf(fileName: string): string {
  return (
    fileName
      .replace(/\.[A-Za-z0-9]{1,8}$/, "")
      .trim()
      .slice(0, 120) || "–"
  );
}

async function ask(token: string, path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      ...init,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/octet-stream" },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (cause) {
    throw new ScoreError("unreachable", { cause });
  }
  if (!answer.ok) throw new ScoreError(PROBLEMS[answer.status] ?? "failed");
  return answer;
}
