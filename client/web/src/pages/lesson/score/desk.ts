/** What this person has in hand at the score: which one, which page, how large, and with which tool. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Mark, Place } from "../../../protocol";
import { downloadScore, ScoreError, type ScoreProblem } from "../../../session/scores";
import type { Table } from "../../../session/table";
import type { SignName, Tool } from "./signs";
import { openSheet, type Sheet } from "./source";

export const ZOOMS = [1, 1.25, 1.5, 2, 3, 4];

export class Desk {
  readonly table: Table;
  readonly score: Signal<string | null>;
  readonly page = signal(1);
  readonly zoom = signal(1);
  /** What of the page is in the middle of the view, 0 to 1; written when somebody else moves us. */
  readonly centre = signal<{ x: number; y: number } | null>(null);
  readonly tool = signal<Tool>("point");
  readonly colour = signal<Mark["colour"]>("red");
  readonly sign = signal<SignName>("ring");
  readonly sheet = signal<Sheet | null>(null);
  readonly problem = signal<ScoreProblem | null>(null);
  readonly pages: ReadonlySignal<number>;
  #opened: string | null = null;
  #at = { x: 0.5, y: 0 };

  constructor(table: Table) {
    this.table = table;
    const { place, scores } = table.lesson.peek().papers;
    this.score = signal(place?.score ?? scores[0]?.score.id ?? null);
    this.pages = computed(() => this.sheet.value?.pages ?? 1);
    if (place) this.moveTo(place, true);
  }

  /** Somebody else turned: go there too. The size of the page is the teacher's to show. */
  moveTo(place: Place, withView: boolean): void {
    this.score.value = place.score;
    this.page.value = place.page;
    if (!withView) return;
    this.zoom.value = place.zoom;
    this.centre.value = { x: place.x, y: place.y };
  }

  choose(score: string): void {
    this.score.value = score;
    this.page.value = 1;
    this.#tell();
  }

  turn(by: number): void {
    const page = Math.min(this.pages.peek(), Math.max(1, this.page.peek() + by));
    if (page === this.page.peek()) return;
    this.page.value = page;
    this.centre.value = { x: 0.5, y: 0 };
    this.#tell();
  }

  zoomBy(steps: number): void {
    const now = ZOOMS.findLastIndex((zoom) => zoom <= this.zoom.peek());
    this.zoom.value = ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, now + steps))] ?? 1;
    this.looked(this.#at);
  }

  /** The view has moved; those who follow move along once it rests. */
  looked(centre: { x: number; y: number }): void {
    this.#at = centre;
    const place = this.#place(centre);
    const { follow } = this.table.lesson.peek().papers;
    if (place && follow && this.table.role.peek() === "teacher") this.table.look(place);
  }

  #tell(): void {
    const place = this.#place({ x: 0.5, y: 0 });
    if (place && this.table.lesson.peek().papers.follow && this.table.draws.peek()) this.table.turn(place);
  }

  #place(centre: { x: number; y: number }): Place | null {
    const score = this.score.peek();
    return score === null ? null : { score, page: this.page.peek(), zoom: this.zoom.peek(), ...centre };
  }

  /** Fetches the chosen score, once. */
  async open(id: string | null): Promise<void> {
    const known = this.table.lesson.peek().papers.scores.find(({ score }) => score.id === id)?.score;
    // One that is only on its way to the table is opened when it lies there.
    if (known?.id === this.#opened) return;
    this.#opened = known?.id ?? null;
    this.#drop();
    if (!known) return;
    this.problem.value = null;
    try {
      const sheet = await openSheet(known, await downloadScore(this.table.token, known.id));
      if (this.#opened !== id) sheet.close();
      else this.sheet.value = sheet;
    } catch (cause) {
      if (this.#opened !== id) return;
      this.problem.value = cause instanceof ScoreError ? cause.problem : "kind";
    }
  }

  async again(): Promise<void> {
    this.#opened = null;
    await this.open(this.score.peek());
  }

  close(): void {
    this.#opened = null;
    this.#drop();
  }

  #drop(): void {
    this.sheet.peek()?.close();
    this.sheet.value = null;
  }
}
