/** Lesson time: the teacher's clock (ADR 15), for all who are in the lesson. It never goes back; dsp/lesson_clock.py. */
import type { PeerClock } from "./peer-clock";

/** A correction is made by so much of the time that passes: 5 ms a second, unheard in a click. */
const SLEW = 5e-3;
/** More than that is not corrected by stealth: it is another time. */
const JUMP_S = 0.05;

export class LessonClock {
  readonly #ownS: number;
  #known = false;
  #anchorS = 0;
  /** Lesson time minus ours, at the anchor, once the rest is slewed away. */
  #offsetS: number;
  #rate = 0;
  #restS = 0;
  #boundS = 0;
  #unsure = 0;
  /** How often lesson time was another one than could be slewed to. */
  epoch = 0;

  /** `originS` is added to our clock while nobody leads but us. */
  constructor(originS: number) {
    this.#ownS = originS;
    this.#offsetS = originS;
  }

  /** Whether this end leads or follows a teacher; else its time is its own. */
  get known(): boolean {
    return this.#known;
  }

  /** How far it can be off, s, what is not yet slewed included; infinite while unknown. */
  boundS(localS: number): number {
    if (!this.#known) return Number.POSITIVE_INFINITY;
    return this.#boundS + this.#unsure * Math.abs(localS - this.#anchorS) + Math.abs(this.#left(localS));
  }

  /** Our clock is lesson time. */
  lead(nowS: number): void {
    this.#aim(this.#ownS, 0, nowS);
    this.#boundS = 0;
    this.#unsure = 0;
  }

  /** Takes over what is known of the teacher's clock by now; to be called whenever more is. */
  follow(peer: PeerClock, originS: number, nowS: number): void {
    const remoteS = peer.toRemote(nowS);
    if (remoteS === null) return;
    this.#aim(remoteS - nowS + originS, peer.skew, nowS);
    this.#boundS = peer.boundS(nowS) ?? 0;
    this.#unsure = Math.max(0, (peer.boundS(nowS + 1) ?? 0) - this.#boundS);
  }

  toLesson(localS: number): number {
    return localS + this.#offsetS + this.#rate * (localS - this.#anchorS) - this.#left(localS);
  }

  toLocal(lessonS: number): number {
    let localS = lessonS - this.#offsetS;
    // Each turn leaves 1/200 of the error.
    for (let turn = 0; turn < 6; turn += 1) localS += lessonS - this.toLesson(localS);
    return localS;
  }

  #aim(offsetS: number, rate: number, nowS: number): void {
    let restS = nowS + offsetS - this.toLesson(nowS);
    if (Math.abs(restS) > JUMP_S || !this.#known) {
      this.epoch += 1;
      restS = 0;
    }
    this.#known = true;
    this.#anchorS = nowS;
    this.#offsetS = offsetS;
    this.#rate = rate;
    this.#restS = restS;
  }

  /** What of the correction is still to come. */
  #left(localS: number): number {
    const goneS = SLEW * Math.max(0, localS - this.#anchorS);
    return Math.sign(this.#restS) * Math.max(0, Math.abs(this.#restS) - goneS);
  }
}
