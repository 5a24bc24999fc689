/* Search with Pagefind: the dialog on every page, and the search page. */
(() => {
  "use strict";

  const { data: { search }, element } = window.knowledgeBase;
  const words = search.words;
  const names = ["category", "tag", "audience", "author", "year"];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const bundle = new URL(search.bundle, location.href);
  const root = new URL("..", bundle);
  const address = (found) => new URL(found.raw_url.replace(/^\//, ""), root);
  const count = (number) => (number === 1 ? words.one : fill(words.many, { count: number }));

  // Keywords and synonyms count as much as a heading.
  const options = { excerptLength: 28, ranking: { metaWeights: { title: 8, keywords: 4, category: 0.2, date: 0 } } };
  const scripts = document.currentScript.src;

  let module = null;
  let started = null;
  const start = async () => {
    const entry = fetch(new URL("pagefind-entry.json", bundle), { cache: "no-cache" });
    const [loaded, answer] = await Promise.all([import(bundle), entry]);
    module = loaded;
    // The entry lists the parts of a large index.
    const { parts } = await answer.json();
    if (parts) {
      const { searchParts } = await import(new URL("knowledge-base-search-parts.js", scripts));
      return searchParts(module, bundle, parts, options);
    }
    await module.options(options);
    await module.init();
    await module.filters();
    const counts = async (query, filters) => (await module.search(query, { filters })).filters;
    return { search: module.search, debouncedSearch: module.debouncedSearch, counts };
  };
  const pagefind = () => (started ??= start());
  // Pagefind does not load a file again that failed once, for example on a train, so start afresh.
  const forget = () => {
    module?.destroy();
    started = null;
  };

  // Pagefind takes only straight quotes as marks of a phrase; phones and other languages use others.
  const asked = (query) => query.trim().replace(/[“”„‟«»]/g, '"');

  // Tell screen readers that results are loading.  Tests wait for this attribute, too.
  const busy = (list, whether) => list.setAttribute("aria-busy", whether);

  /* One result: title, category and date, an excerpt, and the headings of matching sections. */

  const excerpt = (html) => {
    // Pagefind has escaped the text and marked the matching words.
    const paragraph = element("p", { className: "kb-excerpt" });
    const parsed = new DOMParser().parseFromString(html, "text/html").body;
    for (const node of parsed.childNodes) {
      paragraph.append(node.nodeName === "MARK" ? element("mark", { textContent: node.textContent }) : node.textContent);
    }
    return paragraph;
  };

  const hit = (found, { headings }) => {
    const link = element("a", { href: address(found).href, textContent: found.meta.title });
    const item = element("li", { className: "kb-hit" }, element("p", { className: "kb-title" }, link));
    const facts = [found.meta.category, found.meta.date].filter(Boolean).join(" · ");
    if (facts) item.append(element("p", { className: "kb-facts", textContent: facts }));
    // Pagefind does not mark where an excerpt was cut.
    const whole = found.content.trim();
    const piece = found.plain_excerpt.trim();
    item.append(excerpt(`${whole.startsWith(piece) ? "" : "… "}${found.excerpt.trim()}${whole.endsWith(piece) ? "" : " …"}`));
    const below = found.sub_results.filter((part) => part.anchor && part.anchor.element !== "h1").slice(0, headings);
    if (below.length) {
      item.append(element("ul", { className: "kb-hit-headings" }, ...below.map((part) => {
        const place = address(found);
        place.hash = part.anchor.id;
        return element("li", {}, element("a", { href: place.href, textContent: part.title.replace(/¶$/, "") }));
      })));
    }
    return item;
  };

  /* The dialog.  It is already on the page, and the reader may have typed a query. */

  const dialog = document.querySelector(".kb-dialog");
  if (dialog) {
    const [input, status, hits, all] = ["input", ".kb-search-status", ".kb-hits", ".kb-search-all"]
      .map((selector) => dialog.querySelector(selector));
    const stops = () => [input, ...hits.querySelectorAll("a"), all];

    const draw = (items, text) => {
      const at = stops().indexOf(document.activeElement);
      hits.replaceChildren(...items);
      status.textContent = text;
      busy(hits, false);
      // Keep the focus of a reader who is already in the list.
      if (at > 0) (stops()[at] ?? input).focus();
    };

    let turn = 0;
    const look = async () => {
      const mine = ++turn;
      const query = asked(input.value);
      all.href = query ? `${search.page}?${new URLSearchParams({ q: query })}` : search.page;
      if (!query) {
        draw([], "");
        return;
      }
      busy(hits, true);
      try {
        const answer = await (await pagefind()).debouncedSearch(query, {}, 150);
        if (!answer || mine !== turn) return;
        const found = await Promise.all(answer.results.slice(0, 6).map((result) => result.data()));
        if (mine !== turn) return;
        const number = answer.results.length;
        draw(found.map((one) => hit(one, { headings: 2 })), number ? count(number) : fill(words.none, { query }));
      } catch {
        // The search page can fall back on its list of articles.
        if (mine === turn) location.href = all.href;
      }
    };
    input.addEventListener("input", look);

    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const here = stops().indexOf(document.activeElement);
      const next = stops()[here + (event.key === "ArrowDown" ? 1 : -1)];
      if (here < 0 || !next) return;
      event.preventDefault();
      next.focus();
    });
    if (input.value) look();
    else pagefind().catch(forget);
  }

  /* The search page.  Its state is in its address, so a search can be shared and gone back to. */

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

  const batch = async (results) => {
    const found = await Promise.all(results.slice(0, atOnce).map((result) => result.data()));
    return found.map((one) => hit(one, { headings: 3 }));
  };

  /* Count the results of each facet value, as limited by the other facets. */
  const counts = async (engine) => {
    const entries = await Promise.all(names.map(async (name) => {
      const filters = chosen();
      delete filters[name];
      return [name, (await engine.counts(state.q || null, filters))[name] ?? {}];
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
      // On a narrow screen, open facets would push the results out of sight.
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
    busy(hits, true);
    try {
      const engine = await pagefind();
      const idle = !state.q && !Object.keys(chosen()).length && !state.sort;
      // Without a query, list every article, the newest first.
      const order = state.sort || (!state.q ? "date" : "");
      const answer = await engine.search(state.q || null, { filters: chosen(), ...(order && { sort: { [order]: "desc" } }) });
      const [numbers, items] = await Promise.all([counts(engine), batch(answer.results)]);
      if (mine !== turn) return;
      offline(false);
      drawFacets(numbers);
      hits.replaceChildren(...items);
      rest = answer.results.slice(atOnce);
      more.hidden = !rest.length;
      const number = answer.results.length;
      status.textContent = number || idle ? count(number) : fill(words.none, { query: state.q });
    } catch {
      if (mine !== turn) return;
      forget();
      narrow();
    }
    busy(hits, false);
  };

  const offline = (whether) => {
    at("kb-search-offline").hidden = !whether;
    page.classList.toggle("kb-offline", whether);
    sort.hidden = sort.previousElementSibling.hidden = whether;
  };

  /* Without an index, for example under file:, filter the list of all articles. */
  const narrow = () => {
    offline(true);
    facets.replaceChildren();
    hits.replaceChildren();
    more.hidden = true;
    const parts = state.q.toLocaleLowerCase().match(/"[^"]+"|[^\s"]+/g) ?? [];
    let shown = 0;
    for (const entry of every.children) {
      const text = `${entry.textContent} ${entry.dataset.words}`.toLocaleLowerCase();
      entry.hidden = !parts.every((part) => text.includes(part.replaceAll('"', "")));
      shown += !entry.hidden;
    }
    status.textContent = shown ? count(shown) : fill(words.none, { query: state.q });
  };

  let pause = 0;
  input.addEventListener("input", () => {
    clearTimeout(pause);
    turn += 1; // results of earlier queries are obsolete
    busy(hits, true);
    pause = setTimeout(() => {
      state.q = asked(input.value);
      write(true);
      run();
    }, 150);
  });
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    state.q = asked(input.value);
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
  more.addEventListener("click", async () => {
    const mine = turn;
    const next = rest;
    rest = rest.slice(atOnce);
    more.hidden = !rest.length;
    const items = await batch(next).catch(() => []);
    if (mine !== turn) return;
    hits.append(...items);
    items[0]?.querySelector("a").focus();
  });
  addEventListener("popstate", () => {
    read();
    run();
  });
  read();
  run();
})();
