/** Something that may not work: one at a time, and a sentence where it did not. */
import { type Signal, useSignal } from "@preact/signals";
import { type PlainKey, t } from "../../i18n";
import { problemOf, type StaffProblem } from "../../session/staff";
import { Notice } from "../../ui/kit";

const PROBLEMS: Record<StaffProblem, PlainKey> = {
  unreachable: "staff.problem.unreachable",
  signed_out: "staff.problem.signedOut",
  refused: "staff.problem.refused",
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
  problem: Signal<StaffProblem | null>;
  /** Runs something that may fail; one at a time. */
  attempt: (task: () => Promise<void>) => Promise<void>;
}

export function useTrying(): Trying {
  const busy = useSignal(false);
  const problem = useSignal<StaffProblem | null>(null);
  const attempt = async (task: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await task();
    } catch (cause) {
      problem.value = problemOf(cause);
    } finally {
      busy.value = false;
    }
  };
  return { busy, problem, attempt };
}
