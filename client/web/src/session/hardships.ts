/** Hard days, as this page notices them: each a signal that a sentence is made of while the lesson goes on. */
import { effect, signal } from "@preact/signals";
import { BatteryWatch, type Charge } from "../core/battery";
import type { Memory } from "../core/memory";
import { holdLesson, lessonKey } from "../core/one-tab";
import { SleepWatch } from "../core/sleep";
import type { Devices } from "../media/devices";
import { openTabs, unixS } from "./browser";
import { Plugs } from "./plugs";

interface Actions {
  onWake: () => void;
  /** Another tab takes the lesson: who we were to the room. */
  onTaken: () => Memory | null;
}

type Battery = Charge & EventTarget;

const LOOK_MS = 1000;
/** How long it is said that the computer slept. */
const SAID_S = 12;

export class Hardships {
  /** How long the computer slept, s, while that is fresh. */
  readonly slept = signal<number | null>(null);
  /** The battery's charge in percent, while it is low. */
  readonly battery = signal<number | null>(null);
  /** The browser says that there is no network at all. */
  readonly offline = signal(false);
  readonly plugs: Plugs;
  readonly #token: string;
  readonly #actions: Actions;
  readonly #sleep = new SleepWatch();
  readonly #stops: (() => void)[] = [];
  #saidUntilS = 0;

  constructor(token: string, devices: Devices, actions: Actions) {
    this.#token = token;
    this.#actions = actions;
    this.plugs = new Plugs(devices);
  }

  start(): void {
    const look = setInterval(() => this.#look(), LOOK_MS);
    const network = () => {
      this.offline.value = !navigator.onLine;
    };
    network();
    window.addEventListener("online", network);
    window.addEventListener("offline", network);
    this.#stops.push(
      () => clearInterval(look),
      () => window.removeEventListener("online", network),
      () => window.removeEventListener("offline", network),
      effect(() => this.plugs.follow()),
    );
    this.#holdTab();
    void this.#watchBattery();
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #look(): void {
    const nowS = unixS();
    const sleptS = this.#sleep.look(Date.now() / 1000, document.hidden);
    if (sleptS !== null) {
      this.slept.value = sleptS;
      this.#saidUntilS = nowS + SAID_S;
      this.#actions.onWake();
    } else if (this.slept.peek() !== null && nowS > this.#saidUntilS) this.slept.value = null;
  }

  #holdTab(): void {
    const channel = openTabs();
    if (!channel) return;
    const held = holdLesson(channel, lessonKey(this.#token), this.#actions.onTaken);
    this.#stops.push(() => held.release());
  }

  async #watchBattery(): Promise<void> {
    const { getBattery } = navigator as { getBattery?: () => Promise<Battery> };
    const battery = await getBattery?.call(navigator).catch(() => null);
    if (!battery) return;
    const watch = new BatteryWatch();
    const look = () => {
      this.battery.value = watch.look(battery);
    };
    look();
    for (const change of ["levelchange", "chargingchange"]) {
      battery.addEventListener(change, look);
      this.#stops.push(() => battery.removeEventListener(change, look));
    }
  }
}
