/** The companion as this browser reaches it: sockets on loopback, a key that is kept, the browser's leave. */
import { signal } from "@preact/signals";
import {
  Companion,
  type CompanionProblem,
  type CompanionSocket,
  type CompanionStage,
  type Hand,
} from "../core/companion";
import { storage, timers } from "./browser";
import { inviteAddress } from "./invite-store";

const KEY = "klangbro.companion";
const UNWANTED = "klangbro.companion.off";
/** As browsers have named it, newest first (Local Network Access). */
const PERMISSIONS = ["loopback-network", "local-network-access"];

export class CompanionSide {
  readonly stage = signal<CompanionStage>("unknown");
  readonly problem = signal<CompanionProblem | null>(null);
  readonly #companion: Companion;

  constructor(
    token: string,
    muted: () => boolean,
    onHand: (hand: Hand) => void,
    arrives: () => Promise<void>,
  ) {
    const kept = storage("localStorage");
    this.#companion = new Companion({
      connect: openLoopback,
      loadKey: () => kept?.getItem(KEY) ?? null,
      saveKey: (key) => kept?.setItem(KEY, key),
      invite: () => inviteAddress(token),
      muted,
      after: timers.after,
      unixMs: Date.now,
      arrives,
      onHand,
      onStage: (stage, problem) => {
        this.stage.value = stage;
        this.problem.value = problem;
      },
    });
  }

  get carrying(): boolean {
    return this.stage.value === "carrying";
  }

  /** Who was paired before need not ask again; but the browser's question comes on a click alone. */
  async start(): Promise<void> {
    const kept = storage("localStorage");
    if (!kept?.getItem(KEY) || kept.getItem(UNWANTED)) return;
    if (await allowed()) this.#companion.look();
  }

  look(): void {
    this.#companion.look();
  }

  pair(): void {
    this.#companion.pair();
  }

  confirm(code: string): void {
    this.#companion.confirm(code);
  }

  carry(): void {
    storage("localStorage")?.removeItem(UNWANTED);
    this.#companion.carry();
  }

  release(): void {
    storage("localStorage")?.setItem(UNWANTED, "yes");
    this.#companion.release();
  }

  mute(muted: boolean): void {
    this.#companion.mute(muted);
  }

  close(): void {
    this.#companion.close();
  }
}

/** Whether loopback may be reached without a question to the person. */
async function allowed(): Promise<boolean> {
  // From this machine's own address there is nothing to ask.
  if (["localhost", "127.0.0.1", "[::1]"].includes(location.hostname)) return true;
  for (const name of PERMISSIONS) {
    try {
      const { state } = await navigator.permissions.query({ name: name as PermissionName });
      return state === "granted";
    } catch {
      // This browser does not know it by that name.
    }
  }
  return true;
}

function openLoopback(port: number): CompanionSocket {
  const socket: CompanionSocket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => {
      if (webSocket?.readyState === WebSocket.OPEN) webSocket.send(text);
    },
    close: () => webSocket?.close(),
  };
  const webSocket = open(port);
  if (!webSocket) {
    setTimeout(() => socket.onclose?.());
    return socket;
  }
  webSocket.onopen = () => socket.onopen?.();
  webSocket.onmessage = ({ data }) => {
    if (typeof data === "string") socket.onmessage?.(data);
  };
  webSocket.onclose = () => socket.onclose?.();
  return socket;
}

/** By its number: a name would count as mixed content, and some browsers refuse loopback altogether. */
function open(port: number): WebSocket | null {
  try {
    return new WebSocket(`ws://127.0.0.1:${port}/page`);
  } catch {
    return null;
  }
}
