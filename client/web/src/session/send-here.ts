/** Sends what lies in this browser: at the end of a lesson, and at the next visit what was left over. */
import { RecordingApi } from "./recordings";
import { Sender } from "./sending";
import { openShelf } from "./shelf";
import { isHeld, type Turn } from "./turns";

/** It begins at once; null where nothing lies. `before`: what it waits for in other tabs. */
export async function sendHere(token: string | null, ...before: Turn[]): Promise<Sender | null> {
  const shelf = await openShelf();
  if (!shelf || (await shelf.all()).length === 0) return null;
  const aborting = new AbortController();
  const sender = new Sender({
    shelf,
    api: (each) => new RecordingApi(each, aborting.signal),
    abort: () => aborting.abort(),
    pause: (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds)),
    free: async () => !(await isHeld(...before)),
    token,
  });
  void sender.run();
  return sender;
}
