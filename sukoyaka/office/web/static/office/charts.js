// Conveniences over pages that work without: the slider of the household, and copying a text.
const slider = document.querySelector('[data-steps]');
if (slider) {
  const figures = [...document.querySelectorAll('[data-step]')];
  const links = [...document.querySelectorAll('[data-step-link]')];
  const days = slider.dataset.steps.split(',');
  const show = () => {
    figures.forEach((figure, index) => { figure.hidden = index !== Number(slider.value); });
    links.forEach((link, index) => { link.setAttribute('aria-current', index === Number(slider.value)); });
    slider.setAttribute('aria-valuetext', days[slider.value]);
    const address = new URL(window.location);
    address.searchParams.set('on', days[slider.value]);
    window.history.replaceState(null, '', address);
  };
  slider.addEventListener('input', show);
  slider.closest('[hidden]').hidden = false;
}
const copy = document.querySelector('[data-copy]');
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener('click', async () => {
    const text = [...document.querySelectorAll(`#${copy.dataset.copy} li, .chronology__sources li`)].map((line) => line.textContent);
    await navigator.clipboard.writeText(text.join('\n'));
    copy.textContent = copy.dataset.done;
  });
}
