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

// <form data-bulk="action">: counts ticked rows, ticks them all, and tells how many of what there are. The boxes stand inside of the form or
// name it (form="its-id"), since a table may hold forms of its own.
function startBulk(form) {
  const boxes = () =>
    [...form.elements].filter((element) => element.type === "checkbox" && element.name === "selected");
  const selectAll = () => [...form.elements].find((element) => element.matches("[data-select-all]"));
  const words = form.querySelector("[data-bulk-count]");
  const nothing = words?.textContent;
  const noun = form.dataset.bulk;
  const bar = form.matches(".bulk-bar") ? form : form.querySelector(".bulk-bar");

  function show() {
    const ticked = boxes().filter((box) => box.checked).length;
    const all = selectAll();
    if (words) {
      words.textContent =
        ticked === 0 && nothing ? nothing : ticked === 1 ? `1 ${noun} selected` : `${ticked} ${noun}s selected`;
    }
    if (bar) bar.classList.toggle("bulk-bar--active", ticked > 0);
    if (all) {
      all.checked = ticked > 0 && ticked === boxes().length;
      all.indeterminate = ticked > 0 && ticked < boxes().length;
    }
    boxes().forEach((box) => box.closest("tr")?.classList.toggle("is-selected", box.checked));
  }

  document.addEventListener("change", (event) => {
    if (event.target.form !== form || event.target.type !== "checkbox") return;
    if (event.target === selectAll()) {
      boxes().forEach((box) => {
        box.checked = event.target.checked;
      });
    }
    show();
  });
  document.body.addEventListener("htmx:afterSettle", show);
  show();
}

// <form data-reveals>: a part with data-shown-by="rating" data-shown-for="amber red" is in view while one of these is chosen
// ("none" for an empty choice). What is not in view is still sent; the form decides which answers count.
function startReveals(form) {
  const parts = [...form.querySelectorAll("[data-shown-by]")];

  function show() {
    const answers = new FormData(form);
    parts.forEach((part) => {
      const answer = answers.get(part.dataset.shownBy) || "none";
      part.hidden = !part.dataset.shownFor.split(" ").includes(answer) && !part.querySelector(".nhsuk-error-message");
    });
  }

  form.addEventListener("change", show);
  show();
}

const started = new WeakSet();

function startOnce(scope, selector, startForm) {
  scope.querySelectorAll(selector).forEach((form) => {
    if (started.has(form)) return;
    started.add(form);
    startForm(form);
  });
}

function start(scope) {
  initAll({
    scope,
    onError(error) {
      // A part of the page that was there before is met again beside the new one: already started, no harm.
      if (!(error instanceof InitError)) console.error(error);
    },
  });
  startOnce(scope, "form[data-bulk]", startBulk);
  startOnce(scope, "form[data-reveals]", startReveals);
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
