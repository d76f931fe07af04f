/** Tells the server how a lesson under an agreement goes at this end: what a failure came of is read off it. */
import { type CourseTold, LessonCourse, type Look } from "../core/lesson-course";
import type { Timers } from "../core/room-client";
import type { CaptureProblem } from "../media/capture";

export interface Devices {
  microphone: CaptureProblem | null;
  camera: CaptureProblem | null;
}

/** Whether more is to be told; null where it did not arrive. */
export type Tell = (told: CourseTold & Devices) => Promise<boolean | null>;

export interface CourseOptions {
  look: () => Look;
  devices: () => Devices;
  tell: Tell;
  timers: Timers;
}

const LOOK_S = 1;
/** A page that was here for so long was in the lesson. */
const FIRST_S = 10;
const EVERY_S = 60;

export class CourseTeller {
  readonly #with: CourseOptions;
  readonly #course = new LessonCourse();
  readonly #begunS: number;
  #stop: () => void = () => {};
  #dueS: number;
  #telling = false;
  #over = false;

  constructor(options: CourseOptions) {
    this.#with = options;
    this.#begunS = options.timers.now();
    this.#dueS = this.#begunS + FIRST_S;
    this.#wait();
  }

  /** The page goes: the last of it, if anything was told at all. */
  close(): void {
    if (this.#over) return;
    this.#look();
    if (this.#with.timers.now() - this.#begunS >= FIRST_S) void this.#say();
    this.#end();
  }

  #end(): void {
    this.#over = true;
    this.#stop();
  }

  #wait(): void {
    this.#stop = this.#with.timers.after(LOOK_S, () => {
      this.#look();
      if (this.#with.timers.now() >= this.#dueS) void this.#say();
      if (!this.#over) this.#wait();
    });
  }

  #look(): void {
    this.#course.feed(this.#with.look(), this.#with.timers.now());
  }

  async #say(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    this.#dueS = this.#with.timers.now() + EVERY_S;
    const told = this.#course.take();
    const more = await this.#with.tell({ ...told, ...this.#with.devices() });
    if (more === null) this.#course.giveBack(told);
    if (more === false) this.#end();
    this.#telling = false;
  }
}

/** By HTTP, with the invite in a header; also while the page is going. */
export function tellCourse(token: string): Tell {
  return async (told) => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const body = JSON.stringify(told);
    try {
      const answer = await fetch("/api/lesson/course", { method: "POST", headers, body, keepalive: true });
      // Who may not tell, or tells what is not understood, does so no better the next time.
      if (answer.status === 401 || answer.status === 422) return false;
      return answer.ok ? ((await answer.json()) as { kept: boolean }).kept : null;
    } catch {
      return null;
    }
  };
}
