"use strict";
// Filters, sorts and switches what the page already holds. Nothing is fetched, stored or sent.
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const page = one("#page");

  // Items and lists of one version.
  const itemsIn = (root) =>
    all("[data-item]", root).map((node, place) => {
      const { item, kind, side, owners, status, day } = node.dataset;
      return { node, place, number: item, kind, side, day, owners: owners.split(" "), status: status.split(" "), words: null };
    });

  const wordsOf = (item) => (item.words ??= item.node.textContent.toLocaleLowerCase());

  const matches = (item, want, words) =>
    (!want.kind || item.kind === want.kind) &&
    (!want.side || item.side === want.side) &&
    (!want.owner || item.owners.includes(want.owner)) &&
    (!want.status || item.status.includes(want.status)) &&
    words.every((word) => wordsOf(item).includes(word));

  const byDay = (order) => (left, right) => {
    if (!order) return left.place - right.place;
    if (left.day === right.day) return left.place - right.place;
    if (!left.day || !right.day) return left.day ? -1 : 1;
    return (left.day < right.day ? -1 : 1) * (order === "first" ? 1 : -1);
  };

  const sortLists = (lists, items, order) => {
    const sorted = [...items].sort(byDay(order));
    for (const list of lists) list.append(...sorted.filter((item) => item.node.parentElement === list).map((item) => item.node));
  };

  // A list without a match says so; a table's group goes.
  const showEmpty = (lists) => {
    for (const list of lists) {
      const none = !one("[data-item]:not([hidden])", list);
      if (list.tagName === "TBODY") {
        list.hidden = none;
        continue;
      }
      list.hidden = none;
      if (none && !list.nextElementSibling?.matches(".no-match")) {
        const note = document.createElement("p");
        note.className = "none no-match";
        note.textContent = "Nothing here matches.";
        list.after(note);
      }
      const note = list.nextElementSibling;
      if (note?.matches(".no-match")) note.hidden = !none;
    }
  };

  // The Gantt chart: rows that do not match go, and the bars move to the rows that stay.
  const chartIn = (root) => {
    const blocks = all(".block", root).map((node) => ({ node, rows: all(".labels > li", node) }));
    const marks = new Map(all(".bars > .mark", root).map((mark) => [mark.dataset.ref, mark]));
    const links = blocks.flatMap((block) => all(".link", block.node).map((node) => ({ node, block })));
    const gantt = one(".timeline", root);
    return (shown, filtered) => {
      if (!gantt) return;
      const rows = blocks.flatMap((block) => block.rows);
      const lanes = new Set(rows.filter((row) => shown.has(row.dataset.ref)).map((row) => row.dataset.lane));
      const places = new Map();
      let count = 0;
      for (const block of blocks) {
        block.first = count;
        for (const row of block.rows) {
          const { ref, lane } = row.dataset;
          row.hidden = ref ? !shown.has(ref) : filtered && (!lanes.has(lane) || !row.matches(".heading"));
          if (!row.hidden) places.set(ref ?? row, { row: count++, block });
        }
        block.size = count - block.first;
        block.node.hidden = block.size === 0;
      }
      const height = (place, block) => `${(100 * (place - block.first + 0.5)) / block.size}%`;
      for (const [ref, mark] of marks) {
        const place = places.get(ref);
        mark.toggleAttribute("hidden", !place);
        if (place) mark.setAttribute("y", height(place.row, place.block));
      }
      for (const { node, block } of links) {
        const [from, to] = [places.get(node.dataset.from), places.get(node.dataset.to)];
        node.toggleAttribute("hidden", !from || !to);
        if (!from || !to || !block.size) continue;
        const [down, across, head] = node.children;
        const y = height(to.row, block);
        down.setAttribute("y1", height(from.row, block));
        for (const [line, name] of [[down, "y2"], [across, "y1"], [across, "y2"], [head, "y"]]) line?.setAttribute(name, y);
      }
      gantt.hidden = shown.size > 0 ? lanes.size === 0 : true;
    };
  };

  const startFilters = (root) => {
    const form = one("form.filters", root);
    if (!form) return;
    const items = itemsIn(root);
    const lists = all("[data-list]", root);
    const drawChart = chartIn(root);
    const clear = one("button[type=reset]", form);
    let order = "";
    const apply = () => {
      const want = Object.fromEntries(new FormData(form));
      const words = want.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      const filtered = Boolean(words.length || want.kind || want.side || want.owner || want.status);
      const shown = new Set();
      for (const item of items) {
        item.node.hidden = !matches(item, want, words);
        if (!item.node.hidden) shown.add(item.number);
      }
      if (want.sort !== order) sortLists(lists, items, (order = want.sort));
      showEmpty(lists);
      drawChart(shown, filtered);
      one("output", form).textContent = filtered ? `${shown.size} of ${items.length} items` : order ? "Sorted by date" : "";
      clear.hidden = !filtered && !order;
    };
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    form.hidden = false;
  };

  // The customer's version takes the place of ours, so that what it leaves out is not in the document meanwhile.
  const startSwitch = () => {
    const button = one("#switch");
    const banner = one("#banner");
    if (!button) return;
    let ours = null;
    button.addEventListener("click", () => {
      if (ours) {
        page.replaceChildren(...ours);
        banner.replaceChildren();
        ours = null;
      } else {
        ours = [...page.childNodes];
        page.replaceChildren(one("#preview").content.cloneNode(true));
        banner.replaceChildren(one("#banner-text").content.cloneNode(true));
        startFilters(page);
      }
      button.setAttribute("aria-pressed", String(ours !== null));
      scrollTo(0, 0);
    });
  };

  const startTheme = () => {
    const button = one("#theme");
    const system = matchMedia("(prefers-color-scheme: dark)");
    const chosen = () => document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light");
    const show = () => button.setAttribute("aria-pressed", String(chosen() === "dark"));
    button.addEventListener("click", () => {
      document.documentElement.dataset.theme = chosen() === "dark" ? "light" : "dark";
      show();
    });
    system.addEventListener("change", show);
    show();
  };

  // A link to an item that the filters hide takes them off, before the browser goes there.
  const startLinks = () => {
    page.addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#"]');
      const goal = link && document.getElementById(link.hash.slice(1));
      const form = one("form.filters", page);
      if (!form || !goal?.matches("[hidden], [hidden] *")) return;
      for (const field of form.elements) if (field.name && field.name !== "sort") field.value = "";
      form.dispatchEvent(new Event("input"));
    });
  };

  startFilters(page);
  startLinks();
  startSwitch();
  startTheme();
  one("#controls").hidden = false;
  performance.mark("closeplan-ready");
})();
