// Ticks of a list stay while its pages are turned and when an action was not chosen; they go once one was carried out.
const form = document.getElementById("changelist-form");
const boxes = form ? [...form.querySelectorAll("input.action-select")] : [];

if (boxes.length) {
  const query = new URLSearchParams(location.search);
  for (const name of ["p", "o", "e"]) query.delete(name);
  query.sort();
  const key = `ticks ${location.pathname}?${query}`;
  if (document.querySelector(".govuk-notification-banner--success")) sessionStorage.removeItem(key);
  const ticked = new Set(JSON.parse(sessionStorage.getItem(key) ?? "[]"));
  const here = new Set(boxes.map((box) => box.value));
  const note = form.querySelector("[data-ticked-elsewhere]");
  const elsewhere = () => [...ticked].filter((value) => !here.has(value));

  const tell = () => {
    const count = elsewhere().length;
    note.hidden = count === 0;
    note.querySelector("span").textContent = `and ${count} on other pages`;
  };
  const keep = () => {
    for (const box of boxes) ticked[box.checked ? "add" : "delete"](box.value);
    sessionStorage.setItem(key, JSON.stringify([...ticked]));
    tell();
  };

  // The admin's own script, which counts, listens only once the page is there.
  document.addEventListener("DOMContentLoaded", () => {
    for (const box of boxes) {
      if (box.checked || !ticked.has(box.value)) continue;
      box.checked = true;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
    tell();
    form.addEventListener("change", keep);
  });
  form.addEventListener("click", () => setTimeout(keep)); // "all of this page" ticks without saying so
  note.querySelector("button").addEventListener("click", () => {
    for (const value of elsewhere()) ticked.delete(value);
    keep();
  });
  form.addEventListener("submit", () => {
    if (!form.querySelector('select[name="action"]')?.value) return;
    for (const value of elsewhere()) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name: "_selected_action", value });
      form.append(input);
    }
  });
}
