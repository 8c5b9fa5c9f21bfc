// Runs a fit a few milliseconds per frame, so that the page answers meanwhile.

const sliceMilliseconds = 8;

function makeFitting(data, { note, schedule, changed, show }) {
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  let fit = null;

  function stop() {
    if (!fit) return;
    note(outcome(fit));
    show(fit.network);
    fit = null;
    changed();
  }

  return {
    get isRunning() { return fit !== null; },
    stop,
    toggle(network) {
      if (fit) { stop(); return; }
      const reason = obstacle(network, data);
      note(reason ?? (network.units.length > 12 ? 'Fitting; many neurons take a while …' : 'Fitting …'));
      if (!reason) fit = startFit(network, data);
    },
    /** One slice. Readers who prefer no motion see the result only. */
    advance() {
      if (!fit) return;
      const until = performance.now() + sliceMilliseconds;
      do fit.step(); while (!fit.end && performance.now() < until);
      if (fit.end) { stop(); return; }
      if (!calm.matches) show(fit.network);
      schedule();
    },
  };
}
