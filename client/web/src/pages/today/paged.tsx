/** A long list of lessons, a page of it at a time. */
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { askHere } from "../../session/staff";
import { Button } from "../../ui/kit";
import type { Trying } from "../sign-in/trying";

interface Page<T> {
  lessons: T[];
  next: { from_s: number; after: string } | null;
}

export interface Paged<T> {
  /** Null until they are read. */
  lessons: ReadonlySignal<T[] | null>;
  hasMore: boolean;
  /** Reads them anew, as many as are shown; of another time, its first page. */
  load: () => Promise<void>;
  more: () => Promise<void>;
}

/** Lessons of `[from, to)`, in seconds since 1970, at one of the municipality's addresses. */
export function usePaged<T>(trying: Trying, path: string, from: number, to: number): Paged<T> {
  const shown = useSignal<(Page<T> & { from: number }) | null>(null);
  const lessons = useSignal<T[] | null>(null);
  const ask = (fromS: number, after?: string) =>
    askHere<Page<T>>("GET", `${path}?from_s=${fromS}&to_s=${to}${after ? `&after=${after}` : ""}`);
  const take = (page: Page<T>) => {
    shown.value = { ...page, from };
    lessons.value = page.lessons;
  };
  const following = async (before: Page<T>): Promise<Page<T>> => {
    if (!before.next) return before;
    const page = await ask(before.next.from_s, before.next.after);
    return { lessons: [...before.lessons, ...page.lessons], next: page.next };
  };
  const load = () => {
    const wanted = shown.value?.from === from ? shown.value.lessons.length : 0;
    return trying.load(async () => {
      let page = await ask(from);
      while (page.next && page.lessons.length < wanted) page = await following(page);
      return page;
    }, take);
  };
  const more = () => {
    const before = shown.value;
    return before ? trying.load(() => following(before), take) : Promise.resolve();
  };
  return { lessons, hasMore: Boolean(shown.value?.next), load, more };
}

export function More<T>({ paged }: { paged: Paged<T> }) {
  if (!paged.hasMore) return null;
  return (
    <div class="row">
      <Button onClick={paged.more} testId="more">
        {t("list.more")}
      </Button>
    </div>
  );
}
