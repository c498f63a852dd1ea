// Starts GOV.UK Frontend and makes question pages answer while people type. Every page works without it.
const address = document.querySelector('meta[name="govuk-frontend"]').content;
const { initAll } = await import(address);
const { Idiomorph } = await import(document.querySelector('meta[name="idiomorph"]').content);
initAll();

// A filter panel is open on wide screens and closed on narrow ones, where it would push the list away.
for (const panel of document.querySelectorAll('[data-module="core-filters"]')) {
  if (window.matchMedia("(max-width: 79.99em)").matches) panel.open = false;
}

// Questions inside an option show while it is chosen. GOV.UK Frontend would mark the option with aria-expanded, which
// radios and checkboxes may not carry, so this is ours.
function reveal(option) {
  const inside = document.getElementById(option.dataset.reveals);
  inside?.classList.toggle(`govuk-${option.type === "radio" ? "radios" : "checkboxes"}__conditional--hidden`, !option.checked);
}
const revealAll = () => document.querySelectorAll("[data-reveals]").forEach(reveal);
document.addEventListener("change", revealAll);
window.addEventListener("pageshow", revealAll);
document.addEventListener("core:added", revealAll);
revealAll();

// Live questions. The server sends the whole list of questions that are asked now; only those that came, went or
// changed are touched, so that nothing anybody has typed is lost and the focus stays where it is.
function start(element) {
  try {
    initAll({ scope: element });
  } catch {
    // A component that was started already says so; the others are running.
  }
  window.htmx?.process(element);
  document.dispatchEvent(new CustomEvent("core:added", { detail: element }));
}

// What somebody has typed since the questions were asked for is newer than what comes back.
const typed = new Map();
for (const event of ["input", "change"]) {
  document.addEventListener(event, ({ target }) => typed.set(target.name, performance.now()));
}

const unchanged = (ours, theirs) => ours.dataset?.signature && ours.dataset.signature === theirs.dataset.signature;
const remade = (element) => element.dataset?.question && element.querySelector('[data-module="core-autocomplete"]');

function patch(target, html, askedAt) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(target.id);
  if (!fresh) return;
  const questions = () => new Set([...target.querySelectorAll(":scope > [data-question]")].map((el) => el.id));
  const before = questions();
  const touched = [];
  const replaced = [];
  Idiomorph.morph(target, fresh, {
    morphStyle: "outerHTML",
    ignoreActiveValue: true,
    callbacks: {
      beforeNodeMorphed: (ours, theirs) => {
        if (unchanged(ours, theirs)) return false;
        // A list that has become a box to type in is made anew with its box.
        if (ours.dataset?.question && remade(ours)) {
          replaced.push([ours, document.importNode(theirs, true)]);
          return false;
        }
        if (ours.dataset?.question) touched.push(ours);
        return true;
      },
      beforeAttributeUpdated: (name, node) =>
        !(typed.get(node.name) > askedAt && ["value", "checked", "selected"].includes(name)),
      afterNodeAdded: (node) => { if (node.nodeType === Node.ELEMENT_NODE) touched.push(node); },
    },
  });
  let focused = "";
  for (const [ours, theirs] of replaced) {
    if (ours.contains(document.activeElement)) focused = document.activeElement.id;
    ours.replaceWith(theirs);
    touched.push(theirs);
  }
  touched.filter((element) => element.isConnected).forEach(start);
  if (focused) document.getElementById(focused)?.focus();
  const after = questions();
  announce([...after].filter((id) => !before.has(id)).length, [...before].filter((id) => !after.has(id)).length);
}

function announce(added, removed) {
  const region = document.getElementById("questions-status");
  if (!region || !(added || removed)) return;
  const parts = [];
  if (added) parts.push(added === 1 ? "1 question added" : `${added} questions added`);
  if (removed) parts.push(removed === 1 ? "1 question removed" : `${removed} questions removed`);
  region.textContent = parts.join(", ");
}

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  if (target?.dataset.reconcile === undefined) return;
  event.detail.shouldSwap = false;
  if (event.detail.xhr.status === 200) patch(target, event.detail.xhr.responseText, event.detail.xhr.askedAt);
});

// Saving the page ends a request for its questions on purpose and needs no further one.
let asking = null;
let leaving = false;
document.body.addEventListener("htmx:beforeRequest", (event) => { if (leaving) event.preventDefault(); });
document.body.addEventListener("htmx:beforeSend", (event) => {
  asking = event.detail.xhr;
  asking.askedAt = performance.now();
});
document.addEventListener("submit", () => {
  leaving = true;
  if (asking) asking.onabort = null;
});
window.addEventListener("pageshow", () => { leaving = false; });

// A log comes into being with its first save: from then on the page is the log's own, also for questions and reloads.
const home = document.querySelector("#subsection-form[action]")?.action;
if (home && !location.href.startsWith(home)) history.replaceState(null, "", home);
