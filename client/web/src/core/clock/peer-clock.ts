/**
 * Where another end's monotonic clock stands, and how wrong that can be: four-timestamp exchanges (RFC 5905, 8),
 * the quickest packets of each way trusted. The law is dsp/clock.py's, held to it by vectors.json.
 */
import { type Corridor, corridor, type Point } from "./corridor";

const WINDOW_S = 240;
/** Of each such stretch only the quickest packet of each way is kept. */
const CELL_S = 2;
/** How far two crystals' rates stray within the window. */
const WANDER = 2e-6;
const CONTRADICTIONS_TO_FORGET = 3;
const REFIT_S = 1;
const MAX_RTT_S = 10;
/** What a stamp may be rounded by: browsers do so on purpose. */
const GRAIN_S = 100e-6;
const READY_AFTER = 4;
const QUEUE_KEPT_S = 30;

/** What the offset is at most, by a packet out, and at least, by one back. */
interface Cell {
  number: number;
  upper: Point;
  lower: Point;
}

export class PeerClock {
  #cells: Cell[] = [];
  #against: Cell[] = [];
  #rtts: { atS: number; rttS: number }[] = [];
  #anchorS = 0;
  #baseS = 0;
  #line: Corridor | null = null;
  #count = 0;
  /** How often a clock that jumped made all before it void. */
  epoch = 0;

  /** t0, t3 are ours (sent, answer here); t1, t2 theirs (arrived, answered). Impossible ones are dropped. */
  exchange(t0S: number, t1S: number, t2S: number, t3S: number): boolean {
    const rttS = t3S - t0S - (t2S - t1S);
    const possible = Number.isFinite(rttS) && rttS >= -GRAIN_S && rttS <= MAX_RTT_S;
    if (!possible || t3S < t0S || t2S < t1S) return false;
    this.#count += 1;
    this.#rtts = this.#rtts.filter(({ atS }) => atS > t3S - QUEUE_KEPT_S);
    this.#rtts.push({ atS: t3S, rttS: Math.max(0, rttS) });
    const one: Cell = { number: Math.floor(t3S / CELL_S), upper: [t0S, t1S - t0S], lower: [t3S, t2S - t3S] };
    if (this.#contradicts(one)) {
      this.#against.push(one);
      if (this.#against.length < CONTRADICTIONS_TO_FORGET) return true;
      this.#forget();
      for (const late of this.#against) this.#keep(late);
    } else this.#keep(one);
    this.#against = [];
    if (!this.#line || this.#tells(one, this.#line)) this.#fit(one);
    return true;
  }

  /** Whether enough was exchanged for figures to be shown. */
  get ready(): boolean {
    return this.#count >= READY_AFTER;
  }

  /** The network's round trip, s: the quickest of the last half minute. */
  get rttS(): number | null {
    return this.#rtts.length === 0 ? null : Math.min(...this.#rtts.map(({ rttS }) => rttS));
  }

  /** How much longer the quickest exchange of the last second took than the quickest of all: a standing queue, s. */
  queueS(nowS: number): number | null {
    const recent = this.#rtts.filter(({ atS }) => atS > nowS - 1.1).map(({ rttS }) => rttS);
    return this.rttS === null || recent.length < 2 ? null : Math.min(...recent) - this.rttS;
  }

  /** Theirs minus ours at the latest fit, s. */
  get offsetS(): number | null {
    return this.#line && this.#baseS + this.#line.offsetS;
  }

  /** How much faster theirs runs, s per s. */
  get skew(): number {
    return this.#line?.skew ?? 0;
  }

  /** How wrong a mapped time can be, s: no two parties can see how a round trip is shared. */
  boundS(atS: number): number | null {
    const line = this.#line;
    if (!line) return null;
    const bound = Math.max(line.highS - line.offsetS, line.offsetS - line.lowS);
    return bound + unsure(line) * Math.abs(atS - this.#anchorS);
  }

  toRemote(localS: number): number | null {
    const offsetS = this.offsetS;
    return offsetS === null ? null : localS + offsetS + this.skew * (localS - this.#anchorS);
  }

  toLocal(remoteS: number): number | null {
    const offsetS = this.offsetS;
    return offsetS === null ? null : this.#anchorS + (remoteS - this.#anchorS - offsetS) / (1 + this.skew);
  }

  /** How far a point lies from the line. */
  #off([atS, valueS]: Point, line: Corridor): number {
    return valueS - line.skew * (atS - this.#anchorS) - this.#baseS - line.offsetS;
  }

  /** Whether no line that was left satisfies this exchange too. */
  #contradicts({ upper, lower }: Cell): boolean {
    const line = this.#line;
    if (!line) return false;
    if (lower[0] < this.#anchorS - CELL_S) return true;
    const strayed = (atS: number) => GRAIN_S + unsure(line) * Math.abs(atS - this.#anchorS);
    return (
      this.#off(lower, line) > line.highS - line.offsetS + strayed(lower[0]) ||
      this.#off(upper, line) < line.lowS - line.offsetS - strayed(upper[0])
    );
  }

  /** Whether a fit could come out otherwise: it lies in the strip, or the last fit is old. */
  #tells({ upper, lower }: Cell, line: Corridor): boolean {
    const inside = this.#off(upper, line) < line.halfS || this.#off(lower, line) > -line.halfS;
    return inside || lower[0] - this.#anchorS >= REFIT_S;
  }

  #forget(): void {
    this.#cells = [];
    this.#line = null;
    this.epoch += 1;
  }

  #keep(one: Cell): void {
    const last = this.#cells.at(-1);
    const skew = this.skew;
    if (last?.number === one.number) {
      if (one.upper[1] - last.upper[1] <= skew * (one.upper[0] - last.upper[0])) last.upper = one.upper;
      if (one.lower[1] - last.lower[1] >= skew * (one.lower[0] - last.lower[0])) last.lower = one.lower;
    } else this.#cells.push({ ...one });
    const oldestS = one.lower[0] - WINDOW_S;
    while ((this.#cells[0]?.lower[0] ?? oldestS) < oldestS) this.#cells.shift();
  }

  /** A clock that was slewed meanwhile may fit no line; then what is oldest goes. */
  #fit(newest: Cell): void {
    const nowS = newest.lower[0];
    const prior = this.skew;
    const baseS = newest.upper[1];
    let line = this.#between(nowS, baseS, prior);
    while (!line) {
      this.#cells.splice(0, Math.max(1, Math.floor(this.#cells.length / 4)));
      // Alone it always fits.
      if (this.#cells.length === 0) this.#cells.push(newest);
      line = this.#between(nowS, baseS, prior);
    }
    this.#anchorS = nowS;
    this.#baseS = baseS;
    this.#line = line;
  }

  /** The older a packet, the more may its clock have strayed from any line. */
  #between(nowS: number, baseS: number, prior: number): Corridor | null {
    const move =
      (side: number) =>
      ([atS, valueS]: Point): Point => [
        atS - nowS,
        valueS - baseS + side * (GRAIN_S + WANDER * (nowS - atS)),
      ];
    return corridor(
      this.#cells.map(({ upper }) => move(1)(upper)),
      this.#cells.map(({ lower }) => move(-1)(lower)),
      prior,
    );
  }
}

/** How wrong the slope can be. */
function unsure(line: Corridor): number {
  return Math.max(line.skewHigh - line.skew, line.skew - line.skewLow) + WANDER;
}
