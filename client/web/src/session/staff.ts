/** The API of people with accounts. The browser holds the cookie; no script can read it. */
import { signal } from "@preact/signals";
import type { Role } from "../protocol";
import { storage } from "./browser";
import type { StaffCard } from "./cards";
import { confirmed } from "./confirming";
import type { Warned } from "./timetable";

export const ROLES = [
  "teacher",
  "host",
  "guardian",
  "observer",
  "coordinator",
  "technician",
  "admin",
] as const;
export type AccountRole = (typeof ROLES)[number];

export interface Member {
  municipality: { id: string; name: string };
  person: string;
  name: string;
  roles: AccountRole[];
  /** Roles that a passkey would open. */
  kept_back: AccountRole[];
  /** From when the municipality asks this person for one. */
  passkeys_from: string | null;
}

export interface Me {
  email: string;
  sign_in: string;
  has_password: boolean;
  has_passkey: boolean;
  /** Signed in by a passkey, or by two factors elsewhere. */
  sure: boolean;
  members: Member[];
}

export interface Ways {
  oidc: string | null;
  mail: boolean;
}

export interface LinkInfo {
  purpose: "password" | "guardian" | "sign_in";
  email: string;
  municipality: string;
  pupils: string[];
}

export type LessonAction =
  | "see_lesson"
  | "enter_lesson"
  | "copy_invites"
  | "invite_to_lesson"
  | "revoke_invite"
  | "close_lesson";

export interface PlannedLesson {
  id: string;
  teacher: string;
  instrument: string;
  begins_at: string | null;
  minutes: number | null;
  state: "planned" | "open" | "over" | "closed";
  people: { invite: string; role: Role; name: string }[];
  hosts: string[];
  may: LessonAction[];
  /** Of one that was just planned: what its agreement does not say. */
  warnings: Warned[];
}

export interface SignIn {
  id: string;
  way: "password" | "passkey" | "oidc" | "oidc_mfa" | "link" | "handed";
  browser: string;
  seen_at: string;
  this_one: boolean;
}

export interface Person {
  id: string;
  name: string;
  minor: boolean;
  roles: AccountRole[];
  account: { id: string; email: string; identity: string | null } | null;
  guardians: { person: string; name: string; confirmed: boolean }[];
  card: StaffCard | null;
}

export interface Handed {
  account: string;
  mailed: boolean;
  url: string | null;
}

export interface Finding {
  check: string;
  verdict: "good" | "warning" | "bad";
  text: string;
  remedy: string;
  /** The same by its name, for another language; empty where an error speaks for itself. */
  said: string;
  values: Record<string, string>;
}

export type StaffProblem =
  | "unreachable"
  | "signed_out"
  | "refused"
  | "unconfirmed"
  | "passkey_first"
  | "recovery_first"
  | "too_fast"
  | "conflict"
  | "gone"
  | "invalid"
  | "failed";

const PROBLEMS: Record<number, StaffProblem> = {
  401: "signed_out",
  403: "refused",
  404: "gone",
  409: "conflict",
  422: "invalid",
  429: "too_fast",
};

/** Refusals that say more than their status. */
const CODED: readonly StaffProblem[] = ["passkey_first", "recovery_first"];
const CONFIRM = "confirm_first";

export class StaffError extends Error {
  readonly problem: StaffProblem;
  /** What the server said with it. */
  readonly said: unknown;

  constructor(problem: StaffProblem, options?: ErrorOptions & { said?: unknown }) {
    super(problem, options);
    this.problem = problem;
    this.said = options?.said;
  }
}

/** Who is signed in: undefined until the server has said, null for nobody. */
export const me = signal<Me | null | undefined>(undefined);

const CHOSEN = "klangbro.municipality";
const chosen = signal<string | null>(null);

/** Which of one's municipalities the pages are about. */
export function here(): Member | null {
  const wanted = chosen.value ?? storage("sessionStorage")?.getItem(CHOSEN);
  const members = me.value?.members ?? [];
  return members.find(({ municipality }) => municipality.id === wanted) ?? members[0] ?? null;
}

export function choose(municipality: string): void {
  storage("sessionStorage")?.setItem(CHOSEN, municipality);
  chosen.value = municipality;
}

export function isOne(...roles: AccountRole[]): boolean {
  return here()?.roles.some((role) => roles.includes(role)) ?? false;
}

const FILE = "application/octet-stream";

/** Asks the server; with `quietly`, a refused sign-in stays the caller's matter. */
export async function ask<T>(method: string, path: string, body?: unknown, quietly = false): Promise<T> {
  // Says that a page of ours asks: no other site can make a browser send it.
  const once = () => answer(method, path, body, { "Klangbro-Page": "1" });
  let response = await once();
  if (response.status === 403 && (await codeOf(response)) === CONFIRM) {
    if (!(await confirmed())) throw new StaffError("unconfirmed");
    response = await once();
  }
  if (response.status === 401 && !quietly) me.value = null;
  return read<T>(response);
}

/** The same by a key instead of a sign-in. */
export async function askByKey<T>(key: string, method: string, path: string, body?: unknown): Promise<T> {
  return read<T>(await answer(method, path, body, { Authorization: `Bearer ${key}` }));
}

async function answer(
  method: string,
  path: string,
  body: unknown,
  who: Record<string, string>,
): Promise<Response> {
  const file = body instanceof Blob;
  try {
    return await fetch(`/api${path}`, {
      method,
      // With a key no cookie goes: nobody is taken for two.
      credentials: "Authorization" in who ? "omit" : "same-origin",
      headers: {
        ...who,
        ...(body === undefined ? {} : { "Content-Type": file ? FILE : "application/json" }),
      },
      ...(body === undefined ? {} : { body: file ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
  } catch (cause) {
    throw new StaffError("unreachable", { cause });
  }
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) {
    const said: unknown = await response.json().catch(() => undefined);
    const coded = CODED.find((one) => one === codeIn(said));
    throw new StaffError(coded ?? PROBLEMS[response.status] ?? "failed", { said });
  }
  return (response.status === 204 ? undefined : await response.json().catch(() => undefined)) as T;
}

function codeIn(said: unknown): unknown {
  return (said as { error?: { code?: unknown } } | undefined)?.error?.code;
}

async function codeOf(response: Response): Promise<unknown> {
  return codeIn(
    await response
      .clone()
      .json()
      .catch(() => undefined),
  );
}

/** The same, of the municipality the pages are about. */
export function askHere<T>(method: string, path: string, body?: unknown): Promise<T> {
  return ask<T>(method, `/municipalities/${here()?.municipality.id ?? ""}${path}`, body);
}

export async function whoAmI(): Promise<void> {
  try {
    me.value = await ask<Me>("GET", "/session");
  } catch (cause) {
    // A server that does not answer is no reason to ask for a password.
    if (!(cause instanceof StaffError) || cause.problem !== "signed_out") throw cause;
    me.value = null;
  }
}

export async function signOut(): Promise<void> {
  await ask("DELETE", "/session");
  storage("sessionStorage")?.removeItem(CHOSEN);
  me.value = null;
}

export function problemOf(cause: unknown): StaffProblem {
  return cause instanceof StaffError ? cause.problem : "failed";
}
