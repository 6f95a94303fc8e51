// j and k move along the rows, Enter opens: as the link itself does. Without this file the Tab key does the same.
const rows = [...document.querySelectorAll('a.worklist__id')];
document.addEventListener('keydown', (event) => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) return;
  const at = rows.indexOf(document.activeElement);
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (next) next.focus();
});
