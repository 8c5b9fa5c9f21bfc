// Shows what the server of this page says about its runs, once a second, and goes to their report when they are finished.
(() => {
  'use strict';
  const pause = 1000;
  const place = document.getElementById('ua-parts');
  const told = document.getElementById('ua-told');
  let shown = new Map();
  let state = { version: '', words: '' };

  function say(words) { if (told.textContent !== words) told.textContent = words; }

  function boxOf(html) {
    const box = document.createElement('div');
    box.innerHTML = html;
    return box;
  }

  // A figure is drawn anew in its place, so that the reader's zoom stays; what else has changed is replaced.
  function renew(part, html) {
    const fresh = boxOf(html);
    const [before, after] = [part.box, fresh].map(box => box.querySelector('.ua-figure'));
    if (before && after) document.figures.update(before, after);
    else part.box.replaceChildren(...fresh.childNodes);
    part.html = html;
  }

  function show(parts) {
    const next = new Map();
    let last = null;
    for (const { key, html } of parts) {
      const part = shown.get(key) ?? { html, box: boxOf(html) };
      if (part.html !== html) renew(part, html);
      if (!part.box.isConnected || part.box.previousSibling !== last) place.insertBefore(part.box, last ? last.nextSibling : place.firstChild);
      last = part.box;
      next.set(key, part);
    }
    for (const [key, part] of shown) if (!next.has(key)) part.box.remove();
    shown = next;
    document.figures.scan();
  }

  async function ask() {
    const response = await fetch(`state?have=${encodeURIComponent(state.version)}`, { cache: 'no-store' });
    if (!response.ok) throw new Error(`status ${response.status}`);
    if (response.status === 200) {
      state = await response.json();
      show(state.parts);
    }
    say(state.words);
  }

  async function follow() {
    try {
      await ask();
      if (state.isOver) return location.replace('report');
    } catch {
      say('The program that serves this page does not answer: it has probably ended. Below is what it said last.');
    }
    setTimeout(follow, pause);
  }

  follow();
})();
