/** What moves is drawn together and not more often than one sees: a frame costs the whole page, whatever moved in it. */

/** Twenty times a second is smooth for a bar; a waiting frame callback would have the browser make sixty. */
const EVERY_MS = 45;

type Step = (nowMs: number) => void;

const steps = new Set<Step>();
let due = false;

/** Calls `step` in an animation frame some twenty times a second until the returned function is called. */
export function often(step: Step): () => void {
  steps.add(step);
  next();
  return () => steps.delete(step);
}

function next(): void {
  if (due || steps.size === 0) return;
  due = true;
  setTimeout(
    () =>
      requestAnimationFrame((nowMs) => {
        due = false;
        for (const step of [...steps]) step(nowMs);
        next();
      }),
    EVERY_MS,
  );
}
