/** What is sensitive is done by whoever showed within the last minutes who they are: else the page asks. */
import { signal } from "@preact/signals";

/** Set while the page asks; called with whether it was shown. */
export const asking = signal<((shown: boolean) => void) | null>(null);

let waiting: Promise<boolean> | null = null;

/** Has the page ask who it is; several that need it at once wait for the same answer. */
export function confirmed(): Promise<boolean> {
  waiting ??= new Promise<boolean>((resolve) => {
    asking.value = (shown) => {
      asking.value = null;
      waiting = null;
      resolve(shown);
    };
  });
  return waiting;
}
