import { expect, test } from "vitest";
import { CaptureError, microphoneConstraints, problemOf, processingStillOn } from "./capture";

test("a microphone is asked for without any speech processing", () => {
  expect(microphoneConstraints(null)).toEqual({
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    channelCount: { ideal: 2 },
    sampleRate: { ideal: 48_000 },
  });
  expect(microphoneConstraints("usb").deviceId).toEqual({ exact: "usb" });
});

test("a loudspeaker's echo is taken out, and nothing else", () => {
  const asked = microphoneConstraints(null, true);
  expect([asked.echoCancellation, asked.noiseSuppression, asked.autoGainControl]).toEqual([
    true,
    false,
    false,
  ]);
});

test.each([
  ["NotAllowedError", "refused"],
  ["NotFoundError", "absent"],
  ["OverconstrainedError", "absent"],
  ["NotReadableError", "busy"],
  ["TypeError", "failed"],
])("a browser's %s is told as %s", (name, problem) => {
  expect(problemOf({ name })).toBe(problem);
});

test("our own reason stays what it is", () => {
  expect(problemOf(new CaptureError("insecure"))).toBe("insecure");
});

test("processing that the browser left on is named", () => {
  expect(processingStillOn({ echoCancellation: true, noiseSuppression: false })).toEqual([
    "echo_cancellation",
  ]);
});
