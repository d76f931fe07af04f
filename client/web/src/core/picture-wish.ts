/**
 * How many pictures a second this machine can take without its sound breaking.
 *
 * A browser decodes pictures on the same cores as its sound. When our own ticks come late, pictures are
 * dropped or sound is concealed though nothing was lost on the way, the picture is too much for us, and
 * the far end is asked for less in the beat's report.
 */
export interface MachineReading {
  /** Counters of all incoming pictures since the connection began. */
  framesReceived: number;
  framesDropped: number;
  /** Counters of the incoming sound. */
  concealedSamples: number;
  totalSamples: number;
  lostPackets: number;
  /** How late our own quarter-second tick came at worst since the last reading; 0 while nobody looks at the page. */
  tickLateS: number;
}

const WISHES: readonly (number | null)[] = [null, 15, 5, 1];
const LATE_S = 0.12;
const DROPPED_SHARE = 0.25;
const CONCEALED_SHARE = 0.01;
const BUSY_READINGS = 3;
const OF_READINGS = 5;
const SETTLES_S = 4;
const PATIENCE_S = 20;
const MOST_PATIENCE_S = 160;

export class PictureWish {
  #before: MachineReading | null = null;
  #level = 0;
  #changedS = Number.NEGATIVE_INFINITY;
  #busyS = 0;
  #patienceS = PATIENCE_S;
  #recent: boolean[] = [];

  /** Pictures a second to ask for; null: as many as there are. To be fed about twice a second. */
  feed(reading: MachineReading, nowS: number): number | null {
    const before = this.#before;
    this.#before = reading;
    if (!before || reading.totalSamples < before.totalSamples) return this.#wish();
    this.#recent = [...this.#recent, busy(before, reading)].slice(-OF_READINGS);
    const often = this.#recent.filter(Boolean).length >= BUSY_READINGS;
    if (this.#recent.at(-1)) this.#busyS = nowS;
    if (often && nowS - this.#changedS >= SETTLES_S && this.#level < WISHES.length - 1) this.#go(1, nowS);
    else if (this.#level > 0 && nowS - Math.max(this.#busyS, this.#changedS) >= this.#patienceS) {
      this.#patienceS = Math.min(MOST_PATIENCE_S, 2 * this.#patienceS);
      this.#go(-1, nowS);
    }
    return this.#wish();
  }

  #go(by: number, nowS: number): void {
    this.#level += by;
    this.#changedS = nowS;
    this.#recent = [];
  }

  #wish(): number | null {
    return WISHES[this.#level] ?? null;
  }
}

function busy(before: MachineReading, now: MachineReading): boolean {
  const frames = now.framesReceived - before.framesReceived;
  const dropped = now.framesDropped - before.framesDropped;
  const concealed = now.concealedSamples - before.concealedSamples;
  const lost = now.lostPackets - before.lostPackets;
  const share = concealed / Math.max(1, now.totalSamples - before.totalSamples);
  return (
    now.tickLateS > LATE_S ||
    (frames > 4 && dropped > DROPPED_SHARE * frames) ||
    (lost <= 0 && share > CONCEALED_SHARE)
  );
}
