// Undo and redo.

/** States before and after. `remember` keeps one entry for a series of changes of the same key in short order. */
function makeHistory() {
  const past = [], future = [];
  let lastKey = null, lastTime = 0;
  return {
    remember(key, state, now) {
      const isSeries = key !== null && key === lastKey && now - lastTime < 1000;
      lastKey = key;
      lastTime = now;
      if (isSeries) return;
      past.push(state);
      if (past.length > 500) past.shift();
      future.length = 0;
    },
    move(from, to, state) {
      lastKey = null;
      if (from.length === 0) return null;
      to.push(state);
      return from.pop();
    },
    undo(state) { return this.move(past, future, state); },
    redo(state) { return this.move(future, past, state); },
    get canUndo() { return past.length > 0; },
    get canRedo() { return future.length > 0; },
  };
}
