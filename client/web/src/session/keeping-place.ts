/** For which place a page measures, and how it tells the server: by who is signed in, or by the place's own link. */
import { signal } from "@preact/signals";
import { storage } from "./browser";
import { askByKey, askHere } from "./staff";

/** Asks the server about the place; `path` goes on from the place's own address. */
export type AskPlace = <T>(method: string, path: string, body?: unknown) => Promise<T>;

export interface KeepingPlace {
  id: string;
  name: string;
  ask: AskPlace;
}

/** Chosen on this page; null: what is measured stays in this browser. */
export const keepingPlace = signal<KeepingPlace | null>(null);

const KEY = "klangbro.place";

export function ofMember(id: string, name: string): KeepingPlace {
  return { id, name, ask: (method, path, body) => askHere(method, `/places/${id}${path}`, body) };
}

/** Raises StaffError where the link opens nothing any more. */
export async function ofLink(key: string): Promise<KeepingPlace> {
  const ask: AskPlace = (method, path, body) => askByKey(key, method, `/readiness${path}`, body);
  const { name } = await ask<{ name: string }>("GET", "/here");
  return { id: "link", name, ask };
}

/** A place's key comes in the fragment, which no server sees, leaves the address bar, and lives as long as the tab. */
export function takePlaceKey(): string | null {
  const session = storage("sessionStorage");
  const key = location.pathname.startsWith("/place") && new URLSearchParams(location.hash.slice(1)).get("k");
  if (!key) return session?.getItem(KEY) ?? null;
  session?.setItem(KEY, key);
  history.replaceState(null, "", "/check");
  return key;
}

/** It opens nothing any more. */
export function dropPlaceKey(): void {
  storage("sessionStorage")?.removeItem(KEY);
}
