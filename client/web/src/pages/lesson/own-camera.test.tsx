// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { speak } from "../../i18n";
import { Devices } from "../../media/devices";
import { OwnCamera } from "./own-camera";

const root = document.createElement("div");
const said = () => root.querySelector('[data-testid="camera-refused"]');
let devices: Devices;

beforeAll(async () => {
  const refuses = async () => {
    throw new DOMException("no", "NotAllowedError");
  };
  Object.defineProperty(navigator, "mediaDevices", {
    value: { getUserMedia: refuses, enumerateDevices: async () => [], addEventListener: () => {} },
    configurable: true,
  });
  document.body.append(root);
  await speak("en");
});

beforeEach(() => {
  act(() => render(null, root));
  devices = new Devices(null);
});

const show = () => act(() => render(<OwnCamera devices={devices} />, root));
const press = () => act(() => devices.openCamera());

test("a camera that is refused when its button is pressed is said, and again at the next press", async () => {
  show();
  expect(said()).toBeNull();
  await press();
  expect(said()?.textContent).toContain("The camera is blocked");
  act(() => root.querySelector<HTMLElement>('[data-testid="close-note"]')?.click());
  expect(said()).toBeNull();
  await press();
  expect(said()).not.toBeNull();
});

test("what was known of the camera before the lesson is not said again in it", async () => {
  await press();
  show();
  expect(said()).toBeNull();
});
