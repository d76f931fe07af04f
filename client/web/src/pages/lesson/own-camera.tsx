/** A camera that does not open when its button is pressed; what was known at the door is not said again. */
import { effect, useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { Devices } from "../../media/devices";
import { ProblemNotice } from "../join/problem-notice";

export function OwnCamera({ devices }: { devices: Devices }) {
  const { problem, opening } = devices.camera;
  const read = useSignal(problem.peek());
  // At once, not with the next frame: a refusal may come before it.
  useLayoutEffect(
    () =>
      effect(() => {
        if (opening.value || problem.value === null) read.value = null;
      }),
    [devices],
  );
  if (problem.value === null || problem.value === read.value) return null;
  const close = () => {
    read.value = problem.peek();
  };
  return <ProblemNotice kind="camera" problem={problem.value} devices={devices} onClose={close} />;
}
