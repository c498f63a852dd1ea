// Turns a long drop-down list into a box to type in, with GOV.UK's accessible-autocomplete. The select stays in the
// form and keeps the answer, so that the server sees the same with and without this script. Ours is what the package
// leaves open: options that the server finds, the answer's way back into the select, and boxes of questions that came later.
(() => {
  const MOST = 60;

  const words = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").split(/[^a-z0-9]+/);
  const matches = (typed, label) => {
    const parts = words(label);
    return words(typed).filter(Boolean).every((word) => parts.some((part) => part.startsWith(word)));
  };
  const same = (one, other) => one.trim().toLowerCase() === other.trim().toLowerCase();
  // The package starts with the bare text of the answer where later it holds one of our options.
  const textOf = (option) => option?.text ?? option ?? "";
  // What the package is given as a suggestion it takes for HTML.
  const escaped = (text) => Object.assign(document.createElement("span"), { textContent: text }).innerHTML;

  class SearchBox {
    constructor(select) {
      this.select = select;
      this.id = select.id;
      this.found = { typed: null, options: [] };
      this.root = document.createElement("div");
      select.id = `${this.id}-select`;
      select.hidden = true;
      select.after(this.root);
      // Before the package looks: a box that shows its answer is opened to choose another one, but what is typed is searched.
      this.root.addEventListener("input", () => { this.isTyped = true; }, true);
      this.root.addEventListener("click", () => { this.isTyped = false; }, true);
      this.root.addEventListener("keydown", (event) => this.keepFocus(event));
      this.draw();
    }

    // Also takes back what was typed but is no option: the package has no other way to be given a new text.
    draw() {
      const { select, id } = this;
      const label = document.querySelector(`label[for="${CSS.escape(id)}"]`)?.textContent.trim() || select.getAttribute("aria-label") || "Options";
      this.root.replaceChildren();
      window.accessibleAutocomplete({
        element: this.root,
        id,
        name: "",
        defaultValue: this.answer(),
        displayMenu: "overlay",
        showAllValues: true,
        inputClasses: `govuk-input${select.classList.contains("govuk-select--error") ? " govuk-input--error" : ""}`,
        menuAttributes: { "aria-labelledby": null, "aria-label": label },
        source: (typed, show) => this.search(typed, show),
        templates: { inputValue: textOf, suggestion: (option) => escaped(textOf(option)) },
        onConfirm: (option) => this.confirm(option),
        tNoResults: () => "Nothing found",
        tStatusNoResults: () => "Nothing found",
        tAssistiveHint: () => "Type to search. Go through what is found with the up and down arrows and choose with Enter.",
      });
      this.input = this.root.querySelector("input");
      this.input.disabled = select.disabled;
      this.input.spellcheck = false;
      if (select.hasAttribute("aria-label")) this.input.setAttribute("aria-label", select.getAttribute("aria-label"));
      this.keepDescription();
    }

    // The package sets and removes its own description; the hint and the error of the question stay beside it.
    keepDescription() {
      const ours = this.select.getAttribute("aria-describedby");
      if (!ours) return;
      const { input } = this;
      const describe = () => {
        const now = input.getAttribute("aria-describedby") || "";
        if (!now.startsWith(ours)) input.setAttribute("aria-describedby", `${ours} ${now}`.trim());
      };
      new MutationObserver(describe).observe(input, { attributeFilter: ["aria-describedby"] });
      describe();
    }

    // Escape closes the list under the focus, which would fall out of the page with it.
    keepFocus(event) {
      if (event.key === "Escape" && event.target !== this.input) this.input.focus();
    }

    // Filters have a first option that means "all"; it is shown, so that the state is visible.
    answer() {
      const chosen = this.select.selectedOptions[0];
      return chosen && (chosen.value !== "" || this.select.name.startsWith("_filter")) ? chosen.textContent.trim() : "";
    }

    async search(typed, show) {
      const options = await this.options(!this.isTyped && same(typed, this.answer()) ? "" : typed);
      const now = this.input.value;
      if (!this.root.contains(document.activeElement) || (typed !== "" && typed !== now)) return;
      this.found = { typed, options };
      // The package goes to the first option of a list opened by keyboard, also of an empty one.
      if (options.length || typed !== "") show(options);
    }

    options(typed) {
      if (this.select.dataset.remote) return this.ask(typed);
      return [...this.select.options]
        .map((option) => ({ value: option.value, text: option.textContent.trim(), also: option.dataset.search || "" }))
        .filter((option) => option.text && matches(typed, `${option.text} ${option.also}`))
        .slice(0, MOST);
    }

    async ask(term) {
      const { remote, appLabel, modelName, fieldName } = this.select.dataset;
      const query = new URLSearchParams({ term, app_label: appLabel, model_name: modelName, field_name: fieldName });
      const response = await fetch(`${remote}?${query}`, { headers: { Accept: "application/json" } });
      if (!response.ok) return [];
      return (await response.json()).results.map((row) => ({ value: row.id, text: row.text }));
    }

    // Called with an option when one is chosen, and with none when the box is left or its list closed.
    confirm(option) {
      if (option?.value !== undefined) this.choose(option);
      else if (!this.root.contains(document.activeElement)) this.leave();
    }

    choose(option) {
      if (![...this.select.options].some((item) => item.value === String(option.value))) {
        this.select.add(new Option(option.text, option.value));
      }
      this.set(String(option.value));
    }

    leave() {
      const typed = this.input.value;
      if (same(typed, this.answer())) return;
      const found = typed === this.found.typed ? this.found.options : [];
      const meant = found.find((option) => same(option.text, typed)) || (found.length === 1 ? found[0] : null);
      if (!typed.trim()) this.set("");
      else if (meant) this.choose(meant);
      this.draw();
    }

    set(value) {
      if (this.select.value === value) return;
      this.select.value = value;
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  const enhance = (root) => {
    for (const select of root.querySelectorAll('select[data-module="core-autocomplete"]:not([hidden], [multiple])')) new SearchBox(select);
  };
  enhance(document);
  document.addEventListener("core:added", (event) => enhance(event.detail));
})();
