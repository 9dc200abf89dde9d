"use strict";
// Calendars of days. `page.js` fires "draw" when there is something to draw, and "replace" just before other content.
(() => {
  const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December"];
  const DAY = 86400000;
  const KEYS = { ArrowLeft: -7, ArrowRight: 7, ArrowUp: -1, ArrowDown: 1 };
  const page = document.getElementById("page");
  // What the reader chose, by the id of the calendar: other content of the page keeps it.
  const kept = new Map();

  const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  const sentence = (words) => `${words[0].toUpperCase()}${words.slice(1)}.`;

  // The days of one learner, by their numbers: 0 is the first that anything is known of.
  class Days {
    constructor(json) {
      Object.assign(this, JSON.parse(json));
      this.begin = Date.parse(this.first);
      this.today = this.reviews.length - 1;
      this.last = this.today + this.coming.length - 1;
      this.titles = new Map();
      for (const [number, title] of this.marks) {
        this.titles.set(number, [...(this.titles.get(number) ?? []), title]);
      }
      this.away = new Set();
      for (const [first, last] of this.vacation) {
        for (let number = first; number <= last; number += 1) this.away.add(number);
      }
    }

    date(number) {
      return new Date(this.begin + number * DAY);
    }

    iso(number) {
      return this.date(number).toISOString().slice(0, 10);
    }

    number(iso) {
      return (Date.parse(iso) - this.begin) / DAY;
    }

    // The colour of a value, from 1 to 5.
    step(kind, value) {
      const { bounds, colours } = this.steps[kind];
      return colours[Math.max(bounds.filter((bound) => bound <= value).length - 1, 0)] ?? 3;
    }

    look(kind, number) {
      const ahead = number > this.today;
      const value = ahead ? (kind === "reviews" ? this.coming[number - this.today] : 0) : this[kind][number];
      const looks = [ahead ? "coming" : "", number === this.today ? "today" : ""];
      if (this.away.has(number)) looks.push("vacation");
      if (this.titles.has(number)) looks.push("marked");
      const none = value === 0 ? kind !== "accuracy" || ahead : kind === "accuracy" && this.reviews[number] === 0;
      if (none) looks.push("none");
      else looks.push(value === null ? "unknown" : `s${this.step(kind, value)}`);
      return looks.filter(Boolean).join(" ");
    }

    name(number) {
      const date = this.date(number);
      const weekday = WEEKDAYS[(date.getUTCDay() + 6) % 7];
      return `${weekday} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
    }

    words(number) {
      const said = [];
      if (number === this.today) said.push("today");
      if (this.away.has(number)) said.push("on vacation");
      if (number <= this.today) said.push(...this.done(number));
      const due = number < this.today ? 0 : this.coming[number - this.today];
      const more = number === this.today ? "more " : "";
      if (due) said.push(`${due.toLocaleString("en")} ${more}${due === 1 ? "review falls" : "reviews fall"} due`);
      else if (number > this.today) said.push("no reviews fall due");
      return [...said, ...(this.titles.get(number) ?? [])].join(", ");
    }

    done(number) {
      const [reviews, lessons] = [this.reviews[number], this.lessons[number]];
      const said = [reviews === null ? "reviews not known" : reviews ? counted(reviews, "review") : "no reviews"];
      if (reviews) said.push(`${this.accuracy[number]} % right`);
      said.push(lessons === null ? "lessons not known" : lessons ? counted(lessons, "lesson") : "no lessons");
      if (reviews) said.push(counted(this.minutes[number], "minute"));
      return said;
    }
  }

  const UNITS = { reviews: "", lessons: "", accuracy: " %", minutes: " min" };

  function legendOf(days, kind) {
    const { bounds, colours, most } = days.steps[kind];
    const unit = UNITS[kind];
    const entry = (look, text) => element("li", {}, element("span", { className: `swatch ${look}` }), text);
    const range = (low, high) => (low === high ? `${low}` : `${low}–${high}`);
    const steps = bounds.map((low, place) =>
      entry(`s${colours[place]}`, range(low, place + 1 < bounds.length ? bounds[place + 1] - 1 : most) + unit));
    return [
      entry("none", kind === "accuracy" ? "no reviews" : `0${unit}`),
      ...steps,
      entry("unknown", "not known"),
      entry("none vacation", "vacation"),
      entry("none marked", "level-up or reset"),
      entry("none today", "today"),
      entry(`coming ${bounds.length && kind === "reviews" ? "s3" : "none"}`, "to come"),
    ];
  }

  const mondayOf = (time) => time - ((new Date(time).getUTCDay() + 6) % 7) * DAY;

  // A row for each weekday, a column for each week that has a day of the year.
  function gridOf(days, year, id) {
    const january = Date.UTC(year, 0, 1);
    const monday = mondayOf(january);
    const weeks = (mondayOf(Date.UTC(year, 11, 31)) - monday) / (7 * DAY) + 1;
    const offset = (monday - days.begin) / DAY;
    const isIn = (number) => number >= 0 && number <= days.last && days.date(number).getUTCFullYear() === year;
    const rows = WEEKDAYS.map((weekday, row) => {
      const head = element("th", { scope: "row", textContent: weekday.slice(0, 3) });
      head.setAttribute("role", "rowheader");
      head.setAttribute("aria-label", weekday);
      const line = element("tr", {}, head);
      for (let week = 0; week < weeks; week += 1) {
        const number = offset + 7 * week + row;
        line.append(isIn(number) ? cellOf(days, number) : element("td", { ariaHidden: "true" }));
      }
      return line;
    });
    const table = element("table", {}, monthsOf(year, monday, weeks), element("tbody", {}, ...rows));
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", `Days of ${year}`);
    table.id = `${id}-${year}`;
    return table;
  }

  function cellOf(days, number) {
    const cell = element("td", { tabIndex: -1 });
    cell.dataset.day = number;
    cell.setAttribute("role", "gridcell");
    cell.setAttribute("aria-label", `${days.name(number)}: ${days.words(number)}`);
    cell.title = cell.ariaLabel;
    return cell;
  }

  function monthsOf(year, monday, weeks) {
    const starts = MONTHS.map((_, month) => Math.floor((Date.UTC(year, month, 1) - monday) / (7 * DAY)));
    const line = element("tr", {}, element("th"));
    MONTHS.forEach((month, place) => {
      const next = starts[place + 1] ?? weeks;
      line.append(element("th", { colSpan: next - starts[place], textContent: month.slice(0, 3) }));
    });
    return element("thead", { ariaHidden: "true" }, line);
  }

  const calendarOf = (inside) => inside.closest(".calendar");
  const cellsOf = (year) => [...year.querySelectorAll("td[data-day]")];
  const cellOn = (calendar, number) => calendar.querySelector(`td[data-day="${number}"]`);
  const stateOf = (calendar) => kept.get(calendar.id);

  // A year is drawn when it is open: ten years are 3,650 cells.
  function drawYear(calendar, year) {
    const place = year.querySelector(".weeks");
    if (!year.open || place.firstChild) return;
    place.append(gridOf(calendar.days, Number(year.dataset.year), calendar.id));
    const cells = cellsOf(year);
    const today = cells.find((cell) => Number(cell.dataset.day) === calendar.days.today);
    const newest = today ?? cells.reduce((one, other) =>
      (Number(other.dataset.day) > Number(one.dataset.day) ? other : one));
    newest.tabIndex = 0;
    colour(calendar, cells);
    const ahead = newest.offsetLeft + 3.5 * newest.offsetWidth;
    place.scrollLeft = stateOf(calendar).scrolled?.get(year.dataset.year) ?? Math.max(0, ahead - place.clientWidth);
  }

  function colour(calendar, cells) {
    const state = stateOf(calendar);
    for (const cell of cells) {
      const number = Number(cell.dataset.day);
      cell.className = calendar.days.look(state.kind, number) + (number === state.shown ? " chosen" : "");
    }
  }

  function show(calendar, kind) {
    stateOf(calendar).kind = kind;
    calendar.querySelector(".legend").replaceChildren(...legendOf(calendar.days, kind));
    colour(calendar, cellsOf(calendar));
  }

  // The panel of a day.

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
    return [element("p", { className: "note", textContent: `${of} reconstructed: time or stages are an estimate.` })];
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
    return element("p", { className: "note", textContent: `${has} The page that a running collector serves has them of every day.` });
  }

  async function contentOf(calendar, number) {
    if (number > calendar.days.today) return [];
    try {
      const found = await detailsOf(calendar, number);
      if (!found) return [untold(calendar)];
      const [day, items] = found;
      return [...noteOf(day), element("div", { className: "parts" }, ...partsOf(calendar, day, items))];
    } catch {
      return [element("p", { className: "note", textContent: "This day cannot be shown: the collector does not answer." })];
    }
  }

  async function open(calendar, number, focused) {
    close(calendar);
    const cell = cellOn(calendar, number);
    if (!cell) return;
    stateOf(calendar).shown = number;
    cell.classList.add("chosen");
    const title = element("h3", { textContent: calendar.days.name(number) });
    const button = element("button", { type: "button", textContent: "Close" });
    const panel = element("section", { className: "day", tabIndex: -1 }, element("header", {}, title, button),
      element("p", { textContent: sentence(calendar.days.words(number)) }));
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", `${calendar.days.name(number)}: ${calendar.days.words(number)}`);
    cell.closest(".year").after(panel);
    if (focused) panel.focus();
    panel.append(...await contentOf(calendar, number));
  }

  function close(calendar) {
    const { shown } = stateOf(calendar);
    calendar.querySelector(".day")?.remove();
    stateOf(calendar).shown = null;
    const cell = cellOn(calendar, shown);
    cell?.classList.remove("chosen");
    return cell;
  }

  // The keyboard.

  function focusOn(cell) {
    for (const other of cellsOf(cell.closest(".year"))) other.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
  }

  function reached(cell, event) {
    const cells = event.ctrlKey ? cellsOf(cell.closest("table")) : cellsOf(cell.closest("tr"));
    const number = (each) => Number(each.dataset.day);
    const sorted = cells.sort((one, other) => number(one) - number(other));
    if (event.key === "Home") return sorted[0];
    if (event.key === "End") return sorted.at(-1);
    const wanted = number(cell) + KEYS[event.key];
    return cellsOf(cell.closest("table")).find((each) => number(each) === wanted);
  }

  function press(event) {
    const calendar = calendarOf(event.target);
    if (!calendar?.days) return;
    const cell = event.target.closest("td[data-day]");
    if (event.key === "Escape" && calendar.querySelector(".day")) {
      const shown = close(calendar);
      if (shown) focusOn(shown);
    } else if (cell && (event.key === "Enter" || event.key === " ")) {
      open(calendar, Number(cell.dataset.day), true);
    } else if (cell && (event.key in KEYS || event.key === "Home" || event.key === "End")) {
      const next = reached(cell, event);
      if (next) focusOn(next);
    } else return;
    event.preventDefault();
  }

  function click(event) {
    const calendar = calendarOf(event.target);
    if (!calendar?.days) return;
    const cell = event.target.closest("td[data-day]");
    if (cell) {
      focusOn(cell);
      open(calendar, Number(cell.dataset.day), true);
    } else if (event.target.matches(".day button")) {
      const shown = close(calendar);
      if (shown) focusOn(shown);
    }
  }

  // The page comes and goes.

  function draw(calendar) {
    const source = calendar.querySelector("script.days");
    if (!source || calendar.days) return;
    calendar.days = new Days(source.textContent);
    const details = calendar.querySelector("script.details");
    calendar.details = details && JSON.parse(details.textContent);
    if (!kept.has(calendar.id)) kept.set(calendar.id, { kind: "reviews", shown: null });
    const state = stateOf(calendar);
    for (const year of calendar.querySelectorAll(".year")) {
      year.open = state.open?.has(year.dataset.year) ?? year.open;
    }
    calendar.querySelector(`.shows input[value=${state.kind}]`).checked = true;
    calendar.querySelectorAll(".year").forEach((year) => drawYear(calendar, year));
    show(calendar, state.kind);
    again(calendar, state);
  }

  // What was open and had the focus before is and has it again.
  function again(calendar, state) {
    const { focused, date, shownDate } = state;
    state.focused = null;
    if (shownDate) open(calendar, calendar.days.number(shownDate), focused === "panel");
    state.shownDate = null;
    const cell = focused === "cell" && cellOn(calendar, calendar.days.number(date));
    if (cell) focusOn(cell);
  }

  function keep(calendar) {
    const state = stateOf(calendar);
    if (!state || !calendar.days) return;
    const years = [...calendar.querySelectorAll(".year")];
    state.open = new Set(years.filter((year) => year.open).map((year) => year.dataset.year));
    state.scrolled = new Map(years.filter((year) => year.querySelector("table"))
      .map((year) => [year.dataset.year, year.querySelector(".weeks").scrollLeft]));
    state.shownDate = state.shown === null ? null : calendar.days.iso(state.shown);
    const focus = calendar.contains(document.activeElement) ? document.activeElement : null;
    const cell = focus?.closest("td[data-day]");
    state.focused = cell ? "cell" : focus?.closest(".day") ? "panel" : null;
    state.date = cell && calendar.days.iso(Number(cell.dataset.day));
  }

  const each = (what) => () => document.querySelectorAll(".calendar").forEach(what);
  page.addEventListener("draw", each(draw));
  page.addEventListener("replace", each(keep));
  page.addEventListener("keydown", press);
  page.addEventListener("click", click);
  page.addEventListener("change", (event) => {
    if (event.target.matches(".shows input")) show(calendarOf(event.target), event.target.value);
  });
  page.addEventListener("toggle", (event) => {
    const calendar = calendarOf(event.target);
    if (event.target.matches(".year") && calendar?.days) drawYear(calendar, event.target);
  }, true);
})();
