/** The server's HTTP API, as far as pages use it. */
import { parseInviteAddress, type Worthless, worthlessBy } from "../core/invite";
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

/** A code to read out, in two halves. */
export interface MadeCode {
  code: string;
  expires_at: string;
}

/** Somebody invited to the teacher's lesson. */
export interface Invited {
  id: string;
  name: string;
  role: Role;
}

/** How requests come to the server, and where media would go. */
export interface Reach {
  address: string | null;
  opened_by: string[];
  stun: string[];
  relays: string[];
}

export type ApiProblem = "unreachable" | "not_allowed" | "not_found" | "too_fast" | "invalid" | "failed";

export class ApiError extends Error {
  readonly problem: ApiProblem;
  /** The server's own word for it, where it came to say one. */
  readonly code: string | null;

  constructor(problem: ApiProblem, options?: ErrorOptions & { code?: string | null }) {
    super(problem, options);
    this.problem = problem;
    this.code = options?.code ?? null;
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
export async function readInvite(token: string): Promise<InviteInfo | Worthless | null> {
  try {
    const info: unknown = await (await ask("/api/invite", token, {})).json();
    const { teacher, instrument } = info as Partial<InviteInfo>;
    return typeof teacher === "string" ? { teacher, instrument: instrument ?? "" } : null;
  } catch (error) {
    return error instanceof ApiError ? worthlessBy(error.code) : null;
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

/** `bearer`: the host's key, or the token of the lesson's teacher. */
export async function makeCode(bearer: string, invite: string): Promise<MadeCode> {
  const response = await ask(`/api/invites/${encodeURIComponent(invite)}/code`, bearer, { method: "POST" });
  return (await response.json()) as MadeCode;
}

export async function listInvited(token: string): Promise<Invited[]> {
  const { invited } = (await (await ask("/api/lesson/invites", token, {})).json()) as { invited: Invited[] };
  return invited;
}

/** The token of the invite behind a typed code. It goes in the body, which no log keeps. */
export async function openCode(code: string): Promise<string> {
  const response = await ask("/api/code", null, { method: "POST", body: JSON.stringify({ code }) });
  return ((await response.json()) as { token: string }).token;
}

export async function readReach(): Promise<Reach> {
  return (await (await ask("/api/reach", null, { cache: "no-store" })).json()) as Reach;
}

/**
 * A lesson with the server's echo, to try the way of the sound; the token is its teacher's. A small
 * server may take long over its first echo.
 */
export async function startEcho(token: string): Promise<string | null> {
  const response = await ask("/api/echo", token, {
    method: "POST",
    body: JSON.stringify({ pause_ms: 0 }),
    signal: AbortSignal.timeout(40_000),
  });
  const { invites } = (await response.json()) as MadeLesson;
  return parseInviteAddress(invites[0]?.url ?? "")?.invite.token ?? null;
}

const PROBLEMS: Record<number, ApiProblem> = { 404: "not_found", 422: "invalid", 429: "too_fast" };

async function ask(path: string, bearer: string | null, init: RequestInit): Promise<Response> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  let response: Response;
  try {
    response = await fetch(path, { signal: AbortSignal.timeout(15_000), ...init, headers });
  } catch (cause) {
    throw new ApiError("unreachable", { cause });
  }
  if (response.ok) return response;
  const code = await codeOf(response);
  if (response.status === 401 || response.status === 403) throw new ApiError("not_allowed", { code });
  throw new ApiError(PROBLEMS[response.status] ?? "failed", { code });
}

async function codeOf(response: Response): Promise<string | null> {
  try {
    const { error } = (await response.json()) as { error?: { code?: unknown } };
    return typeof error?.code === "string" ? error.code : null;
  } catch {
    return null;
  }
}
