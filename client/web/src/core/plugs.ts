/** A device that was pulled out in the middle of a lesson: what took its place, and that it is back. */

export interface Plugged {
  label: string;
}

/** What to say: `now` null: nothing took its place. */
export type PlugNote = { what: "lost"; lost: string; now: string | null } | { what: "back"; now: string };

/** Chrome lists the system's choice twice: once by name, once with this before it. */
export function plainLabel(label: string): string {
  return label.replace(/^(Default|Standard|Oletus|Predefinito|Numatytasis) - /i, "");
}

/** Follows one kind of device. Nothing is said about a device that a person changed by hand. */
export class PlugWatch {
  #used: string | null = null;
  #lost: string | null = null;

  /** The device in use now, by its name; null: none. `byHand`: a person chose it. */
  uses(label: string | null, byHand = false): PlugNote | null {
    const now = label === null || label === "" ? null : plainLabel(label);
    const before = this.#used;
    if (now !== null) this.#used = now;
    if (byHand || now === null) {
      if (byHand) this.#lost = null;
      return null;
    }
    if (this.#lost === null || before === null) return null;
    if (now === before && now !== this.#lost) return null;
    if (now !== this.#lost) return { what: "lost", lost: this.#lost, now };
    this.#lost = null;
    return { what: "back", now };
  }

  /** The device in use has gone by itself. */
  gone(): PlugNote | null {
    if (this.#used === null) return null;
    // What took the place of a lost one may be lost as well: it is the first that is waited for.
    this.#lost ??= this.#used;
    return { what: "lost", lost: this.#used, now: null };
  }

  /** The lost device, if it is plugged in again; by its own entry rather than the system's choice. */
  back<P extends Plugged>(plugged: readonly P[]): P | null {
    const lost = this.#lost;
    return (lost !== null && plugged.findLast(({ label }) => plainLabel(label) === lost)) || null;
  }
}
