/** The few words of SDP we change: Opus as music, in stereo, in the shortest packets a page can make. */

export interface OpusWish {
  ptimeMs: number;
  bitrateBps: number;
}

/** A browser's media track encodes 10 ms at least; shorter packets from native ends it plays gladly. */
export const PAGE_OPUS: OpusWish = { ptimeMs: 10, bitrateBps: 256_000 };

/**
 * Rewrites the Opus parameters of every audio section.
 *
 * A sender obeys the *other* side's description (RFC 7587, 6.1), so this is applied to what we set
 * locally and to what we receive: either end alone gets both directions right.
 */
export function tuneOpus(sdp: string, wish: OpusWish = PAGE_OPUS): string {
  const newline = sdp.includes("\r\n") ? "\r\n" : "\n";
  const sections = sdp.split(/\r?\n(?=m=)/);
  return sections
    .map((section) => (section.startsWith("m=audio") ? tuneSection(section, wish) : section))
    .join(newline);
}

function tuneSection(section: string, wish: OpusWish): string {
  const newline = section.includes("\r\n") ? "\r\n" : "\n";
  const trailing = /\r?\n$/.test(section);
  const lines = section.split(/\r?\n/).filter((line) => line !== "" && !/^a=(max)?ptime:/.test(line));
  const payloads = lines.flatMap((line) => /^a=rtpmap:(\d+) opus\/48000/i.exec(line)?.[1] ?? []);
  for (const payload of payloads) {
    const prefix = `a=fmtp:${payload} `;
    const old = lines.findIndex((line) => line.startsWith(prefix));
    const parameters = `${prefix}${opusParameters(old < 0 ? "" : (lines[old] ?? "").slice(prefix.length), wish)}`;
    const at = lines.findIndex((line) => line.startsWith(`a=rtpmap:${payload} `));
    if (old < 0) lines.splice(at + 1, 0, parameters);
    else lines[old] = parameters;
  }
  if (payloads.length > 0) lines.push(`a=ptime:${wish.ptimeMs}`);
  return lines.join(newline) + (trailing ? newline : "");
}

function opusParameters(old: string, wish: OpusWish): string {
  const parameters = new Map<string, string>();
  for (const part of old.split(";")) {
    const [key, value] = part.trim().split("=");
    if (key) parameters.set(key, value ?? "");
  }
  const ours = {
    minptime: "3",
    stereo: "1",
    "sprop-stereo": "1",
    maxaveragebitrate: String(wish.bitrateBps),
    useinbandfec: "0",
    usedtx: "0",
    cbr: "0",
  };
  for (const [key, value] of Object.entries(ours)) parameters.set(key, value);
  return [...parameters].map(([key, value]) => (value === "" ? key : `${key}=${value}`)).join(";");
}
