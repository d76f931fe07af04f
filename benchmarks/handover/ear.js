// How strong each of some tones is in what a page plays (pages/mixed.js), 50 times a second, with times of the
// machine's clock (unix ms). Taken down in the page, since hours of samples would not fit.
(() => {
  const RATE = 48000;
  const WINDOW = 960;
  const LATELY = 12;
  const windows = [];
  const tones = window.__tones;
  const lately = [];
  const held = new Float32Array(WINDOW);
  let filled = 0;
  const turns = tones.map((hz) =>
    Array.from({ length: WINDOW }, (_, i) => {
      const weight = (1 - Math.cos((2 * Math.PI * i) / WINDOW)) * (2 / WINDOW);
      return [weight * Math.cos((2 * Math.PI * hz * i) / RATE), weight * Math.sin((2 * Math.PI * hz * i) / RATE)];
    }),
  );
  const level = (turn) => {
    let re = 0;
    let im = 0;
    for (let i = 0; i < WINDOW; i += 1) {
      re += held[i] * turn[i][0];
      im += held[i] * turn[i][1];
    }
    return Math.hypot(re, im);
  };
  const take = (event) => {
    const samples = event.inputBuffer.getChannelData(0);
    // A busy page reads late and never early: the least difference between the two clocks is theirs. But a
    // context that is not served in time falls behind for good: only what it was lately counts.
    lately.push(performance.timeOrigin + performance.now() - 1000 * event.playbackTime);
    if (lately.length > LATELY) lately.shift();
    const ahead = Math.min(...lately);
    for (let i = 0; i < samples.length; i += 1) {
      held[filled] = samples[i];
      filled += 1;
      if (filled === WINDOW) {
        windows.push([ahead + 1000 * event.playbackTime + (1000 * (i - WINDOW / 2)) / RATE, ...turns.map(level)]);
        filled = 0;
      }
    }
  };
  window.__mixed(take);
  window.__ear = () => windows.splice(0);
})();
