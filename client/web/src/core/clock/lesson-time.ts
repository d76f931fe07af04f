/** Whose clock is lesson time, and what it shows here. */
import type { EndpointKind, ParticipantView } from "../../protocol";
import type { Me } from "../lesson-state";
import type { ClockTalk } from "./clock-talk";
import { LessonClock } from "./lesson-clock";
import { PeerClock } from "./peer-clock";

/** An end whose clock may be lesson time. */
export interface FarEndClock {
  participant: string;
  kind: EndpointKind;
  clockTalk: ClockTalk;
}

type Leader = Pick<FarEndClock, "participant" | "kind">;

/** The first teacher's page, or their companion where there is no page (ADR 15); null without a teacher. */
export function leaderOf(participants: readonly ParticipantView[]): Leader | null {
  for (const { id: participant, role, endpoints } of participants) {
    const kinds = endpoints.filter(({ admitted }) => admitted).map(({ kind }) => kind);
    if (role === "teacher" && kinds.length > 0)
      return { participant, kind: kinds.includes("page") ? "page" : "companion" };
  }
  return null;
}

export class LessonTime {
  readonly clock: LessonClock;
  /** What we add to our clock while it is lesson time; null while we follow. */
  originS: number | null = null;
  readonly #ownS: number;
  readonly #clocks = new Map<string, PeerClock>();

  /** `originS`: our unix time at our clock's zero, so that lesson time hardly moves when a teacher's page is reloaded. */
  constructor(originS: number) {
    this.#ownS = originS;
    this.clock = new LessonClock(originS);
  }

  /** A far end's clock, the same over every connection to it. */
  clockOf(participant: string, kind: EndpointKind): PeerClock {
    const key = `${participant} ${kind}`;
    const clock = this.#clocks.get(key) ?? new PeerClock();
    this.#clocks.set(key, clock);
    return clock;
  }

  /** Looks who leads, and follows; to be called a few times a second. */
  keep(
    me: Me | null,
    participants: readonly ParticipantView[],
    far: readonly FarEndClock[],
    nowS: number,
  ): void {
    const leader = leaderOf(participants);
    this.originS = null;
    if (!leader || !me) return;
    if (leader.participant === me.participant && leader.kind === "page") {
      this.originS = this.#ownS;
      this.clock.lead(nowS);
      return;
    }
    for (const { participant, kind, clockTalk } of far)
      if (participant === leader.participant && kind === leader.kind && clockTalk.originS !== null)
        this.clock.follow(clockTalk.clock, clockTalk.originS, nowS);
  }
}
