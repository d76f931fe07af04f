/** What an earlier lesson has left in this browser goes on its way at any visit, without a word. */
import { SHELF } from "../media/tape/words";

/** Until what it returns is called. `token`: the invite of this visit, whose own rest stays. */
export function sendLeftovers(token: string | null): () => void {
  let over = false;
  let stop = () => {};
  const begin = async () => {
    const root = await navigator.storage.getDirectory();
    await root.getDirectoryHandle(SHELF);
    const { sendHere } = await import("./send-here");
    const sender = over ? null : await sendHere(token, "lesson", "after");
    stop = () => sender?.stop();
    if (over) stop();
  };
  // Most browsers keep nothing, and some cannot.
  void Promise.resolve()
    .then(begin)
    .catch(() => {});
  return () => {
    over = true;
    stop();
  };
}
