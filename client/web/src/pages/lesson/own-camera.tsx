/** A camera that does not open when its button is pressed; what was known at the door is not said again. */
import { useSignal, useSignalEffect } from "@preact/signals";
import type { Devices } from "../../media/devices";
import { ProblemNotice } from "../join/problem-notice";

export function OwnCamera({ devices }: { devices: Devices }) {
  const { problem, opening } = devices.camera;
  const read = useSignal(problem.peek());
  useSignalEffect(() => {
    if (problem.value === null || opening.value) read.value = null;
  });
  if (problem.value === null || problem.value === read.value) return null;
  const close = () => {
    read.value = problem.peek();
  };
  return <ProblemNotice kind="camera" problem={problem.value} devices={devices} onClose={close} />;
}
