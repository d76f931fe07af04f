/** Asks a few times for what may come a little later; stops when it has come, or when asking is in vain. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const EVERY_MS = 5_000;
const TIMES = 24;

export function useLater<T>(ask: () => Promise<T | null>): Signal<T | null> {
  const found = useSignal<T | null>(null);
  useEffect(() => {
    let asked = 0;
    let timer = 0;
    let over = false;
    const look = async () => {
      asked += 1;
      const answer = await ask();
      if (over) return;
      if (answer) found.value = answer;
      else if (asked < TIMES) timer = window.setTimeout(again, EVERY_MS);
    };
    const again = () => void look().catch(() => {});
    again();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, []);
  return found;
}
