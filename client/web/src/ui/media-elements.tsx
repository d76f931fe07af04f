/** Far and own pictures, and the far sound: plain media elements fed with one track each. */
import { useEffect, useRef } from "preact/hooks";
import { setOutput } from "../media/tone";

export interface PictureProps {
  track: MediaStreamTrack | null;
  label: string;
  mirrored?: boolean;
  hidden?: boolean;
  /** Capture to screen, ms, where the browser knows when the shown picture was taken. */
  onDelay?: (ms: number) => void;
  /** The picture has stood still for a while, or moves again. */
  onResting?: (rests: boolean) => void;
  testId?: string;
}

const RESTING_MS = 2500;
/** Who asks for a picture's figures has the page drawn once more for it: a few of them tell as much as all. */
const LOOK_MS = 200;

/** A picture without sound. Its count of frames stands in `data-frames`, written outside of reactive state. */
export function Picture({ track, label, mirrored = false, hidden = false, testId, ...tell }: PictureProps) {
  const video = useRef<HTMLVideoElement>(null);
  const told = useRef(tell);
  told.current = tell;
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = track && new MediaStream([track]);
    element.dataset.frames = "0";
    // A picture that may not start by itself starts with the next click; it has no sound to miss.
    if (track) void element.play().catch(() => {});
    const stopFrames = followFrames(element, (ms) => told.current.onDelay?.(ms));
    const stopRest = watchRest(element, (rests) => told.current.onResting?.(rests));
    return () => {
      stopFrames();
      stopRest();
    };
  }, [track]);
  return (
    <video
      ref={video}
      class={mirrored ? "picture picture-mirrored" : "picture"}
      aria-label={label}
      data-testid={testId}
      hidden={hidden}
      muted
      autoplay
      playsInline
    />
  );
}

function followFrames(element: HTMLVideoElement, onDelay: (ms: number) => void): () => void {
  if (typeof element.requestVideoFrameCallback !== "function") return () => {};
  let handle = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    handle = element.requestVideoFrameCallback((_now, frame) => {
      element.dataset.frames = String(frame.presentedFrames);
      if (frame.captureTime !== undefined) onDelay(frame.expectedDisplayTime - frame.captureTime);
      pause = setTimeout(look, LOOK_MS);
    });
  };
  look();
  return () => {
    clearTimeout(pause);
    element.cancelVideoFrameCallback(handle);
  };
}

function watchRest(element: HTMLVideoElement, onResting: (rests: boolean) => void): () => void {
  let frames = "";
  let rests = false;
  const timer = setInterval(() => {
    const stands = frames === element.dataset.frames && frames !== "0" && !document.hidden;
    frames = element.dataset.frames ?? "";
    if (stands !== rests) onResting(stands);
    rests = stands;
  }, RESTING_MS);
  return () => clearInterval(timer);
}

export interface SoundProps {
  track: MediaStreamTrack;
  outputId: string | null;
  /** The browser wants a click before it plays. */
  onBlocked: () => void;
}

export function Sound({ track, outputId, onBlocked }: SoundProps) {
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    element.srcObject = new MediaStream([track]);
    void element.play().catch((cause: unknown) => {
      if ((cause as { name?: string }).name === "NotAllowedError") onBlocked();
    });
  }, [track]);
  useEffect(() => {
    if (audio.current) void setOutput(audio.current, outputId);
  }, [outputId]);
  // biome-ignore lint/a11y/useMediaCaption: a live lesson has no captions to load
  return <audio ref={audio} autoplay data-testid="far-audio" />;
}
