/** Has this connection gone silent? Nobody else will say: ICE takes half a minute to notice. */
export class SilenceWatch {
  readonly #limitS: number;
  #heardS: number | null = null;
  #checkedS: number | null = null;

  constructor(limitS: number) {
    this.#limitS = limitS;
  }

  /** Something arrived: a beat, or RTP that the statistics count. */
  heard(nowS: number): void {
    this.#heardS = nowS;
  }

  get everHeard(): boolean {
    return this.#heardS !== null;
  }

  /** To be asked every quarter second or so. Not silent before the first sound. */
  silent(nowS: number): boolean {
    const sleptS = this.#checkedS === null ? 0 : nowS - this.#checkedS;
    this.#checkedS = nowS;
    if (this.#heardS === null) return false;
    // If we were not looking (a sleeping laptop, a frozen tab), the silence is ours: look anew from here.
    if (sleptS > this.#limitS / 2) this.#heardS = Math.max(this.#heardS, nowS);
    return nowS - this.#heardS > this.#limitS;
  }
}
