/* Search: the dialog of every page and the search page, both over Pagefind's bundle. */
(() => {
  "use strict";

  const { data: { search }, element } = window.knowledgeBase;
  const words = search.words;
  const names = ["category", "tag", "audience", "author", "year"];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const root = new URL("..", new URL(search.bundle, location.href));
  const count = (number) => (number === 1 ? words.one : fill(words.many, { count: number }));

  let bundle = null;
  const pagefind = () => {
    bundle ??= import(new URL(search.bundle, location.href)).then(async (module) => {
      // What editors name as synonyms counts as much as a heading.
      await module.options({ excerptLength: 28, ranking: { metaWeights: { title: 8, keywords: 4, category: 0.2, date: 0 } } });
      await module.init();
      await module.filters();
      return module;
    });
    return bundle;
  };

  /* A hit: title, where it belongs, an excerpt, and the headings under which it was found. */

  const excerpt = (html) => {
    // Pagefind escapes the text itself and marks the words found.
    const paragraph = element("p", { className: "kb-excerpt" });
    const parsed = new DOMParser().parseFromString(html, "text/html").body;
    for (const node of parsed.childNodes) {
      paragraph.append(node.nodeName === "MARK" ? element("mark", { textContent: node.textContent }) : node.textContent);
    }
    return paragraph;
  };

  const hit = (found, { headings }) => {
    const link = element("a", { href: new URL(found.raw_url, root).href, textContent: found.meta.title });
    const item = element("li", { className: "kb-hit" }, element("p", { className: "kb-title" }, link));
    const facts = [found.meta.category, found.meta.date].filter(Boolean).join(" · ");
    if (facts) item.append(element("p", { className: "kb-facts", textContent: facts }));
    item.append(excerpt(found.excerpt));
    const below = found.sub_results.filter((part) => part.anchor && part.anchor.element !== "h1").slice(0, headings);
    if (below.length) {
      item.append(element("ul", { className: "kb-hit-headings" }, ...below.map((part) => {
        const address = new URL(found.raw_url, root);
        address.hash = part.anchor.id;
        return element("li", {}, element("a", { href: address.href, textContent: part.title.replace(/¶$/, "") }));
      })));
    }
    return item;
  };

  /* The dialog */

  let dialog = null;

  const makeDialog = () => {
    const input = element("input", { type: "search", name: "q", autocomplete: "off", placeholder: words.placeholder });
    input.setAttribute("aria-label", words.placeholder);
    const status = element("p", { className: "kb-search-status" });
    status.setAttribute("role", "status");
    const hits = element("ol", { className: "kb-hits" });
    const all = element("a", { className: "kb-search-all", href: search.page, textContent: words.all });
    const close = element("button", { type: "button", className: "kb-close", textContent: "×", onclick: () => dialog.close() });
    close.setAttribute("aria-label", window.knowledgeBase.data.words.close);
    const form = element("form", { action: search.page, method: "get" }, input, close);
    dialog = element("dialog", { className: "kb-dialog" }, form, status, hits, all);
    dialog.setAttribute("aria-label", words.search);
    document.body.append(dialog);

    let turn = 0;
    input.addEventListener("input", async () => {
      const mine = ++turn;
      const query = input.value.trim();
      all.href = query ? `${search.page}?${new URLSearchParams({ q: query })}` : search.page;
      if (!query) {
        hits.replaceChildren();
        status.textContent = "";
        return;
      }
      const engine = await pagefind().catch(() => null);
      if (!engine) {
        location.href = all.href;
        return;
      }
      const answer = await engine.debouncedSearch(query, {}, 150);
      if (!answer || mine !== turn) return;
      const found = await Promise.all(answer.results.slice(0, 6).map((result) => result.data()));
      if (mine !== turn) return;
      hits.replaceChildren(...found.map((one) => hit(one, { headings: 2 })));
      status.textContent = answer.results.length ? count(answer.results.length) : fill(words.none, { query });
    });

    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = [input, ...dialog.querySelectorAll(".kb-hits a"), all];
      const here = stops.indexOf(document.activeElement);
      const next = here + (event.key === "ArrowDown" ? 1 : -1);
      if (here < 0 || !stops[next]) return;
      event.preventDefault();
      stops[next].focus();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
      else if (event.target.closest("a") && !event.ctrlKey && !event.metaKey) dialog.close();
    });
    return input;
  };

  window.knowledgeBase.openSearch = () => {
    if (!dialog) makeDialog();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").select();
    pagefind().catch(() => {});
  };

  /* The search page: its state is its address, so that it can be shared and gone back to. */

  const page = document.querySelector(".kb-search-page");
  if (!page) return;

  const at = (id) => document.getElementById(id);
  const [input, facets, status, sort, hits, more, every] = [
    "kb-search-page", "kb-facets", "kb-search-status", "kb-search-sort", "kb-hits",
    "kb-search-more", "kb-every-article",
  ].map(at);
  const atOnce = 10;
  const wide = matchMedia("(min-width: 48em)");
  let state = null;
  let rest = [];
  let turn = 0;

  const read = () => {
    const asked = new URLSearchParams(location.search);
    state = { q: asked.get("q") ?? "", sort: asked.get("sort") ?? "" };
    for (const name of names) state[name] = asked.getAll(name);
    input.value = state.q;
    sort.value = state.sort;
  };

  const write = (replace) => {
    const asked = new URLSearchParams();
    if (state.q) asked.set("q", state.q);
    for (const name of names) state[name].forEach((value) => asked.append(name, value));
    if (state.sort) asked.set("sort", state.sort);
    const address = `${location.pathname}${asked.size ? `?${asked}` : ""}`;
    history[replace ? "replaceState" : "pushState"](null, "", address);
  };

  const chosen = () => Object.fromEntries(names.filter((name) => state[name].length)
    .map((name) => [name, { any: state[name] }]));

  const showMore = async () => {
    const mine = turn;
    const found = await Promise.all(rest.slice(0, atOnce).map((result) => result.data()));
    if (mine !== turn) return;
    rest = rest.slice(atOnce);
    const items = found.map((one) => hit(one, { headings: 3 }));
    hits.append(...items);
    more.hidden = rest.length === 0;
    return items[0];
  };

  /* Counts say what choosing one more would find: what fits the other facets. */
  const counts = async (engine) => {
    const entries = await Promise.all(names.map(async (name) => {
      const filters = chosen();
      delete filters[name];
      const answer = await engine.search(state.q || null, { filters });
      return [name, answer.filters[name] ?? {}];
    }));
    return Object.fromEntries(entries);
  };

  const drawFacets = (numbers) => {
    const focused = document.activeElement?.closest?.("#kb-facets input");
    const groups = names.flatMap((name) => {
      const values = Object.entries(numbers[name]).filter(([value, number]) => number || state[name].includes(value));
      if (!values.length) return [];
      values.sort(([one, a], [other, b]) => (name === "year" ? other.localeCompare(one) : b - a || one.localeCompare(other)));
      const boxes = values.map(([value, number]) => element("label", {},
        element("input", { type: "checkbox", name, value, checked: state[name].includes(value) }),
        element("span", { textContent: value }), " ", element("span", { className: "kb-count", textContent: number })));
      // On a narrow screen the results are not to be pushed out of sight.
      const open = facets.querySelector(`details[data-name="${name}"]`)?.open ??
        (wide.matches && (name === "category" || name === "audience" || state[name].length > 0));
      const number = state[name].length ? ` (${state[name].length})` : "";
      const group = element("details", { open }, element("summary", { textContent: words[name] + number }),
        element("fieldset", {}, element("legend", { className: "kb-search-label", textContent: words[name] }), ...boxes));
      group.dataset.name = name;
      return [group];
    });
    const clear = element("button", { type: "button", className: "kb-clear", textContent: words.clear, hidden: !names.some((name) => state[name].length) });
    clear.addEventListener("click", () => {
      for (const name of names) state[name] = [];
      write(false);
      run();
      input.focus();
    });
    facets.replaceChildren(...groups, clear);
    if (focused) {
      [...facets.querySelectorAll("input")].find((box) => box.name === focused.name && box.value === focused.value)?.focus();
    }
  };

  const run = async () => {
    const mine = ++turn;
    const engine = await pagefind().catch(() => null);
    if (mine !== turn) return;
    if (!engine) {
      runOffline();
      return;
    }
    const idle = !state.q && !Object.keys(chosen()).length && !state.sort;
    // Nothing asked for: every article, the newest first.
    const order = state.sort || (!state.q ? "date" : "");
    const answer = await engine.search(state.q || null, { filters: chosen(), ...(order && { sort: { [order]: "desc" } }) });
    const numbers = await counts(engine);
    if (mine !== turn) return;
    drawFacets(numbers);
    hits.replaceChildren();
    rest = answer.results;
    status.textContent = rest.length || idle ? count(rest.length) : fill(words.none, { query: state.q });
    await showMore();
  };

  /* Opened from a folder there is no index: the list of all articles narrows itself. */
  const runOffline = () => {
    at("kb-search-offline").hidden = false;
    page.classList.add("kb-offline");
    sort.hidden = sort.previousElementSibling.hidden = true;
    const asked = state.q.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const entry of every.children) {
      const text = `${entry.textContent} ${entry.dataset.words}`.toLocaleLowerCase();
      entry.hidden = !asked.every((word) => text.includes(word));
      shown += !entry.hidden;
    }
    status.textContent = shown ? count(shown) : fill(words.none, { query: state.q });
  };

  let pause = 0;
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      state.q = input.value.trim();
      write(true);
      run();
    }, 150);
  });
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    state.q = input.value.trim();
    write(false);
    run();
  });
  facets.addEventListener("change", () => {
    for (const name of names) {
      state[name] = [...facets.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value);
    }
    write(false);
    run();
  });
  sort.addEventListener("change", () => {
    state.sort = sort.value;
    write(false);
    run();
  });
  more.textContent = words.more;
  more.addEventListener("click", async () => (await showMore())?.querySelector("a").focus());
  addEventListener("popstate", () => {
    read();
    run();
  });
  read();
  run();
})();
