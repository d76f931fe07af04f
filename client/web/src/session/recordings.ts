/** The recordings' HTTP API. Tokens go in a header, never in an address. */

export interface MarkOut {
  n: number;
  /** Lesson time, which is nearly unix time. */
  at_s: number;
  text: string;
  /** Null until its clip is made, or where somebody has not permitted clips. */
  file: string | null;
}

export interface TakeOut {
  take: string;
  began_at: string;
  seconds: number;
  files: string[];
  /** Whether everybody permits clips. */
  clips: boolean;
  marks: MarkOut[];
}

export interface TakeList {
  takes: TakeOut[];
  running: string[];
}

export interface ClipOut {
  take: string;
  n: number;
  at_s: number;
  text: string;
}

export interface Manifest {
  bytes: number;
  sha256: string;
  chunks: string[];
  points: readonly (readonly [number, number, number])[];
}

export interface Have {
  chunks: number[];
  whole: boolean;
}

/** `gone`: nothing here for us, now or later. `wrong`: not what was announced, or not yet. */
export type RecordingProblem = "gone" | "wrong" | "unreachable";

export class RecordingError extends Error {
  readonly problem: RecordingProblem;

  constructor(problem: RecordingProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

export const CHUNK_BYTES = 1024 * 1024;
const PATH = "/api/lesson/recordings";
const PATIENCE_MS = 30_000;
/** A mebibyte over a village's uplink. */
const CHUNK_PATIENCE_MS = 120_000;

export class RecordingApi {
  readonly #token: string;
  readonly #stopped: AbortSignal | null;

  constructor(token: string, stopped: AbortSignal | null = null) {
    this.#token = token;
    this.#stopped = stopped;
  }

  async takes(): Promise<TakeList> {
    return (await (await this.#ask(PATH, {})).json()) as TakeList;
  }

  async announce(take: string, part: string, manifest: Manifest): Promise<Have> {
    const init = { method: "PUT", body: JSON.stringify(manifest) };
    return (await (await this.#ask(`${PATH}/${take}/${part}`, init, "application/json")).json()) as Have;
  }

  async put(take: string, part: string, chunk: number, body: Blob): Promise<void> {
    const type = "application/octet-stream";
    await this.#ask(`${PATH}/${take}/${part}/${chunk}`, { method: "PUT", body }, type, CHUNK_PATIENCE_MS);
  }

  async finish(take: string, part: string): Promise<Have> {
    return (await (await this.#ask(`${PATH}/${take}/${part}`, { method: "POST" })).json()) as Have;
  }

  /** Nothing of this take comes from here: nobody is to wait for it. */
  async nothing(take: string): Promise<void> {
    await this.#ask(`${PATH}/${take}/nothing`, { method: "POST" });
  }

  /** The clips that the holder of a reading link may hear. */
  async clips(): Promise<ClipOut[]> {
    return ((await (await this.#ask("/api/reading/clips", {})).json()) as { clips: ClipOut[] }).clips;
  }

  async readingClip({ take, n }: ClipOut): Promise<Blob> {
    return this.#blob(`/api/reading/clips/${take}/${n}`);
  }

  /** A clip, a stem or the mix. */
  async file(take: string, name: string): Promise<Blob> {
    return this.#blob(`${PATH}/${take}/${name}`);
  }

  async #blob(path: string): Promise<Blob> {
    return (await this.#ask(path, {}, undefined, CHUNK_PATIENCE_MS)).blob();
  }

  async #ask(path: string, init: RequestInit, type?: string, patienceMs = PATIENCE_MS): Promise<Response> {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.#token}` };
    if (type) headers["Content-Type"] = type;
    const patience = AbortSignal.timeout(patienceMs);
    const signal = this.#stopped ? AbortSignal.any([patience, this.#stopped]) : patience;
    let answer: Response;
    try {
      answer = await fetch(path, { ...init, headers, signal });
    } catch (cause) {
      throw new RecordingError("unreachable", { cause });
    }
    if (answer.ok) return answer;
    if ([401, 403, 404].includes(answer.status)) throw new RecordingError("gone");
    throw new RecordingError([409, 422].includes(answer.status) ? "wrong" : "unreachable");
  }
}
