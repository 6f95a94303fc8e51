// j and k move along the rows, x picks, Enter opens: as the links and boxes themselves do. Without this file the Tab key does the same.
const rows = [...document.querySelectorAll('a.worklist__id')];
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input:not(.pick), select, textarea')) return;
  const here = document.activeElement.closest('tr')?.querySelector('a.worklist__id');
  if (event.key === 'x') here?.closest('tr').querySelector('.pick')?.click();
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const at = rows.indexOf(here ?? null);
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (next) next.focus();
});
