// Calendars of days. `page.js` fires "draw" when there is something to draw, and "replace" just before other content.
(() => {
  const { DAY, MONTHS, WEEKDAYS, Days, element, legendOf, sentence } = calendarDays;
  const KEYS = { ArrowLeft: -7, ArrowRight: 7, ArrowUp: -1, ArrowDown: 1 };
  const page = document.getElementById("page");
  // What the reader chose, by the id of the calendar: other content of the page keeps it.
  const kept = new Map();

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
        line.append(isIn(number) ? cellOf(days, number) : blankCell());
      }
      return line;
    });
    const table = element("table", {}, monthsOf(year, monday, weeks), element("tbody", {}, ...rows));
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", `Days of ${year}`);
    table.id = `${id}-${year}`;
    return table;
  }

  function blankCell() {
    const cell = element("td");
    cell.setAttribute("aria-hidden", "true");
    return cell;
  }

  function cellOf(days, number) {
    const cell = element("td", { tabIndex: -1 });
    cell.dataset.day = number;
    cell.setAttribute("role", "gridcell");
    cell.title = `${days.name(number)}: ${days.words(number)}`;
    cell.setAttribute("aria-label", cell.title);
    return cell;
  }

  function monthsOf(year, monday, weeks) {
    const starts = MONTHS.map((_, month) => Math.floor((Date.UTC(year, month, 1) - monday) / (7 * DAY)));
    const line = element("tr", {}, element("th"));
    MONTHS.forEach((month, place) => {
      const next = starts[place + 1] ?? weeks;
      line.append(element("th", { colSpan: next - starts[place], textContent: month.slice(0, 3) }));
    });
    const months = element("thead", {}, line);
    months.setAttribute("aria-hidden", "true");
    return months;
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
    panel.append(...await dayContent(calendar, number));
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
