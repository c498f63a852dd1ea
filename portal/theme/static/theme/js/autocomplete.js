// Turns a long drop-down list into a box to type in (an ARIA combobox). The select stays in the form and keeps the
// answer, so that the server sees the same with and without this script.
(() => {
  const MOST = 60;
  let count = 0;

  const words = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").split(/[^a-z0-9]+/);
  const matches = (typed, label) => {
    const parts = words(label);
    return words(typed).filter(Boolean).every((word) => parts.some((part) => part.startsWith(word)));
  };

  class Autocomplete {
    constructor(select) {
      this.select = select;
      this.remote = select.dataset.remote;
      this.active = -1;
      this.shown = [];
      this.build();
      this.showChosen();
    }

    build() {
      const { select } = this;
      const id = select.id || `autocomplete-${(count += 1)}`;
      this.root = document.createElement("div");
      this.root.className = "core-autocomplete";
      this.input = document.createElement("input");
      this.list = document.createElement("ul");
      this.status = document.createElement("div");
      this.input.className = `govuk-input core-autocomplete__input${select.classList.contains("govuk-select--error") ? " govuk-input--error" : ""}`;
      Object.assign(this.input, { id, type: "text", autocomplete: "off", spellcheck: false, disabled: select.disabled });
      const about = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-options` };
      for (const [name, value] of Object.entries(about)) this.input.setAttribute(name, value);
      for (const name of ["aria-describedby", "aria-label"]) {
        if (select.hasAttribute(name)) this.input.setAttribute(name, select.getAttribute(name));
      }
      this.list.id = `${id}-options`;
      this.list.className = "core-autocomplete__list";
      this.list.setAttribute("role", "listbox");
      const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
      this.list.setAttribute("aria-label", label ? label.textContent.trim() : "Options");
      this.list.hidden = true;
      this.status.className = "govuk-visually-hidden";
      this.status.setAttribute("role", "status");
      select.id = `${id}-select`;
      select.hidden = true;
      select.after(this.root);
      this.root.append(this.input, this.list, this.status);
      this.input.addEventListener("input", () => this.search());
      this.input.addEventListener("keydown", (event) => this.key(event));
      // What was chosen is marked, so that typing replaces it.
      this.input.addEventListener("focus", () => this.input.select());
      this.input.addEventListener("click", () => this.search(true));
      this.input.addEventListener("blur", () => this.leave());
      // mousedown, not click: the box must not lose focus first.
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const item = event.target.closest("[role=option]");
        if (item) this.choose(this.shown[Number(item.dataset.index)]);
      });
    }

    showChosen() {
      const chosen = this.select.selectedOptions[0];
      this.input.value = chosen && chosen.value !== "" ? chosen.textContent.trim() : this.blankText();
    }

    blankText() {
      // Filters have a first option that means "all"; it is shown, so that the state is visible.
      const first = this.select.options[0];
      return first && first.value === "" && first.selected && this.select.name.startsWith("_filter") ? first.textContent.trim() : "";
    }

    async search(all = false) {
      const typed = all ? "" : this.input.value;
      if (this.remote) {
        this.shown = await this.fetchOptions(typed);
      } else {
        const options = [...this.select.options].map((option) => ({ value: option.value, text: option.textContent.trim(), also: option.dataset.search || "" }));
        this.shown = options.filter((option) => option.text && matches(typed, `${option.text} ${option.also}`)).slice(0, MOST);
      }
      this.active = -1;
      this.draw();
    }

    async fetchOptions(term) {
      const { appLabel, modelName, fieldName } = this.select.dataset;
      const query = new URLSearchParams({ term, app_label: appLabel, model_name: modelName, field_name: fieldName });
      const response = await fetch(`${this.remote}?${query}`, { headers: { Accept: "application/json" } });
      if (!response.ok) return [];
      return (await response.json()).results.map((row) => ({ value: row.id, text: row.text }));
    }

    draw() {
      this.list.replaceChildren(...this.shown.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${this.list.id}-${index}`;
        item.className = `core-autocomplete__option${index === this.active ? " core-autocomplete__option--active" : ""}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(index === this.active));
        item.dataset.index = index;
        item.textContent = option.text;
        return item;
      }));
      this.open(this.shown.length > 0);
      this.status.textContent = this.shown.length ? `${this.shown.length} found` : "Nothing found";
      if (this.active >= 0) {
        this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
        this.list.children[this.active].scrollIntoView({ block: "nearest" });
      } else this.input.removeAttribute("aria-activedescendant");
    }

    open(yes) {
      this.list.hidden = !yes;
      this.input.setAttribute("aria-expanded", String(yes));
    }

    async key(event) {
      const last = this.shown.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (this.list.hidden) await this.search(true);
        else this.active = event.key === "ArrowDown" ? Math.min(this.active + 1, last) : Math.max(this.active - 1, -1);
        this.draw();
      } else if (event.key === "Enter" && !this.list.hidden && this.active >= 0) {
        event.preventDefault();
        this.choose(this.shown[this.active]);
      } else if (event.key === "Escape" && !this.list.hidden) {
        event.preventDefault();
        this.open(false);
      }
    }

    choose(option) {
      let known = [...this.select.options].find((item) => item.value === String(option.value));
      if (!known) {
        known = new Option(option.text, option.value);
        this.select.add(known);
      }
      this.set(known.value);
      this.showChosen();
      this.open(false);
    }

    leave() {
      this.open(false);
      const typed = this.input.value.trim().toLowerCase();
      const exact = this.shown.find((option) => option.text.toLowerCase() === typed);
      const chosen = this.select.selectedOptions[0];
      if (exact) this.choose(exact);
      else if (!typed) this.set("");
      else if (!chosen || chosen.textContent.trim().toLowerCase() !== typed) {
        const only = this.shown.length === 1 ? this.shown[0] : null;
        if (only) this.choose(only);
        else this.showChosen();
      }
    }

    set(value) {
      if (this.select.value === value) return;
      this.select.value = value;
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  const enhance = (root) => {
    for (const select of root.querySelectorAll('select[data-module="core-autocomplete"]:not([hidden])')) {
      if (!select.multiple) new Autocomplete(select);
    }
  };
  enhance(document);
  document.addEventListener("core:added", (event) => enhance(event.detail));
})();
