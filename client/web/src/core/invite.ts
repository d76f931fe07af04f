/** Invites: `https://HOST/join#t=TOKEN&fp=SHA256`. The token stays in the fragment, which no server sees. */
import type { ErrorCode, Role } from "../protocol";

export interface Invite {
  token: string;
  /** Certificate fingerprint for native ends; a page cannot use it and lets the browser judge. */
  fingerprint: string | null;
}

/** What an invite says of itself. Not verified here: the server decides, this only greets by name. */
export interface InviteClaims {
  name: string | null;
  role: Role | null;
  expiresS: number | null;
}

/** Why an invite opens nothing any more, in the room's words. */
export type Worthless = Extract<
  ErrorCode,
  "token_expired" | "invite_revoked" | "lesson_unknown" | "token_invalid"
>;

const WORTHLESS: Readonly<Record<string, Worthless>> = {
  token_expired: "token_expired",
  invite_revoked: "invite_revoked",
  lesson_unknown: "lesson_unknown",
  // To the server's API a closed lesson is something that is not there, and a broken token a wrong key.
  not_found: "lesson_unknown",
  not_allowed: "token_invalid",
};

const MAX_TOKEN = 4096;
const TOKEN = /^[A-Za-z0-9_.~+/=-]+$/;

export function parseFragment(fragment: string): Invite | null {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const token = fields.get("t");
  if (!token || token.length > MAX_TOKEN || !TOKEN.test(token)) return null;
  const fingerprint = fields.get("fp")?.toLowerCase() ?? null;
  return { token, fingerprint: fingerprint && /^[0-9a-f]{64}$/.test(fingerprint) ? fingerprint : null };
}

/** A pasted invite address: the path to open on this or another server, or null if it is none. */
export function parseInviteAddress(text: string): { origin: string; path: string; invite: Invite } | null {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return null;
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  const invite = parseFragment(url.hash);
  if (!invite || !/^\/join\/?$/.test(url.pathname)) return null;
  return { origin: url.origin, path: `/join${url.hash}`, invite };
}

export function readClaims(token: string): InviteClaims {
  const { name, role, exp } = payloadOf(token);
  return {
    name: typeof name === "string" && name !== "" ? name : null,
    role: role === "teacher" || role === "pupil" || role === "observer" ? role : null,
    expiresS: typeof exp === "number" ? exp : null,
  };
}

/** Which lesson an invite opens. */
export function lessonOf(token: string): string | null {
  const { lesson } = payloadOf(token);
  return typeof lesson === "string" ? lesson : null;
}

function payloadOf(token: string): Record<string, unknown> {
  try {
    const payload = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(payload), (c) => c.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** By the code of the server's answer; null where that says nothing of the invite, as when it is too busy. */
export function worthlessBy(code: string | null): Worthless | null {
  return (code !== null && WORTHLESS[code]) || null;
}
