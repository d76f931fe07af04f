/** How each far end is heard and seen: measured twice a second, told once a second. */
import { signal } from "@preact/signals";
import type { Connections } from "../core/connections";
import { QualityHistory } from "../core/history";
import type { Quality } from "../core/quality";
import type { Devices } from "../media/devices";
import type { ParticipantView } from "../protocol";
import { nowS } from "./browser";

const MEASURE_EVERY = 2;

export class QualityBook {
  readonly quality = signal<ReadonlyMap<string, Quality>>(new Map());
  readonly history = new QualityHistory();
  #ticks = 0;

  /** To be called with every beat; `shownDelayMs`: pictures as shown, ms late. */
  async tick(
    connections: Connections,
    devices: Devices,
    shownDelayMs: ReadonlyMap<string, number>,
    far: readonly { participant: ParticipantView }[],
  ): Promise<void> {
    this.#ticks += 1;
    const ticks = this.#ticks;
    if (ticks % MEASURE_EVERY !== 0) return;
    const links = connections.links;
    await Promise.all(
      links.map((link) => link.measure(shownDelayMs.get(link.participant) ?? null).catch(() => {})),
    );
    const fps = links.flatMap(({ machineFps }) => (machineFps === null ? [] : [machineFps]));
    devices.takeFewer(fps.length > 0 ? Math.min(...fps) : null);
    // Twice a second is enough to know, once a second enough to read.
    if (ticks % (2 * MEASURE_EVERY) !== 0) return;
    const quality = new Map<string, Quality>();
    for (const { participant } of links) {
      const link = connections.carrying(participant, "audio") ?? connections.carrying(participant, "video");
      if (link) quality.set(participant, link.quality());
    }
    this.history.add(quality, nowS());
    this.history.keepOnly(new Set(far.map(({ participant }) => participant.id)));
    this.quality.value = quality;
  }
}
