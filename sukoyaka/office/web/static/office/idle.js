// Covers a screen that nobody uses, and logs out: a warning first, the cover at the end. What was being written stays under it.
// The server ends an unused session at the same age without this file; here a screen full of a child's life is hidden too.
const cover = document.querySelector('dialog[data-idle]');
if (cover) {
  const KEY = 'sukoyaka.active';
  const [soon, over, not] = ['soon', 'over', 'not'].map((name) => cover.querySelector(`[data-idle-${name}]`));
  const warnAfter = Number(cover.dataset.warn) * 1000;
  const coverAfter = Number(cover.dataset.idle) * 1000;
  const ASK_EVERY = 240_000; // milliseconds between two signs of life while somebody writes
  let asked = Date.now();
  let covered = false;
  const last = () => Number(localStorage.getItem(KEY)) || Date.now(); // every tab of the browser counts
  const touch = () => { if (!covered && !cover.open) localStorage.setItem(KEY, Date.now()); };
  const token = () => document.querySelector('input[name=csrfmiddlewaretoken]')?.value ?? '';
  const alive = async () => {
    const answer = await fetch(cover.dataset.alive, { redirect: 'manual' });
    return answer.ok ? answer.json() : null;
  };
  const stay = async () => {
    cover.close();
    touch();
    await alive();
  };
  const hide = async () => {
    covered = true;
    soon.hidden = true;
    over.hidden = false;
    cover.classList.add('idle--over');
    if (!cover.open) cover.showModal();
    const body = new URLSearchParams({ csrfmiddlewaretoken: token() });
    await fetch(cover.dataset.out, { method: 'POST', body, redirect: 'manual' });
  };
  const back = async () => {
    const told = await alive();
    not.hidden = told !== null;
    if (told === null) return;
    if (told.account !== cover.dataset.account) { window.location.assign('/'); return; } // somebody else: nothing of this screen is theirs
    document.querySelectorAll('input[name=csrfmiddlewaretoken]').forEach((field) => { field.value = told.token; });
    covered = false;
    cover.classList.remove('idle--over');
    over.hidden = true;
    soon.hidden = false;
    cover.close();
    touch();
  };
  const look = async () => {
    if (covered) return;
    const idle = Date.now() - last();
    if (idle >= coverAfter) { await hide(); return; }
    if (idle >= warnAfter && !cover.open) cover.showModal();
    if (idle < warnAfter && cover.open) cover.close(); // somebody works in another tab
    if (idle < ASK_EVERY && Date.now() - asked >= ASK_EVERY) { asked = Date.now(); await alive(); }
  };
  ['pointerdown', 'keydown', 'scroll', 'input'].forEach((name) => document.addEventListener(name, touch, { passive: true, capture: true }));
  cover.addEventListener('cancel', (event) => { if (covered) event.preventDefault(); });
  cover.querySelector('[data-idle-stay]').addEventListener('click', stay);
  cover.querySelector('[data-idle-back]').addEventListener('click', back);
  localStorage.setItem(KEY, Date.now());
  setInterval(look, 5000);
}
