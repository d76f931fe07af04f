/** The time that is left, by the room's clock. */
export interface TimerNews {
  ends_at_s: number | null;
  at_s: number;
}

/** A page's clock that is further off than this is not believed; a message that waited is not a wrong clock. */
const WRONG_CLOCK_S = 120;
/** Two clocks are never quite one: half an hour that was just set is thirty minutes, not thirty-one. */
const CLOCKS_APART_S = 1;
const SOON_S = 5 * 60;

export type TimerPhase = "none" | "running" | "soon" | "over";

export class LessonTimer {
  readonly #endsS: number | null;

  /** `nowS` is this page's unix time as the news came. */
  constructor(news: TimerNews, nowS: number) {
    const ahead = nowS - news.at_s;
    const correction = Math.abs(ahead) > WRONG_CLOCK_S ? ahead : 0;
    this.#endsS = news.ends_at_s === null ? null : news.ends_at_s + correction;
  }

  leftS(nowS: number): number | null {
    return this.#endsS === null ? null : this.#endsS - nowS;
  }

  /** Whole minutes that are left, the one that runs included; 0 once it is over. */
  minutes(nowS: number): number {
    return Math.max(0, Math.ceil(((this.leftS(nowS) ?? 0) - CLOCKS_APART_S) / 60));
  }

  phase(nowS: number): TimerPhase {
    const left = this.leftS(nowS);
    if (left === null) return "none";
    if (left <= 0) return "over";
    return left <= SOON_S ? "soon" : "running";
  }
}
