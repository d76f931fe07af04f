/** A stretch of a tape as it is sent: a WAV file in chunks, each with its sum, under a name that stays. */
import { BYTES, wavHeader } from "./pcm";
import type { Stretch } from "./stretches";

export interface Parcel {
  part: string;
  file: Blob;
  chunks: Blob[];
}

/** The same stretch of the same tape is the same part, at the next visit too. */
export async function parcelOf(
  name: string,
  sound: Blob,
  channels: number,
  { first, end }: Stretch,
  chunkBytes: number,
): Promise<Parcel> {
  const frame = BYTES * channels;
  const header = wavHeader((end - first) * frame, channels);
  const file = new Blob([header, sound.slice(first * frame, end * frame)]);
  const chunks = Array.from({ length: Math.ceil(file.size / chunkBytes) }, (_, index) =>
    file.slice(index * chunkBytes, (index + 1) * chunkBytes),
  );
  const named = new TextEncoder().encode(`${name} ${first} ${end}`);
  return { part: (await sum(named)).slice(0, 16), file, chunks };
}

/** SHA-256 in hexadecimal. */
export async function sum(data: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** How many bytes a stretch is when sent. */
export function bytesOf({ first, end }: Stretch, channels: number): number {
  return 44 + (end - first) * BYTES * channels;
}
