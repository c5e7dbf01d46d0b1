// Hears what a page sends to its loudspeakers: `ear.level()` is the RMS of this moment, `ear.sounding()` how many contexts run.
function listenIn(page) {
  const analysers = new Map();
  const connect = page.AudioNode.prototype.connect;
  page.AudioNode.prototype.connect = function (to, ...more) {
    if (to instanceof page.AudioDestinationNode && this.context instanceof page.AudioContext) {
      if (!analysers.has(this.context)) analysers.set(this.context, new page.AnalyserNode(this.context, { fftSize: 8192 }));
      connect.call(this, analysers.get(this.context));
    }
    return connect.call(this, to, ...more);
  };
  const rms = (analyser) => {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
  };
  const running = () => [...analysers].filter(([context]) => context.state === "running");
  page.ear = {
    level: () => Math.max(0, ...running().map(([, analyser]) => rms(analyser))),
    contexts: () => [...analysers.keys()].map((context) => context.state),
  };
}
