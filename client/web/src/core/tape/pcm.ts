/** Sound as bytes: 24 bits, little end first, channels side by side; and the header that makes a WAV of it. */

export const RATE_HZ = 48_000;
export const BYTES = 3;
const FULL_SCALE = 2 ** 23;

/** One array a channel, full scale 1. */
export function toPcm(channels: readonly Float32Array[]): Uint8Array<ArrayBuffer> {
  const frames = channels[0]?.length ?? 0;
  const out = new Uint8Array(frames * channels.length * BYTES);
  let at = 0;
  for (let frame = 0; frame < frames; frame += 1)
    for (const channel of channels) {
      const wanted = Math.round((channel[frame] ?? 0) * FULL_SCALE);
      const word = Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, wanted));
      out[at] = word & 0xff;
      out[at + 1] = (word >> 8) & 0xff;
      out[at + 2] = (word >> 16) & 0xff;
      at += BYTES;
    }
  return out;
}

/** What goes before `bytes` of such sound in a file (RIFF; "Multimedia Programming Interface", 1991). */
export function wavHeader(bytes: number, channels: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(44);
  const view = new DataView(header.buffer);
  const text = (at: number, word: string) => {
    for (let index = 0; index < word.length; index += 1) header[at + index] = word.charCodeAt(index);
  };
  text(0, "RIFF");
  view.setUint32(4, 36 + bytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, RATE_HZ, true);
  view.setUint32(28, RATE_HZ * channels * BYTES, true);
  view.setUint16(32, channels * BYTES, true);
  view.setUint16(34, 8 * BYTES, true);
  text(36, "data");
  view.setUint32(40, bytes, true);
  return header;
}
