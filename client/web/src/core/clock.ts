/** Two monotonic clocks compared by four timestamps (RFC 5905, 8), the quickest exchange trusted most. */
interface Exchange {
  atS: number;
  rttS: number;
  offsetS: number;
}

const KEPT_S = 30;
/** Two crystals may drift apart by this much while we lean on an older exchange. */
const DRIFT = 100e-6;

export class PeerClock {
  #exchanges: Exchange[] = [];

  /** t0, t3 are ours (sent, answer here); t1, t2 theirs (arrived, answered). Impossible ones are dropped. */
  exchange(t0S: number, t1S: number, t2S: number, t3S: number): boolean {
    const rttS = t3S - t0S - (t2S - t1S);
    if (!(rttS >= 0) || t3S < t0S || t2S < t1S || !Number.isFinite(rttS)) return false;
    const offsetS = (t1S - t0S + (t2S - t3S)) / 2;
    this.#exchanges = this.#exchanges.filter(({ atS }) => atS > t3S - KEPT_S);
    this.#exchanges.push({ atS: t3S, rttS, offsetS });
    return true;
  }

  get ready(): boolean {
    return this.#exchanges.length >= 4;
  }

  /** The network's round trip, s: the quickest of the last half minute. */
  get rttS(): number | null {
    return this.#best()?.rttS ?? null;
  }

  /** How much longer the quickest exchange of the last second took than the quickest of all: a standing queue, s. */
  queueS(nowS: number): number | null {
    const recent = this.#exchanges.filter(({ atS }) => atS > nowS - 1.1).map(({ rttS }) => rttS);
    return this.rttS === null || recent.length < 2 ? null : Math.min(...recent) - this.rttS;
  }

  /** Theirs minus ours, s. */
  get offsetS(): number | null {
    return this.#best()?.offsetS ?? null;
  }

  /** How wrong the offset can be, s. Half the round trip: no two parties can see how it is shared. */
  boundS(nowS: number): number | null {
    const best = this.#best();
    return best && best.rttS / 2 + Math.max(0, nowS - best.atS) * DRIFT;
  }

  toRemote(localS: number): number | null {
    const best = this.#best();
    return best && localS + best.offsetS;
  }

  toLocal(remoteS: number): number | null {
    const best = this.#best();
    return best && remoteS - best.offsetS;
  }

  #best(): Exchange | null {
    let best: Exchange | null = null;
    for (const exchange of this.#exchanges) if (!best || exchange.rttS <= best.rttS) best = exchange;
    return best;
  }
}
