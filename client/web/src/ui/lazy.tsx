/** A part that is fetched when it is first shown. Until it is there, its place stays empty. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [, shown] = useState(loaded !== null);
    useEffect(() => {
      if (loaded) return;
      let gone = false;
      void load().then((part) => {
        loaded = part;
        if (!gone) shown(true);
      });
      return () => {
        gone = true;
      };
    }, []);
    const Part = loaded;
    return Part && <Part {...props} />;
  };
}
