/** The invite of this tab: out of the address at once, kept as long as the tab lives. */
import { parseFragment } from "../core/invite";
import { MemoryStore } from "../core/memory";
import { storage } from "./browser";

const TOKEN = "klangbro.invite";
/** Of the server's certificate, where the invite says it: for a companion, which has no browser to judge. */
const FINGERPRINT = "klangbro.fingerprint";
const ENTERED = "klangbro.entered";

/** Takes the token out of the address bar, where shoulders and screenshots would see it. */
export function takeInvite(): string | null {
  const session = storage("sessionStorage");
  const invite = parseFragment(location.hash);
  if (!invite) return session?.getItem(TOKEN) ?? null;
  if (session?.getItem(TOKEN) !== invite.token) session?.removeItem(ENTERED);
  session?.setItem(TOKEN, invite.token);
  if (invite.fingerprint) session?.setItem(FINGERPRINT, invite.fingerprint);
  else session?.removeItem(FINGERPRINT);
  history.replaceState(null, "", location.pathname);
  return invite.token;
}

/** The invite that this tab holds already, whatever its address says. */
export function heldInvite(): string | null {
  return storage("sessionStorage")?.getItem(TOKEN) ?? null;
}

/** The invite as an address again, for a companion of this page. */
export function inviteAddress(token: string): string {
  const fingerprint = storage("sessionStorage")?.getItem(FINGERPRINT);
  return `${location.origin}/join#t=${token}${fingerprint ? `&fp=${fingerprint}` : ""}`;
}

/** Another invite takes this one's place in the tab, and goes straight in: its holder has done the checks. */
export function goOnWith(token: string): void {
  storage("sessionStorage")?.setItem(TOKEN, token);
  setEntered(true);
}

/** Whether this tab was in the lesson already: a reloaded page goes straight back. */
export function hasEntered(): boolean {
  return storage("sessionStorage")?.getItem(ENTERED) === "yes";
}

export function setEntered(entered: boolean): void {
  const session = storage("sessionStorage");
  if (entered) session?.setItem(ENTERED, "yes");
  else session?.removeItem(ENTERED);
}

export function roomMemory(): MemoryStore {
  return new MemoryStore(storage("sessionStorage"));
}
