// When a page's own microphone becomes loud, unix s, by the times at which its samples reach the page.
(() => {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const Processor = window.MediaStreamTrackProcessor;
  const captured = [];
  navigator.mediaDevices.getUserMedia = async (...args) => {
    const stream = await open(...args);
    captured.push(...stream.getAudioTracks());
    return stream;
  };
  const onsets = [];
  let offset = Infinity; // the earliest block tells: one comes late by chance and never early
  let frames = 0;
  let quiet = 0;
  let rate = 48000;
  const waiting = new Set();
  const take = (block) => {
    const now = performance.timeOrigin + performance.now();
    rate = block.sampleRate;
    const samples = new Float32Array(block.numberOfFrames);
    block.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
    const beganS = block.timestamp / 1e6; // by the browser's clock of captures: some blocks are dropped
    block.close();
    samples.forEach((sample, index) => {
      quiet += 1;
      if (Math.abs(sample) < 0.1) return;
      if (quiet > 0.2 * rate) onsets.push(beganS + index / rate);
      quiet = 0;
    });
    frames += samples.length;
    offset = Math.min(offset, now - 1000 * (beganS + samples.length / rate));
    for (const look of waiting) look();
  };
  window.__listen = async () => {
    const track = captured.find(({ readyState }) => readyState === "live").clone();
    const reader = new Processor({ track }).readable.getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      take(value);
    }
  };
  window.__onsets = () => onsets.map((seconds) => offset / 1000 + seconds);
  // Resolves when the microphone has been heard for so long from now on.
  window.__microphoneFor = (seconds) =>
    new Promise((done) => {
      const enough = frames + seconds * rate;
      const look = () => frames >= enough && waiting.delete(look) && done();
      waiting.add(look);
    });
  // Every file that the browser keeps for this page, with its size.
  window.__kept = async () => {
    const found = {};
    const walk = async (folder, path) => {
      for await (const [name, handle] of folder.entries())
        if (handle.kind === "directory") await walk(handle, `${path}${name}/`);
        else found[path + name] = (await handle.getFile()).size;
    };
    await walk(await navigator.storage.getDirectory(), "");
    return found;
  };
  // Of each tape that lies here and has its place in the lesson: its frames, and its last stamp.
  window.__taped = async () => {
    const root = await navigator.storage.getDirectory();
    const shelf = await root.getDirectoryHandle("klangbro-takes");
    const found = [];
    for await (const folder of shelf.values()) {
      const read = async (name) => (await folder.getFileHandle(name)).getFile();
      const { channels } = JSON.parse(await (await read("about.json")).text());
      const stamps = (await (await read("times.jsonl")).text()).trim().split("\n");
      if (stamps.at(-1)) found.push([(await read("sound.pcm")).size / 3 / channels, JSON.parse(stamps.at(-1))]);
    }
    return found;
  };
  window.__sumOfSound = async () => {
    const sums = [];
    const walk = async (folder) => {
      for await (const [name, handle] of folder.entries())
        if (handle.kind === "directory") await walk(handle);
        else if (name === "sound.pcm") {
          const data = await (await handle.getFile()).arrayBuffer();
          const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
          sums.push([...sum].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
        }
    };
    await walk(await navigator.storage.getDirectory());
    return sums;
  };
})();
