/** The protocol's types under the names the rest of the page uses, and the one parser of what arrives. */
import type * as wire from "./generated";

export type {
  Admission,
  Asked,
  ChatLine,
  ClientMessage,
  ConnectionOpen,
  Door,
  EndpointKind,
  EndpointView,
  ErrorCode,
  IceServer,
  LessonInfo,
  Loop,
  Mark,
  Measured,
  Media,
  Note,
  NoteView,
  Op,
  ParticipantView,
  PeerPointer,
  PeerTuner,
  Place,
  Recording,
  Role,
  Score,
  ScoreView,
  ServerMessage,
  Track,
  TrackFile,
  Welcome,
} from "./generated";

export const VERSION = 1;
export type ProfileName = wire.SetProfile["profile"];
export type ReadyWord = NonNullable<wire.SayWaiting["ready"]>;
export type Question = wire.Asked["question"];
export type Processing = NonNullable<wire.SetMedia["processing"]>[number];
export type DurableMessage = Extract<wire.ClientMessage, { seq?: number | null }>;
export type EphemeralMessage = Exclude<wire.ClientMessage, DurableMessage>;

type DurableType = Exclude<DurableMessage, { type: "ack" }>["type"];
const NUMBERED = [
  "description",
  "admit",
  "refuse",
  "remove",
  "say_waiting",
  "connection_state",
  "set_profile",
  "set_media",
  "take_sound",
  "chat",
  "leave",
  "set_metronome",
  "set_tone",
  "set_timer",
  "extend_timer",
  "mute",
  "set_gain",
  "ask",
  "answer",
  "next_pupil",
  "write_note",
  "remove_note",
  "add_score",
  "remove_score",
  "set_place",
  "set_score_rules",
  "draw",
  "erase",
  "undo",
  "set_track",
  "add_track",
  "remove_track",
  "set_recording",
  "place_mark",
  "set_taping",
] as const satisfies readonly DurableType[];
/** The compiler's word that none is missing: a durable message without its number is no message at all. */
const DURABLE: ReadonlySet<string> = new Set<string>(NUMBERED satisfies All<(typeof NUMBERED)[number]>);
type All<Listed> = [Exclude<DurableType, Listed>] extends [never] ? readonly string[] : never;

/** Durable messages are numbered and sent again until acknowledged; the others may vanish. */
export function isDurable(message: wire.ClientMessage): message is DurableMessage {
  return DURABLE.has(message.type);
}

/** A message of the room, or null for anything that is not one. The room is ours: depth is not checked. */
export function parseServerMessage(text: string): wire.ServerMessage | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    return typeof (value as { type?: unknown }).type === "string" ? (value as wire.ServerMessage) : null;
  } catch {
    return null;
  }
}
