/** What a page makes of the lesson's profile. The wire carries the name; this is the nearest a browser has. */
import type { ProfileName } from "../protocol";

export interface PageProfile {
  bitrateBps: number;
  ptimeMs: number;
  /** What the browser's jitter buffer is asked to hold at least; it adds what the network needs. */
  targetMs: number;
}

export const PROFILE_NAMES: readonly ProfileName[] = ["duet", "balanced", "listen", "studio"];

const PAGE: Record<ProfileName, PageProfile> = {
  duet: { bitrateBps: 128_000, ptimeMs: 10, targetMs: 0 },
  balanced: { bitrateBps: 160_000, ptimeMs: 10, targetMs: 0 },
  listen: { bitrateBps: 256_000, ptimeMs: 10, targetMs: 60 },
  studio: { bitrateBps: 256_000, ptimeMs: 10, targetMs: 0 },
};

export function pageProfile(name: ProfileName): PageProfile {
  return PAGE[name] ?? PAGE.balanced;
}
