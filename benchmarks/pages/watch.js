// What a page captures and what it is about to play and show, with times of the machine's clock (unix ms).
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const sound = { mouth: null, ear: null };
  const pictures = { own: [], far: [] };
  window.__connections = [];

  // A track's own blocks, past every graph, each with the browser's stamp of its first sample. A busy page reads
  // late and never early: the least difference between the two clocks is theirs.
  const record = async (side, track) => {
    const taken = { blocks: [], rate: 0, least: Number.POSITIVE_INFINITY };
    sound[side] = taken;
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done || sound[side] !== taken) return;
      const at = now();
      const samples = new Float32Array(value.numberOfFrames);
      value.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      taken.rate = value.sampleRate;
      const stamp = value.timestamp / 1000;
      const there = side === "mouth" ? stamp + (1000 * samples.length) / taken.rate : stamp;
      taken.least = Math.min(taken.least, at - there);
      taken.blocks.push([stamp, samples]);
      value.close();
    }
  };

  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await open(wish);
    for (const track of stream.getAudioTracks()) void record("mouth", track.clone());
    return stream;
  };
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...words) {
      super(...words);
      window.__connections.push(this);
      this.addEventListener("track", ({ track }) => track.kind === "audio" && void record("ear", track.clone()));
    }
  };

  // The test picture's 64 blocks and, below, their complement (rtc/picture.py), read from its top rows alone.
  const BITS = 64;
  const canvas = document.createElement("canvas");
  canvas.width = 4 * BITS;
  canvas.height = 16;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const read = (video) => {
    const rows = (video.videoHeight * 32) / 360;
    brush.drawImage(video, 0, 0, video.videoWidth, rows, 0, 0, canvas.width, canvas.height);
    const { data } = brush.getImageData(0, 0, canvas.width, canvas.height);
    const at = (bit, row) => data[4 * (row * canvas.width + 4 * bit + 1) + 1] + data[4 * (row * canvas.width + 4 * bit + 2) + 1];
    let value = 0n;
    for (let bit = 0; bit < BITS; bit += 1) {
      const light = at(bit, 4) - at(bit, 12);
      if (Math.abs(light) < 96) return null;
      value = (value << 1n) | (light > 0 ? 1n : 0n);
    }
    return [Number(value >> 32n), Number(value & 0xffffffffn)];
  };
  const follow = (video, side) => {
    const shown = (_at, frame) => {
      const numbers = read(video);
      const at = side === "own" ? (frame.captureTime ?? frame.presentationTime) : frame.expectedDisplayTime;
      if (numbers) pictures[side].push([performance.timeOrigin + at, ...numbers]);
      video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
  };
  // Begins when the lesson stands: watching earlier would only cost.
  window.__watch = () => {
    for (const [side, id] of [["own", "own-picture"], ["far", "far-video"]]) {
      const video = document.querySelector(`[data-testid="${id}"]`);
      if (video) follow(video, side);
    }
    for (const side of Object.values(sound)) if (side) side.blocks = [];
  };

  const pack = (side) => {
    if (!side) return null;
    const length = side.blocks.reduce((sum, [, samples]) => sum + samples.length, 0);
    const ints = new Int16Array(length);
    let at = 0;
    for (const [, samples] of side.blocks)
      for (const x of samples) ints[at++] = Math.max(-1, Math.min(1, x)) * 32767;
    const bytes = new Uint8Array(ints.buffer);
    let text = "";
    for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return { rate: side.rate, pcm: btoa(text), blocks: side.blocks.map(([stamp, samples]) => [stamp + side.least, samples.length]) };
  };
  window.__taken = () => ({ mouth: pack(sound.mouth), ear: pack(sound.ear), pictures });
  window.__counters = async () => {
    const sums = { concealed: 0, total: 0, lost: 0, packets: 0 };
    for (const connection of window.__connections)
      for (const stat of (await connection.getStats()).values())
        if (stat.type === "inbound-rtp" && stat.kind === "audio") {
          sums.concealed += stat.concealedSamples ?? 0;
          sums.total += stat.totalSamplesReceived ?? 0;
          sums.lost += stat.packetsLost ?? 0;
          sums.packets += stat.packetsReceived ?? 0;
        }
    return sums;
  };
})();
