/** Finds out what this network is good for: the web, words both ways, UDP, the sound's own way. */
import { differs, publicAddress, type Reached, trips } from "../core/reach";
import { type Reach, readReach, startEcho } from "./api";
import { nowS, openSocket } from "./browser";
import { EchoTrial } from "./echo-trial";

export type Step = "server" | "socket" | "udp" | "speed" | "sound";

export interface Outcome {
  reached: Reached;
  reach: Reach | null;
}

const NOTHING: Reached = {
  server: false,
  socket: false,
  media: "unknown",
  relayBy: null,
  udp: null,
  rttMs: null,
  spreadMs: null,
  lossPct: 0,
  downKbps: null,
  openedBy: [],
  webElsewhere: false,
};
const TRIPS = 12;
const ANSWER_S = 6;

/** Takes up to half a minute. Without an invite (`token`) there is no echo to try the sound with. */
export async function tryNetwork(token: string | null, onStep: (step: Step) => void): Promise<Outcome> {
  onStep("server");
  const reach = await readReach().catch(() => null);
  if (!reach) return { reached: NOTHING, reach };
  const web = trips(await webTripsMs());
  onStep("socket");
  const socket = await trySocket();
  onStep("udp");
  const { udp, address } = await tryUdp(reach.stun);
  onStep("speed");
  const downKbps = await measureKbps();
  const reached: Reached = {
    ...NOTHING,
    ...web,
    server: true,
    socket,
    udp,
    downKbps,
    openedBy: reach.opened_by,
    webElsewhere: differs(reach.address, address),
  };
  if (!token || !socket) return { reached, reach };
  onStep("sound");
  return { reached: { ...reached, ...(await trySound(token)) }, reach };
}

async function trySound(token: string): Promise<Partial<Reached>> {
  const echo = await startEcho(token).catch(() => null);
  // No room for an echo just now, or the invite is over: nothing is known, and nothing is blamed.
  if (!echo) return {};
  const { tripsMs, media, relayBy, lossPct } = await new EchoTrial(echo).run();
  return { media, relayBy, lossPct, ...(tripsMs.length > 0 ? trips(tripsMs) : {}) };
}

/** Round trips over a connection that stands already. The first ones made it stand, and are left out. */
export async function webTripsMs(): Promise<number[]> {
  const samples: number[] = [];
  for (let trip = 0; trip < TRIPS; trip += 1) {
    const startS = nowS();
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(4000) }).catch(
      () => null,
    );
    await answer?.text().catch(() => "");
    if (answer?.ok) samples.push(1000 * (nowS() - startS));
  }
  return samples.slice(2);
}

/** Says something the room cannot take and waits for its no: then words go both ways. */
function trySocket(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = openSocket();
    const done = (well: boolean) => {
      clearTimeout(timer);
      socket.onclose = null;
      socket.close();
      resolve(well);
    };
    const timer = setTimeout(() => done(false), ANSWER_S * 1000);
    socket.onopen = () => socket.send('{"type":"ack","seq":0}');
    socket.onmessage = () => done(true);
    socket.onclose = () => done(false);
  });
}

/** Whether anything answers over UDP; null: there is nobody to ask. */
export async function tryUdp(stun: string[]): Promise<{ udp: boolean | null; address: string | null }> {
  if (stun.length === 0) return { udp: null, address: null };
  const connection = new RTCPeerConnection({ iceServers: [{ urls: stun }] });
  try {
    connection.createDataChannel("try");
    const found = gather(connection);
    await connection.setLocalDescription(await connection.createOffer());
    return await found;
  } catch {
    return { udp: null, address: null };
  } finally {
    connection.close();
  }
}

function gather(connection: RTCPeerConnection): Promise<{ udp: boolean; address: string | null }> {
  return new Promise((resolve) => {
    let refused = 0;
    let own = false;
    setTimeout(() => resolve({ udp: false, address: null }), ANSWER_S * 1000);
    connection.onicecandidateerror = () => {
      refused += 1;
    };
    connection.onicecandidate = ({ candidate }) => {
      const address = candidate && publicAddress(candidate.candidate);
      own ||= / udp /i.test(candidate?.candidate ?? "");
      if (address) resolve({ udp: true, address });
      // Without translation on the way the answer equals our own address, and no candidate is made of it. Where
      // a browser's policy forbids UDP there is not even an own one (WebRtcIPHandling).
      else if (!candidate) resolve({ udp: own && refused === 0, address: null });
    };
  });
}

/** How quickly our own script comes once more; a rough figure, and good enough below a megabit. */
async function measureKbps(): Promise<number | null> {
  const script = document.querySelector<HTMLScriptElement>("script[src]")?.src;
  if (!script) return null;
  try {
    const startS = nowS();
    const answer = await fetch(script, { cache: "no-store", signal: AbortSignal.timeout(12_000) });
    const { byteLength } = await answer.arrayBuffer();
    return byteLength / 125 / Math.max(0.001, nowS() - startS);
  } catch (cause) {
    // The server did answer a moment ago: what does not come in twelve seconds is a very thin network.
    return (cause as { name?: string }).name === "TimeoutError" ? 0 : null;
  }
}
