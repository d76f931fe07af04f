/** Reads a connection's counters for what they say of the picture: how much to send, how much to ask for. */
import { type PictureOrder, PictureSteps } from "./picture-steps";
import { PictureWish } from "./picture-wish";
import type { Outbound, StatsReading } from "./stats";

const TYPICAL_AUDIO_BPS = 210_000;
/** The far end's reports come about every second; loss is a share of at least so many packets. */
const LOSS_OVER_PACKETS = 80;

export interface Sides {
  queueS: number | null;
  /** What the far end asks for. */
  wishFps: number | null;
  /** How late our tick came at worst since the last reading, s. */
  tickLateS: number;
}

export class PictureWatch {
  readonly #steps = new PictureSteps();
  readonly #wish = new PictureWish();
  #before: { outbound: Outbound; atS: number } | null = null;
  #lossFrom: Outbound | null = null;
  #lossPct: number | null = null;
  /** What to ask of the far end. */
  wishFps: number | null = null;

  feed(reading: StatsReading, { queueS, wishFps, tickLateS }: Sides, nowS: number): PictureOrder {
    const { audio, video, outbound } = reading;
    if (audio)
      this.wishFps = this.#wish.feed(
        {
          framesReceived: video?.framesReceived ?? 0,
          framesDropped: video?.framesDropped ?? 0,
          concealedSamples: audio.concealedSamples,
          totalSamples: audio.totalSamples,
          lostPackets: audio.lost,
          tickLateS,
        },
        nowS,
      );
    const order = this.#steps.feed(
      {
        availableBps: outbound.availableBps,
        audioBps: this.#audioBps(outbound, nowS),
        queueMs: queueS === null ? null : queueS * 1000,
        lossPct: this.#loss(outbound),
        encoderBusy: outbound.encoderBusy,
        wishFps: fewer(wishFps, this.wishFps),
      },
      nowS,
    );
    this.#before = { outbound, atS: nowS };
    return order;
  }

  #audioBps(now: Outbound, nowS: number): number {
    const before = this.#before;
    if (!before || nowS <= before.atS || now.audioBytes <= before.outbound.audioBytes)
      return TYPICAL_AUDIO_BPS;
    return (8 * (now.audioBytes - before.outbound.audioBytes)) / (nowS - before.atS);
  }

  #loss(now: Outbound): number | null {
    this.#lossFrom ??= now;
    const packets = now.audioPackets - this.#lossFrom.audioPackets;
    if (packets < LOSS_OVER_PACKETS) return this.#lossPct;
    this.#lossPct = Math.max(0, (100 * (now.audioLost - this.#lossFrom.audioLost)) / packets);
    this.#lossFrom = now;
    return this.#lossPct;
  }
}

/** A machine that cannot keep up with what comes has no time to make as much of its own. */
function fewer(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
