/** Unix time, anew every few seconds: minutes need no more. */
import { useEffect, useState } from "preact/hooks";
import { wallS } from "../../../session/browser";

export function useNow(everyMs = 2000): number {
  const [now, setNow] = useState(wallS());
  useEffect(() => {
    const timer = setInterval(() => setNow(wallS()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return Math.max(now, wallS() - everyMs / 1000);
}
