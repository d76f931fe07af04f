/** The browser's side of what the core leans on: sockets, timers, clocks, storage. */
import type { TabChannel } from "../core/one-tab";
import type { Socket, Timers } from "../core/room-client";

export function openSocket(): Socket {
  const url = new URL("/ws", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const webSocket = new WebSocket(url);
  const socket: Socket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    get unsentBytes() {
      return webSocket.bufferedAmount;
    },
    send(text) {
      if (webSocket.readyState === WebSocket.OPEN) webSocket.send(text);
    },
    close: () => webSocket.close(),
  };
  webSocket.onopen = () => socket.onopen?.();
  webSocket.onmessage = ({ data }) => {
    if (typeof data === "string") socket.onmessage?.(data);
  };
  webSocket.onclose = () => socket.onclose?.();
  return socket;
}

/** Our monotonic clock, s. */
export function nowS(): number {
  return performance.now() / 1000;
}

/** Our unix time minus our monotonic clock, s. */
export function wallS(): number {
  return performance.timeOrigin / 1000;
}

/** Unix time, s. */
export function unixS(): number {
  return wallS() + nowS();
}

export const timers: Timers = {
  now: nowS,
  after(seconds, task) {
    const id = setTimeout(task, seconds * 1000);
    return () => clearTimeout(id);
  },
};

/** The way to other tabs of this browser; null where there is none. */
export function openTabs(): TabChannel | null {
  if (typeof BroadcastChannel !== "function") return null;
  const broadcast = new BroadcastChannel("klangbro.lesson");
  const channel: TabChannel = {
    onmessage: null,
    postMessage: (message) => broadcast.postMessage(message),
    close: () => broadcast.close(),
  };
  broadcast.onmessage = ({ data }) => channel.onmessage?.({ data });
  return channel;
}

/** Storage may be forbidden altogether (a strict browser, a locked-down school): then null. */
export function storage(kind: "localStorage" | "sessionStorage"): Storage | null {
  try {
    const store = window[kind];
    store.getItem("");
    return store;
  } catch {
    return null;
  }
}
