/** What must survive a reload of this tab: who we are to the room. What happened in it, the room tells again. */

export interface KeyValue {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface Memory {
  token: string;
  endpoint: string;
  resumeKey: string;
}

const KEY = "klangbro.room";

/** Session storage belongs to one tab; a browser that refuses it only loses the comfort of a resume. */
export class MemoryStore {
  readonly #storage: KeyValue | null;

  constructor(storage: KeyValue | null) {
    this.#storage = storage;
  }

  load(token: string): Memory | null {
    try {
      const memory = JSON.parse(this.#storage?.getItem(KEY) ?? "null") as Memory | null;
      return memory?.token === token ? memory : null;
    } catch {
      return null;
    }
  }

  save(memory: Memory): void {
    try {
      this.#storage?.setItem(KEY, JSON.stringify(memory));
    } catch {
      // Storage full or forbidden: the lesson goes on, only a reload would have to knock again.
    }
  }

  clear(): void {
    this.#storage?.removeItem(KEY);
  }
}
