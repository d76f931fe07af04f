/** The server's HTTP API, as far as pages use it. */
import type { Role } from "../protocol";

export interface MadeInvite {
  id: string;
  role: Role;
  name: string;
  url: string;
  expires_at: string;
  revoked: boolean;
}

export interface MadeLesson {
  lesson: {
    id: string;
    teacher: string;
    instrument: string;
    created_at: string;
    begins_at?: string | null;
    echo: boolean;
  };
  invites: MadeInvite[];
}

export interface NewLesson {
  teacher: string;
  pupil: string;
  instrument: string;
}

/** What an invite opens, told to whoever holds it. */
export interface InviteInfo {
  teacher: string;
  instrument: string;
}

export type ApiProblem = "unreachable" | "not_allowed" | "invalid" | "failed";

export class ApiError extends Error {
  readonly problem: ApiProblem;

  constructor(problem: ApiProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

export async function createLesson(hostKey: string, lesson: NewLesson): Promise<MadeLesson> {
  const response = await ask("/api/lessons", hostKey, { method: "POST", body: JSON.stringify(lesson) });
  return (await response.json()) as MadeLesson;
}

/** The lessons that can be entered now. */
export async function listLessons(hostKey: string): Promise<MadeLesson[]> {
  const answer = await ask("/api/lessons", hostKey, {});
  return ((await answer.json()) as { lessons: MadeLesson[] }).lessons;
}

/** Null where the server does not tell: the greeting is then without the teacher's name. */
export async function readInvite(token: string): Promise<InviteInfo | null> {
  try {
    const info: unknown = await (await ask("/api/invite", token, {})).json();
    const { teacher, instrument } = info as Partial<InviteInfo>;
    return typeof teacher === "string" ? { teacher, instrument: instrument ?? "" } : null;
  } catch {
    return null;
  }
}

/** Whom to write to about this server; null where its operator has not said. */
export async function readContact(): Promise<string | null> {
  try {
    const about = (await (await fetch("/api/about")).json()) as { contact?: string | null };
    return about.contact || null;
  } catch {
    return null;
  }
}

async function ask(path: string, bearer: string, init: RequestInit): Promise<Response> {
  const headers = { Authorization: `Bearer ${bearer}`, "Content-Type": "application/json" };
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers, signal: AbortSignal.timeout(15_000) });
  } catch (cause) {
    throw new ApiError("unreachable", { cause });
  }
  if (response.ok) return response;
  if (response.status === 401 || response.status === 403) throw new ApiError("not_allowed");
  throw new ApiError(response.status === 422 ? "invalid" : "failed");
}
