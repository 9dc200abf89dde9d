// What happened on a day, for the panel below its year.
const dayContent = (() => {
  const { counted, element } = calendarDays;

  function tableOf(heads, rows) {
    const line = (name, cells) => element("tr", {}, ...cells.map((cell, place) =>
      element(name, { className: place && place < 3 ? "number" : "" }, cell)));
    return element("table", {}, element("thead", {}, line("th", heads)),
      element("tbody", {}, ...rows.map((row) => line("td", row))));
  }

  const partOf = (title, ...content) => element("div", {}, element("h4", { textContent: title }), ...content);

  function itemOf(calendar, subject, items) {
    const [kind, label, meaning] = items[subject] ?? ["", `item ${subject}`, ""];
    const url = calendar.dataset.items;
    const name = element(url ? "a" : "span", { lang: "ja", textContent: label });
    if (url) name.href = url + subject;
    return [element("span", { className: `item ${kind}` }, name), meaning];
  }

  const wordsOf = (entries) => element("div", { className: "words" }, ...entries);

  function partsOf(calendar, day, items) {
    const named = (subject, more = "") => {
      const [item, meaning] = itemOf(calendar, subject, items);
      return element("span", {}, item, ` ${meaning}${more}`);
    };
    const parts = [];
    if (day.marks.length) parts.push(partOf("What changed", ...day.marks.map(([at, title, text]) =>
      element("p", { textContent: [`${at} ${title}`, text].filter(Boolean).join(": ") }))));
    if (day.sessions.length) parts.push(partOf("Sessions", tableOf(["began", "reviews", "right", "took"],
      day.sessions.map(([at, reviews, right, took]) => [at, `${reviews}`, `${right} %`, took]))));
    if (day.stages.length) parts.push(partOf("Reviews by the stage they began in", tableOf(
      ["stage", "reviews", "right"], day.stages.map(([stage, reviews, right]) => [stage, `${reviews}`, `${right} %`]))));
    if (day.wrong.length) parts.push(partOf(`Wrong answers: ${counted(day.wrong.length, "item")}`,
      wordsOf(day.wrong.map(([subject, wrong]) => named(subject, wrong > 1 ? ` (${wrong} times)` : "")))));
    if (day.lessons.length) parts.push(partOf(counted(day.lessons.length, "lesson"),
      wordsOf(day.lessons.map((subject) => named(subject)))));
    return parts;
  }

  function noteOf(day) {
    if (!day.inferred) return [];
    const of = day.inferred === 1 ? "One review was" : `${day.inferred} reviews were`;
    return [element("p", { className: "note", textContent: `${of} inferred: the time or the stages are estimates.` })];
  }

  const fetched = new Map();

  // What happened on a day; null where the page has it not, and the collector cannot be asked for it.
  async function detailsOf(calendar, number) {
    const iso = calendar.days.iso(number);
    const url = calendar.dataset.days && calendar.dataset.days + iso;
    if (calendar.details?.days[iso]) return [calendar.details.days[iso], calendar.details.items];
    if (!url) return null;
    // The last days may still change.
    if (!fetched.has(url) || number >= calendar.days.today - 1) {
      const answer = await fetch(url, { cache: "no-cache", signal: AbortSignal.timeout(30000) });
      if (!answer.ok) throw new Error(answer.statusText);
      fetched.set(url, await answer.json());
    }
    const { days, items } = fetched.get(url);
    return [days[iso], items];
  }

  function untold(calendar) {
    const from = calendar.dataset.knownFrom;
    const has = from ? `This file has the details of the days since ${from}.` : "This file has no details of days.";
    return element("p", { className: "note", textContent: `${has} The page of a running collector has them for every day.` });
  }

  async function contentOf(calendar, number) {
    if (number > calendar.days.today) return [];
    try {
      const found = await detailsOf(calendar, number);
      if (!found) return [untold(calendar)];
      const [day, items] = found;
      return [...noteOf(day), element("div", { className: "parts" }, ...partsOf(calendar, day, items))];
    } catch {
      return [element("p", { className: "note", textContent: "What happened on this day cannot be shown: the collector gave no answer." })];
    }
  }

  return contentOf;
})();
