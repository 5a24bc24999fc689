/* Searches an index in parts as if it were one.  Loaded only where the index has several parts.

   Pagefind merges indexes of different sites; here they are parts of one site.  Three things differ
   from one index, and are put right here, with what Pagefind's own interface tells:

   - A part that does not have a word of the query ignores the word, or takes the longest word that
     the query's word begins with.  Such a part has no results.
   - A score depends on how rare a word is, and on how long pages are, in the part.  Both are made
     those of the whole site.
   - Results sorted by date are sorted part by part.  The parts follow each other by date. */

// Pagefind's defaults (https://pagefind.app/docs/ranking/), which the options of a part replace.
const saturation = 1.4;
const lengthWeight = 0.75;

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/* How rare a word is: inverse document frequency, as Pagefind calculates it. */
const rarity = (all, having) => Math.log((all + 1) / (having + 0.5));

/* The options of a part whose pages have `ratio` times as many words as those of the whole site.

   With them, BM25's term k1 * (1 - b + b * length / average) has the average of the whole site. */
const optionsOfPart = (options, number, ratio) => {
  const termSaturation = saturation * (1 - lengthWeight + lengthWeight * ratio);
  const pageLength = saturation * lengthWeight * ratio / termSaturation;
  // Pagefind multiplies the scores of words, not those of metadata, by k1 + 1.
  const scale = (termSaturation + 1) / (saturation + 1);
  const metaWeights = Object.fromEntries(
    Object.entries(options.ranking.metaWeights).map(([field, weight]) => [field, weight * scale]));
  return {
    ...options,
    indexWeight: 1 / scale,
    mergeFilter: { part: number },
    ranking: { ...options.ranking, termSaturation, pageLength, metaWeights },
  };
};

/* What the fields of a page add to its score: `weight * matched * (matched / total) ** 2`. */
const scoreOfFields = (terms, weights) => {
  const total = sum(terms.map(({ value }) => value));
  const fields = new Set(terms.flatMap((term) => term.fields));
  return sum([...fields].map((field) => {
    const matched = sum(terms.filter((term) => term.fields.includes(field)).map(({ value }) => value));
    return (weights[field] ?? 1) * matched ** 3 / total ** 2;
  }));
};

/* Return what searches: an object with the functions of Pagefind's module that the pages use.

   bundle: address of the folder of the first part; the others are folders in it.
   parts: for each part, the oldest first, its number of pages and of words on a page. */
export const searchParts = async (pagefind, bundle, parts, options) => {
  const numbers = parts.map((_, index) => String(index + 1));
  const average = sum(parts.map((part) => part.pages * part.words)) / sum(parts.map((part) => part.pages));
  const [first, ...others] = parts.map((part, index) => optionsOfPart(options, numbers[index], part.words / average));
  await pagefind.options(first);
  await pagefind.init();
  await Promise.all(others.map((own, index) => pagefind.mergeIndex(new URL(`${index + 2}/`, bundle).href, own)));
  const sizes = (await pagefind.filters()).part;
  const weights = options.ranking.metaWeights;

  const inPart = (query, number, { filters, ...rest } = {}) =>
    pagefind.search(query, { ...rest, filters: { ...filters, part: number } });
  const ids = (answer) => answer.results.map((result) => result.id).sort().join();

  /* Whether a part that found something for a term has words that begin with it. */
  const has = async (term, number, answer, exact) => {
    if (!answer.results.length || exact.filters.part?.[number]) return answer.results.length > 0;
    // If not, the answer is that for the longest word with which the term begins, and stays the
    // same when the term gets longer.
    return ids(answer) !== ids(await inPart(`${term}zqx`, number));
  };

  /* For each part, the pages that have words which begin with a term. */
  const lookUp = async (term) => {
    const exact = await pagefind.search(`"${term}"`);
    const answers = await Promise.all(numbers.map((number) => inPart(term, number)));
    const having = await Promise.all(numbers.map((number, index) => has(term, number, answers[index], exact)));
    // If no part has the word, each takes the nearest, as one index does.
    const found = answers.map(({ results }, index) => (having.includes(true) && !having[index] ? [] : results));
    const value = rarity(sum(Object.values(sizes)), sum(found.map((results) => results.length)));
    return {
      value,
      isFound: found.some((results) => results.length),
      parts: Object.fromEntries(found.map((results, index) => [numbers[index], {
        value: rarity(sizes[numbers[index]], results.length),
        results: new Map(results.map((result) => [result.id, result])),
      }])),
    };
  };
  const known = new Map();
  const lookUpOnce = (term) => known.get(term) ?? known.set(term, lookUp(term)).get(term);

  /* The terms of a query, and the parts that have all of them. */
  const prepare = async (query) => {
    const isPhrase = /^\s*".+"\s*$/.test(query ?? "");
    const words = isPhrase ? [] : (query ?? "").replaceAll('"', " ").split(/\s+/).filter(Boolean);
    const terms = await Promise.all([...new Set(words)].map(lookUpOnce));
    const asked = terms.filter((term) => term.isFound);
    return { terms, within: numbers.filter((number) => asked.every((term) => term.parts[number].results.size)) };
  };

  /* The score of a result in a part, with words as rare as they are in the whole site. */
  const scoreInSite = (result, number, terms) => {
    const here = terms.map((term) => {
      const { value, results } = term.parts[number];
      const alone = results.get(result.id);
      return { value, fields: alone?.matchedMetaFields ?? [], score: alone?.score ?? 0 };
    });
    const inSite = here.map((term, index) => ({ ...term, value: terms[index].value }));
    const ofText = here.map((term, index) => {
      const frequency = term.score / term.value - sum(term.fields.map((field) => weights[field] ?? 1));
      return (terms[index].value - term.value) * Math.max(0, frequency);
    });
    return result.score + sum(ofText) + scoreOfFields(inSite, weights) - scoreOfFields(here, weights);
  };

  const search = async (query, { filters = {}, sort } = {}) => {
    const { terms, within } = await prepare(query);
    const answers = await Promise.all(within.map((number) => inPart(query, number, { filters, sort })));
    if (sort) return { results: answers.reverse().flatMap(({ results }) => results) };
    const results = answers.flatMap((answer, index) => answer.results.map((result) =>
      Object.assign(result, terms.length && { score: scoreInSite(result, within[index], terms) })));
    return { results: results.sort((a, b) => b.score - a.score) };
  };

  return {
    search,
    debouncedSearch: async (query, asked, pause) =>
      ((await pagefind.debouncedSearch(query, asked, pause)) && search(query, asked)),
    counts: async (query, filters) => {
      const { within } = await prepare(query);
      return (await pagefind.search(query, { filters: { ...filters, part: { any: within } } })).filters;
    },
  };
};
