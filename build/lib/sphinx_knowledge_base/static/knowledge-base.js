/* What makes reading more comfortable.  Every page is complete without it. */
(() => {
  "use strict";

  const data = JSON.parse(document.getElementById("kb-data").textContent);
  const article = document.querySelector("[role=main]");
  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  window.knowledgeBase = { data, element };

  /* Search: its dialog can be typed into at once; what searches is loaded when it is first wanted. */

  const makeDialog = () => {
    const { page, script, words } = data.search;
    const input = element("input", { type: "search", name: "q", autocomplete: "off", placeholder: words.placeholder });
    input.setAttribute("aria-label", words.placeholder);
    const status = element("p", { className: "kb-search-status" });
    status.setAttribute("role", "status");
    const close = element("button", { type: "button", className: "kb-close", textContent: "×" });
    close.setAttribute("aria-label", data.words.close);
    const made = element("dialog", { className: "kb-dialog" },
      element("form", { action: page }, input, close),
      status,
      element("ol", { className: "kb-hits" }),
      element("a", { className: "kb-search-all", href: page, textContent: words.all }));
    made.setAttribute("aria-label", words.search);
    made.addEventListener("click", (event) => {
      const leaves = event.target.closest("a") && !event.ctrlKey && !event.metaKey;
      if (event.target === made || event.target === close || leaves) made.close();
    });
    document.body.append(made);
    document.head.append(element("script", { src: script }));
    return made;
  };
  let dialog = null;
  const openSearch = () => {
    dialog ??= makeDialog();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").select();
  };

  const onSearchPage = document.querySelector(".kb-search-page") !== null;
  if (data.search) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-kb-search]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || onSearchPage) return;
      event.preventDefault();
      openSearch();
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, select, textarea, [contenteditable]");
      const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
      const controlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (!slash && !controlK) return;
      event.preventDefault();
      if (onSearchPage) document.getElementById("kb-search-page").focus();
      else openSearch();
    });
  }

  /* How far one has read: a line above an article. */

  if (article && article.querySelector(".kb-footer")) {
    const line = element("div", { className: "kb-progress" });
    line.setAttribute("aria-hidden", "true");
    document.body.append(line);
    const end = article.querySelector(".kb-footer");
    let waiting = false;
    const measure = () => {
      waiting = false;
      const height = end.getBoundingClientRect().top + scrollY - innerHeight;
      line.style.scale = `${height > 0 ? Math.min(1, scrollY / height) : 1} 1`;
    };
    addEventListener("scroll", () => {
      if (!waiting) requestAnimationFrame(measure);
      waiting = true;
    }, { passive: true });
    measure();
  }

  /* A heading's mark copies the address of the heading. */

  const announcement = element("div", { className: "kb-announcement" });
  announcement.setAttribute("role", "status");
  document.body.append(announcement);
  const announce = (text) => {
    announcement.textContent = text;
    setTimeout(() => { announcement.textContent = ""; }, 2500);
  };
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("a.headerlink");
    if (mark && navigator.clipboard) {
      navigator.clipboard.writeText(mark.href).then(() => announce(data.words.copied), () => {});
    }
  });

  /* Previews of footnotes, and of terms that the glossary defines.  They can be pointed at, and
   * Escape closes them (WCAG 1.4.13). */

  const preview = element("div", { className: "kb-preview", id: "kb-preview", hidden: true });
  preview.setAttribute("role", "tooltip");
  document.body.append(preview);
  const pages = new Map();
  let shownFor = null;
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    preview.hidden = true;
    shownFor?.removeAttribute("aria-describedby");
    shownFor = null;
  };

  const definition = async (link) => {
    const id = decodeURIComponent(link.hash.slice(1));
    if (link.matches(".footnote-reference")) {
      const note = document.getElementById(id)?.cloneNode(true);
      note?.querySelectorAll(".label, .backrefs, .fn-backref").forEach((part) => part.remove());
      return note;
    }
    const address = link.href.split("#")[0];
    if (!pages.has(address)) {
      pages.set(address, fetch(address).then((answer) => answer.text())
        .then((text) => new DOMParser().parseFromString(text, "text/html")));
    }
    const term = (await pages.get(address)).getElementById(id)?.closest("dt");
    let meaning = term?.nextElementSibling;
    while (meaning?.matches("dt")) meaning = meaning.nextElementSibling;
    return meaning;
  };

  const show = async (link) => {
    const found = await definition(link).catch(() => null);
    if (!found || !link.matches(":hover, :focus")) return;
    hide();
    preview.replaceChildren(...[...found.childNodes].map((node) => document.importNode(node, true)));
    preview.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
    preview.querySelectorAll("a").forEach((part) => part.replaceWith(...part.childNodes));
    preview.hidden = false;
    shownFor = link;
    link.setAttribute("aria-describedby", preview.id);
    const at = link.getBoundingClientRect();
    const left = Math.min(at.left, document.documentElement.clientWidth - preview.offsetWidth - 16);
    const above = at.bottom + preview.offsetHeight + 16 > innerHeight && at.top > preview.offsetHeight + 16;
    preview.style.left = `${Math.max(16, left) + scrollX}px`;
    preview.style.top = `${(above ? at.top - preview.offsetHeight - 6 : at.bottom + 6) + scrollY}px`;
  };

  const previewed = 'a.footnote-reference[href^="#"], a[href*="#term-"]';
  const later = (action, delay) => {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  };
  for (const [over, out, delay] of [["pointerover", "pointerout", 250], ["focusin", "focusout", 0]]) {
    document.addEventListener(over, (event) => {
      const link = event.target.closest(previewed);
      if (link && article?.contains(link)) later(() => show(link), delay);
      else if (event.target.closest(".kb-preview")) clearTimeout(timer);
    });
    document.addEventListener(out, (event) => {
      if (event.target.closest(`${previewed}, .kb-preview`)) later(hide, delay);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shownFor) hide();
  });

  /* Lists that are marked so can be narrowed by what their entries say of themselves. */

  const facets = [
    ["category", ".kb-badge"],
    ["tag", ".kb-tag"],
    ["audience", ".kb-audience"],
  ];

  const narrow = (list) => {
    const entries = [...list.children];
    const values = (entry, selector) => [...entry.querySelectorAll(selector)].map((part) => part.textContent);
    const selects = facets.flatMap(([name, selector]) => {
      const labels = [...new Set(entries.flatMap((entry) => values(entry, selector)))];
      if (labels.length < 2) return [];
      labels.sort((one, other) => one.localeCompare(other, document.documentElement.lang));
      const select = element("select", { name }, new Option(data.words.all, ""),
        ...labels.map((label) => new Option(label, label)));
      return [{ select, selector, label: element("label", {}, element("span", { textContent: data.words[name] }), select) }];
    });
    const status = element("p", { className: "kb-narrow-status" });
    status.setAttribute("role", "status");
    const form = element("form", { className: "kb-narrow" }, ...selects.map(({ label }) => label), status);
    form.setAttribute("aria-label", data.words.narrow);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => {
      for (const entry of entries) {
        entry.hidden = !selects.every(({ select, selector }) =>
          !select.value || values(entry, selector).includes(select.value));
      }
      const shown = entries.filter((entry) => !entry.hidden).length;
      status.textContent = data.words.shown.replace("{shown}", shown).replace("{total}", entries.length);
    });
    list.before(form);
    list.classList.add("kb-narrowed");
  };
  document.querySelectorAll("ul.kb-narrowable").forEach(narrow);

  /* What scrolls inside itself can be reached and scrolled by keyboard. */

  const reachable = (box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };
  const sizes = new ResizeObserver((changes) => changes.forEach(({ target }) => reachable(target)));
  document.querySelectorAll(".table-wrapper, .highlight pre, math[display=block]").forEach((box) => {
    sizes.observe(box);
    const caption = box.querySelector("caption");
    if (box.matches(".table-wrapper")) {
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", caption?.textContent || box.querySelector("thead")?.textContent.trim().replace(/\s+/g, " ") || data.words.table);
    }
  });
})();
