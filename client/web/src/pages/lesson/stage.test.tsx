// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { START } from "../../core/lesson-state";
import type { PictureWord } from "../../core/picture-steps";
import type { Quality } from "../../core/quality";
import { speak } from "../../i18n";
import { Devices } from "../../media/devices";
import type { ParticipantView } from "../../protocol";
import type { FarEnd } from "../../session/far-end";
import type { LessonSession } from "../../session/lesson-session";
import { LessonTools } from "../../session/lesson-tools";
import { SoundNotes } from "../../session/sound-notes";
import { Stage } from "./stage";

const root = document.createElement("div");
const picture = () => ({ id: "t", getSettings: () => ({}) }) as unknown as MediaStreamTrack;
const pupil: ParticipantView = {
  id: "p",
  name: "Pia",
  role: "pupil",
  admission: "admitted",
  microphone: true,
  camera: true,
  second_camera: true,
  speaker: false,
  processing: [],
  measured: null,
  gain_db: 0,
  endpoints: [],
};
let devices: Devices;
let tools: LessonTools;
let far: FarEnd;

beforeAll(async () => {
  Object.assign(globalThis, {
    MediaStream: class {},
  });
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", { set: () => {}, configurable: true });
  Object.defineProperty(HTMLMediaElement.prototype, "play", { value: async () => {}, configurable: true });
  document.body.append(root);
  await speak("en");
});

beforeEach(() => {
  act(() => render(null, root));
  devices = new Devices(null);
  tools = new LessonTools(() => {}, devices, { openMicrophone: () => {}, measure: () => {} });
  far = {
    participant: pupil,
    audio: null,
    video: picture(),
    second: picture(),
    companion: false,
    connected: true,
  };
});

/** The stage with the parts of a session that it reads, all of them real. */
function show(over: Partial<FarEnd> = {}, words: { gets?: PictureWord; sends?: PictureWord } = {}): void {
  const quality: Quality = {
    mine: null,
    theirs: null,
    rttMs: 2,
    pictureDelayMs: 90,
    skewMs: 30,
    sends: "full",
    gets: "full",
    outputMs: 8,
    relayed: false,
    relayOnly: false,
    ...words,
  };
  const session = {
    devices,
    tools,
    notes: new SoundNotes(),
    lesson: signal(START),
    far: signal([{ ...far, ...over }]),
    quality: signal(new Map([["p", quality]])),
    microphoneOn: signal(true),
    shownDelayMs: new Map(),
  } as unknown as LessonSession;
  act(() => render(<Stage session={session} />, root));
}

const find = (testId: string) => root.querySelector<HTMLElement>(`[data-testid="${testId}"]`);

test("of two pictures the small one is a button that makes it the large one, and back", () => {
  show();
  expect(find("far-tile")?.dataset.large).toBe("first");
  expect(find("swap-pictures")?.textContent).toBe("Enlarge the second picture");
  act(() => find("swap-pictures")?.click());
  expect(find("far-tile")?.dataset.large).toBe("second");
  expect(find("swap-pictures")?.textContent).toBe("Enlarge the first picture");
});

test("each picture has a name of its own", () => {
  show();
  const names = ["far-video", "far-second"].map((id) => find(id)?.getAttribute("aria-label"));
  expect(names).toEqual(["Picture of Pia", "Pia’s second picture"]);
});

test("a second picture alone is large, and there is nothing to swap", () => {
  show({ participant: { ...pupil, camera: false } });
  expect(find("far-tile")?.dataset.large).toBe("second");
  expect(find("swap-pictures")).toBeNull();
  expect(find("far-state")).toBeNull();
});

test("how far picture and sound are apart stands at the picture for whoever measures", () => {
  show();
  expect(find("far-video")?.dataset).toMatchObject({ pictureDelayMs: "90.0", skewMs: "30.0" });
});

test("a line that carries nothing is no picture", () => {
  show({ participant: { ...pupil, second_camera: false } });
  expect(find("far-second")).toBeNull();
  expect(find("swap-pictures")).toBeNull();
});

test.each([
  ["slow", "The picture moves in steps, the sound stays."],
  ["stills", "A new picture comes every few seconds, the sound stays."],
  ["resting", "The picture is resting, the sound stays."],
  ["smaller", ""],
  ["full", ""],
] as const)("a picture that is %s is spoken of where it is little", (gets, words) => {
  show({}, { gets });
  expect(find("picture-word")?.textContent).toBe(words);
});

test("one's own picture is spoken of while it is shown", () => {
  show({}, { sends: "resting" });
  expect(find("own-picture-word")?.textContent).toBe("");
  devices.camera.track.value = picture();
  show({}, { sends: "resting" });
  expect(find("own-picture-word")?.textContent).toBe("Your own picture is resting, your sound stays.");
});

test("a second camera is offered where there is one to spare", () => {
  show();
  expect(find("second-camera")).toBeNull();
  devices.chosen.value = { ...devices.chosen.value, video: "face" };
  devices.known.value = {
    ...devices.known.value,
    video: [
      { id: "face", label: "Face" },
      { id: "hands", label: "Hands" },
    ],
  };
  show();
  expect(find("second-camera")?.textContent).toBe("Second camera");
});
