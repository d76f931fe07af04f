/** A long list, a page of it at a time. */
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { askHere } from "../../session/staff";
import { Button } from "../../ui/kit";
import type { Trying } from "../sign-in/trying";

/** A page of rows, and what to ask with for the following one. */
interface Page<T, N> {
  rows: T[];
  next: N | null;
}

export interface Pages<T> {
  /** Null until they are read. */
  rows: ReadonlySignal<T[] | null>;
  hasMore: boolean;
  /** Reads them anew, as many as are shown; of another list, its first page. */
  load: () => Promise<void>;
  more: () => Promise<void>;
}

/** The rows of one list after the other; `list` says which, `ask` reads a page of it. */
export function usePages<T, N>(
  trying: Trying,
  list: string | number,
  ask: (next?: N) => Promise<Page<T, N>>,
): Pages<T> {
  const shown = useSignal<(Page<T, N> & { list: string | number }) | null>(null);
  const rows = useSignal<T[] | null>(null);
  const take = (page: Page<T, N>) => {
    shown.value = { ...page, list };
    rows.value = page.rows;
  };
  const following = async (before: Page<T, N>): Promise<Page<T, N>> => {
    if (!before.next) return before;
    const page = await ask(before.next);
    return { rows: [...before.rows, ...page.rows], next: page.next };
  };
  const load = () => {
    const wanted = shown.value?.list === list ? shown.value.rows.length : 0;
    return trying.load(async () => {
      let page = await ask();
      while (page.next && page.rows.length < wanted) page = await following(page);
      return page;
    }, take);
  };
  const more = () => {
    const before = shown.value;
    return before ? trying.load(() => following(before), take) : Promise.resolve();
  };
  return { rows, hasMore: Boolean(shown.value?.next), load, more };
}

export interface Paged<T> extends Omit<Pages<T>, "rows"> {
  lessons: ReadonlySignal<T[] | null>;
}

/** Lessons of `[from, to)`, in seconds since 1970, at one of the municipality's addresses. */
export function usePaged<T>(trying: Trying, path: string, from: number, to: number): Paged<T> {
  interface Next {
    from_s: number;
    after: string;
  }
  const { rows, ...paged } = usePages<T, Next>(trying, from, async (next) => {
    const asked = `?from_s=${next?.from_s ?? from}&to_s=${to}${next ? `&after=${next.after}` : ""}`;
    const page = await askHere<{ lessons: T[]; next: Next | null }>("GET", `${path}${asked}`);
    return { rows: page.lessons, next: page.next };
  });
  return { lessons: rows, ...paged };
}

export function More({ paged }: { paged: Pick<Pages<unknown>, "hasMore" | "more"> }) {
  if (!paged.hasMore) return null;
  return (
    <div class="row">
      <Button onClick={paged.more} testId="more">
        {t("list.more")}
      </Button>
    </div>
  );
}
