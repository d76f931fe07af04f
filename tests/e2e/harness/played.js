// Records what a page plays (benchmarks/pages/mixed.js).
(() => {
  const played = { samples: [] };
  const waiting = new Set();
  const LOUD = 0.03;
  // How strong a tone is in the last tenth of a second.
  const level = (hz) => {
    const last = played.samples.slice(-5);
    let re = 0;
    let im = 0;
    let at = 0;
    for (const block of last)
      for (const x of block) {
        re += x * Math.cos((2 * Math.PI * hz * at) / 48000);
        im += x * Math.sin((2 * Math.PI * hz * at) / 48000);
        at += 1;
      }
    return last.length < 5 ? 0 : (2 * Math.hypot(re, im)) / at;
  };
  // Resolves when the page plays that tone, or no longer does; a page's CSP forbids to poll from outside.
  window.__until = (hz, loud) =>
    new Promise((done) => {
      const look = () => played.samples.length >= 5 && level(hz) > LOUD === loud && waiting.delete(look) && done();
      waiting.add(look);
    });
  window.__played = played;
  window.__mixed((event) => {
    played.samples.push(Float32Array.from(event.inputBuffer.getChannelData(0)));
    for (const look of [...waiting]) look();
  });
  window.__takePlayed = () => {
    const { samples } = played;
    const length = 1024 * samples.length;
    const ints = new Int16Array(length);
    let at = 0;
    for (const block of samples) for (const x of block) ints[at++] = Math.max(-1, Math.min(1, x)) * 32767;
    const bytes = new Uint8Array(ints.buffer);
    let text = "";
    for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return btoa(text);
  };
})();
