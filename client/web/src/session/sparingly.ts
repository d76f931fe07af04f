/** Does something at most every so often, the newest wish winning, and the last one always. */
export class Sparingly {
  readonly #everyMs: number;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #next: (() => void) | null = null;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** At once if it has been quiet, else when the time has passed. */
  run(task: () => void): void {
    if (this.#timer !== null) {
      this.#next = task;
      return;
    }
    task();
    this.#timer = setTimeout(() => this.#due(), this.#everyMs);
  }

  /** Only after that long without another wish. */
  runLast(task: () => void): void {
    this.cancel();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      task();
    }, this.#everyMs);
  }

  cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#next = null;
  }

  #due(): void {
    this.#timer = null;
    const task = this.#next;
    this.#next = null;
    if (task) this.run(task);
  }
}
