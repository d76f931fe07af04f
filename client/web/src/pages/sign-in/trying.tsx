/** Something that may not work, and a sentence where it did not: what a person does, one at a time, and what is read. */
import { type ReadonlySignal, type Signal, useComputed, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type PlainKey, t } from "../../i18n";
import { problemOf, type StaffProblem } from "../../session/staff";
import { Notice } from "../../ui/kit";

const PROBLEMS: Record<StaffProblem, PlainKey> = {
  unreachable: "staff.problem.unreachable",
  signed_out: "staff.problem.signedOut",
  refused: "staff.problem.refused",
  unconfirmed: "staff.problem.unconfirmed",
  passkey_first: "staff.problem.passkeyFirst",
  recovery_first: "staff.problem.recoveryFirst",
  too_fast: "staff.problem.tooFast",
  conflict: "staff.problem.conflict",
  gone: "staff.problem.gone",
  invalid: "staff.problem.invalid",
  failed: "staff.problem.failed",
};

export function Problem({ problem }: { problem: StaffProblem | null }) {
  if (!problem) return null;
  return <Notice tone="bad" live title={t(PROBLEMS[problem])} testId="problem" />;
}

export interface Trying {
  busy: Signal<boolean>;
  problem: ReadonlySignal<StaffProblem | null>;
  /** Does what a button says; a second press while it is being done does nothing. */
  attempt: (task: () => Promise<void>) => Promise<void>;
  /** Reads what the page shows. No button waits for it, and of several the last asked for is taken. */
  load: <T>(read: () => Promise<T>, take: (found: T) => void) => Promise<void>;
}

export function useTrying(): Trying {
  const busy = useSignal(false);
  const failed = useSignal<StaffProblem | null>(null);
  const unread = useSignal<StaffProblem | null>(null);
  const problem = useComputed(() => failed.value ?? unread.value);
  const attempt = async (task: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    failed.value = null;
    try {
      await task();
    } catch (cause) {
      failed.value = problemOf(cause);
    } finally {
      busy.value = false;
    }
  };
  const asked = useRef(0);
  const load = async <T,>(read: () => Promise<T>, take: (found: T) => void) => {
    asked.current += 1;
    const mine = asked.current;
    try {
      const found = await read();
      if (mine !== asked.current) return;
      unread.value = null;
      take(found);
    } catch (cause) {
      if (mine === asked.current) unread.value = problemOf(cause);
    }
  };
  return { busy, problem, attempt, load };
}
