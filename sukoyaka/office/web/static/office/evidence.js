// ＋ beside a fact writes its number into the evidence of the item that was touched last. Typing the number does the same.
const adders = [...document.querySelectorAll('[data-number]')];
let field = null;
document.addEventListener('focusin', (event) => {
  const item = event.target.closest('[data-item]');
  if (item) {
    document.querySelector('.item--current')?.classList.remove('item--current');
    item.classList.add('item--current');
    field = item.querySelector('.item__evidence');
    adders.forEach((button) => { button.hidden = false; });
  }
});
adders.forEach((button) => button.addEventListener('click', () => {
  const numbers = field.value.match(/\d+/g) ?? [];
  if (!numbers.includes(button.dataset.number)) field.value = [...numbers, button.dataset.number].join(', ');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}));
