/** Unix time, looked up anew every few seconds: minutes need no more. */
import { useEffect, useState } from "preact/hooks";
import { unixS } from "../../../session/browser";

export function useNow(everyMs = 2000): number {
  const [, look] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => look((looks) => looks + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return unixS();
}
