// Saves a long form every few seconds, if something was written. The save button does the same without this file.
// A lost session or somebody else's save is told in a sentence; the words stay in the form.
const form = document.querySelector('form[data-autosave]');
if (form) {
  const trouble = document.querySelector('[data-trouble]');
  const status = document.querySelector('[data-saved]');
  const put = (name, words) => document.querySelectorAll(`[data-guide-${name}]`).forEach((place) => { place.textContent = words; });
  let known = new URLSearchParams(new FormData(form)).toString();
  let stopped = false;
  const tell = (sentence) => {
    stopped = true;
    trouble.querySelector('[data-trouble-words]').textContent = sentence;
    trouble.hidden = false;
    trouble.scrollIntoView({ block: 'center' });
  };
  const save = async () => {
    const body = new FormData(form);
    const now = new URLSearchParams(body).toString();
    if (stopped || now === known) return;
    let answer;
    try {
      answer = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'application/json' }, redirect: 'manual' });
    } catch {
      return; // no network just now: the next round tries again
    }
    const told = answer.headers.get('Content-Type')?.startsWith('application/json') ? await answer.json() : {};
    if (!answer.ok) {
      tell(told.sentence || trouble.dataset.trouble);
      return;
    }
    form.elements.revision.value = told.revision;
    const written = new URLSearchParams(body);
    written.set('revision', told.revision);
    known = written.toString();
    if (status) status.textContent = `${status.dataset.savedWords} ${told.saved}`;
    if ('level' in told) {
      put('level', told.level || document.querySelector('[data-guide-level]').dataset.none);
      put('route', told.route);
      put('unanswered', told.unanswered);
    }
  };
  setInterval(save, Number(form.dataset.autosave) * 1000);
}
