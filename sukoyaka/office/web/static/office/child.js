// Loads the page anew when the name may no longer show. The server decides; this only keeps the screen honest.
const until = document.querySelector('[data-until]');
if (until) {
  const left = new Date(until.dataset.until).getTime() - Date.now();
  setTimeout(() => window.location.reload(), Math.max(left, 1000) + 500);
}
