/** What a network is good for, from what a page could find out about it. Pure: measuring is elsewhere. */

export interface Reached {
  /** The server answered over https. */
  server: boolean;
  /** Words went both ways over a WebSocket. */
  socket: boolean;
  /** How sound would go; `unknown`: nothing was there to try it with. */
  media: "direct" | "relay" | "none" | "unknown";
  /** By what the relay was reached. */
  relayBy: "udp" | "tcp" | "tls" | null;
  /** A STUN server answered over UDP; null where there was none to ask. */
  udp: boolean | null;
  /** Round trips to the server, ms: the middle one, and how far the slow ones (p95) lie above it. */
  rttMs: number | null;
  spreadMs: number | null;
  lossPct: number;
  downKbps: number | null;
  /** What had opened the encryption on the way and left its name. */
  openedBy: readonly string[];
  /** Web pages leave this network by another address than everything else does. */
  webElsewhere: boolean;
}

export type Verdict = "together" | "turns" | "no_udp" | "sound" | "web_only" | "blocked" | "offline";
export type Finding =
  | "no_socket"
  | "no_media"
  | "no_udp"
  | "relay"
  | "relay_tcp"
  | "opened"
  | "proxy"
  | "uneven"
  | "thin"
  | "echo_only";

/**
 * To hold a tempo together, two can be 25-30 ms apart, everything included (Chafe, Caceres and Gurevich
 * 2010). Half of this round trip is this end's share of the way; the other end and both machines add theirs.
 */
const TOGETHER_RTT_MS = 30;
const TOGETHER_SPREAD_MS = 10;
const UNEVEN_MS = 30;
const UNEVEN_LOSS_PCT = 2;
/** Sound takes about 200 kbit/s each way, a picture worth looking at 800 more. */
const PICTURE_KBPS = 1000;

export function findings(reached: Reached): Finding[] {
  const { media, relayBy, udp } = reached;
  const found: Finding[] = [];
  const add = (finding: Finding, holds: boolean) => {
    if (holds) found.push(finding);
  };
  if (!reached.server) return found;
  add("no_socket", !reached.socket);
  // The server's echo may stand behind a wall of its own: a network that lets UDP out is not to blame.
  add("echo_only", media === "none" && udp === true);
  add("no_media", media === "none" && udp !== true);
  add("no_udp", udp === false);
  add("relay", media === "relay" && relayBy === "udp");
  add("relay_tcp", media === "relay" && relayBy !== "udp");
  add("opened", reached.openedBy.length > 0);
  add("proxy", reached.webElsewhere);
  add("uneven", uneven(reached));
  add("thin", thin(reached));
  return found;
}

export function verdict(reached: Reached): Verdict {
  const { server, socket, media, udp, rttMs, spreadMs } = reached;
  if (!server) return "offline";
  if (!socket) return "blocked";
  if (media === "none" && udp !== true) return "blocked";
  if (media === "unknown" && udp === false) return "blocked";
  if (thin(reached)) return "sound";
  // It works, and as badly as a network that is not to blame: whoever looks after this one can mend it.
  if (media === "relay" && reached.relayBy !== "udp" && udp !== true) return "no_udp";
  if (media === "unknown" && udp === null) return "web_only";
  const quick = rttMs !== null && rttMs <= TOGETHER_RTT_MS && (spreadMs ?? 0) <= TOGETHER_SPREAD_MS;
  const straight = media !== "relay" || reached.relayBy === "udp";
  return quick && straight && !uneven(reached) ? "together" : "turns";
}

function uneven({ spreadMs, lossPct }: Reached): boolean {
  return (spreadMs ?? 0) > UNEVEN_MS || lossPct > UNEVEN_LOSS_PCT;
}

function thin({ downKbps }: Reached): boolean {
  return downKbps !== null && downKbps < PICTURE_KBPS;
}

export interface Trips {
  rttMs: number | null;
  spreadMs: number | null;
}

/** The middle of some round trips and how far the slow ones lie above it, ms. */
export function trips(samplesMs: readonly number[]): Trips {
  if (samplesMs.length === 0) return { rttMs: null, spreadMs: null };
  const sorted = [...samplesMs].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { rttMs: at(0.5), spreadMs: at(0.95) - at(0.5) };
}

/** The public address a candidate names, or null: private ones and `.local` names say nothing of the way out. */
export function publicAddress(candidate: string): string | null {
  const fields = candidate.split(" ");
  return fields[7] === "srflx" ? (fields[4] ?? null) : null;
}

/** Whether web traffic takes another door than the rest. Only like can be compared with like. */
export function differs(webAddress: string | null, udpAddress: string | null): boolean {
  if (!webAddress || !udpAddress) return false;
  const six = (address: string) => address.includes(":");
  return six(webAddress) === six(udpAddress) && webAddress !== udpAddress;
}
