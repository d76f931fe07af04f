// Records what the page itself plays through its audio contexts: clicks and tones, not the far end.
(() => {
  const connect = AudioNode.prototype.connect;
  const played = { samples: [], waiting: new Set() };
  const taps = new WeakMap();
  const tapOf = (context) => {
    if (!taps.has(context)) {
      const node = context.createScriptProcessor(4096, 1, 1);
      node.onaudioprocess = (event) => {
        const block = Float32Array.from(event.inputBuffer.getChannelData(0));
        played.samples.push({ block, atS: event.playbackTime, rateHz: context.sampleRate });
        for (const waiting of [...played.waiting]) waiting();
      };
      connect.call(node, context.destination);
      taps.set(context, node);
    }
    return taps.get(context);
  };
  AudioNode.prototype.connect = function (to, ...rest) {
    const result = connect.call(this, to, ...rest);
    // The harness's own tap on the far end is a script processor too, and plays nothing.
    if (to instanceof AudioDestinationNode && !(this instanceof ScriptProcessorNode)) connect.call(this, tapOf(this.context));
    return result;
  };
  // Resolves with the next so many seconds as base64 of float32, and their rate, once something sounds.
  window.__recorded = (seconds) =>
    new Promise((done) => {
      let first = null;
      const look = () => {
        const block = played.samples.at(-1);
        if (first === null && block?.block.some((value) => Math.abs(value) > 0.01)) first = played.samples.length;
        if (first === null || (played.samples.length - first) * 4096 < seconds * block.rateHz) return;
        played.waiting.delete(look);
        const blocks = played.samples.slice(first).map((each) => each.block);
        const whole = new Float32Array(blocks.length * 4096);
        blocks.forEach((each, index) => whole.set(each, index * 4096));
        const bytes = new Uint8Array(whole.buffer);
        let text = "";
        for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
        done({ rateHz: block.rateHz, samples: btoa(text) });
      };
      played.waiting.add(look);
    });
  // Resolves after so many more seconds with the times, s, at which a click began, and the pitch between.
  window.__played = (seconds) =>
    new Promise((done) => {
      const first = played.samples.length;
      const look = () => {
        const mine = played.samples.slice(first);
        const rateHz = mine[0]?.rateHz ?? 48000;
        if (mine.length * 4096 < seconds * rateHz) return;
        played.waiting.delete(look);
        const onsets = [];
        let quietFor = rateHz;
        let crossings = 0;
        let before = 0;
        let peak = 0;
        mine.forEach(({ block }, index) =>
          block.forEach((value, at) => {
            const sample = index * 4096 + at;
            if (Math.abs(value) > 0.02) {
              if (quietFor > rateHz * 0.05) onsets.push(sample / rateHz);
              quietFor = 0;
            } else quietFor += 1;
            if (before < 0 && value >= 0) crossings += 1;
            before = value;
            peak = Math.max(peak, Math.abs(value));
          }),
        );
        done({ onsets, peak, hz: crossings / ((mine.length * 4096) / rateHz) });
      };
      played.waiting.add(look);
    });
})();
