// What scripts add to pages that work without them: the NHS.UK components, ticking many rows at once,
// and words for people who cannot see that a part of the page has changed.
import { initAll, InitError } from "../vendor/nhsuk/nhsuk-frontend.min.js";

const liveRegion = document.getElementById("live-region");

function announce(words) {
  if (!liveRegion || !words) return;
  liveRegion.textContent = "";
  window.setTimeout(() => {
    liveRegion.textContent = words;
  }, 100);
}

// <form data-bulk>: counts ticked rows, ticks them all, and keeps the buttons off while there are none.
function startBulk(form) {
  const rows = () => [...form.querySelectorAll('input[type="checkbox"][name="selected"]')];
  const all = form.querySelector("[data-select-all]");
  const words = form.querySelector("[data-bulk-count]");
  const bar = form.querySelector(".bulk-bar");

  function show() {
    const boxes = rows();
    const ticked = boxes.filter((box) => box.checked).length;
    if (words) words.textContent = ticked === 1 ? "1 action selected" : `${ticked} actions selected`;
    if (bar) bar.classList.toggle("bulk-bar--active", ticked > 0);
    if (all) {
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
    boxes.forEach((box) => box.closest("tr")?.classList.toggle("is-selected", box.checked));
  }

  form.addEventListener("change", (event) => {
    if (event.target === all) {
      rows().forEach((box) => {
        box.checked = all.checked;
      });
    }
    if (event.target.type === "checkbox") show();
  });
  form.addEventListener("htmx:afterSettle", show);
  show();
}

const started = new WeakSet();

function start(scope) {
  initAll({
    scope,
    onError(error) {
      // A part of the page that was there before is met again beside the new one: already started, no harm.
      if (!(error instanceof InitError)) console.error(error);
    },
  });
  scope.querySelectorAll("form[data-bulk]").forEach((form) => {
    if (started.has(form)) return;
    started.add(form);
    startBulk(form);
  });
}

start(document);

document.body.addEventListener("htmx:load", (event) => {
  const part = event.detail.elt;
  if (part === document.body) return;
  start(part.parentElement ?? part);
  part.querySelectorAll("[data-announce]").forEach((element) => announce(element.textContent.trim()));
  part.querySelector("[data-focus]")?.focus();
});

document.body.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  const words =
    status === 403 || status === 401
      ? "That was not saved: you may have been signed out. Reload the page and try again."
      : "That was not saved: something went wrong. Reload the page and try again.";
  showProblem(words);
});

document.body.addEventListener("htmx:sendError", () => {
  showProblem("That was not saved: the service cannot be reached. Check the connection and try again.");
});

function showProblem(words) {
  const problem = document.getElementById("live-problem");
  if (!problem) return;
  problem.textContent = words;
  problem.hidden = false;
}
