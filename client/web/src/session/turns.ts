/** Which of this browser's tabs goes first: a lesson before everything that is sent after one. */

/** `after`: the end of a lesson is shown, where its person may still ask for all that lies here. */
export type Turn = "lesson" | "after";

const NAME = "klangbro.turn.";

/** Held until what it returns is called, or the tab is gone. */
export function hold(turn: Turn): () => void {
  let release = () => {};
  const until = new Promise<void>((done) => {
    release = done;
  });
  void navigator.locks?.request(NAME + turn, { mode: "shared" }, () => until).catch(() => {});
  return release;
}

export async function isHeld(...turns: readonly Turn[]): Promise<boolean> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some(({ name }) => turns.some((turn) => name === NAME + turn));
}
