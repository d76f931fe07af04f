/** Sounds the page makes itself: three soft notes to check an output, two to say that someone knocks. */
import { audioContext } from "./audio-context";

const CHECK_HZ = [392, 494, 587];
const KNOCK_HZ = [587, 440];

/** Plays the check through the chosen output; resolves when it has ended. */
export async function playCheck(outputId: string | null): Promise<void> {
  await play(CHECK_HZ, 0.38, 0.2, outputId);
}

export async function playKnock(outputId: string | null): Promise<void> {
  await play(KNOCK_HZ, 0.22, 0.08, outputId);
}

async function play(notesHz: number[], stepS: number, level: number, outputId: string | null): Promise<void> {
  const context = audioContext();
  const out = context.createMediaStreamDestination();
  const startS = context.currentTime + 0.05;
  notesHz.forEach((hz, index) => {
    note(context, out, hz, startS + index * stepS, stepS * 2, level);
  });
  const lengthS = stepS * (notesHz.length + 1) + 0.2;
  // Through an element, as the lesson's sound is, so that the check proves the very same way.
  const player = new Audio();
  player.srcObject = out.stream;
  await setOutput(player, outputId);
  await player.play();
  await new Promise((done) => setTimeout(done, lengthS * 1000));
  player.pause();
  player.srcObject = null;
}

function note(
  context: AudioContext,
  out: AudioNode,
  hz: number,
  atS: number,
  lengthS: number,
  level: number,
) {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = "triangle";
  oscillator.frequency.value = hz;
  gain.gain.setValueAtTime(0, atS);
  gain.gain.linearRampToValueAtTime(level, atS + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, atS + lengthS);
  oscillator.connect(gain).connect(out);
  oscillator.start(atS);
  oscillator.stop(atS + lengthS);
}

/** Not every browser can choose an output; then the system's own is used. */
export async function setOutput(element: HTMLMediaElement, outputId: string | null): Promise<void> {
  if (typeof element.setSinkId !== "function") return;
  await element.setSinkId(outputId ?? "").catch(() => {});
}
