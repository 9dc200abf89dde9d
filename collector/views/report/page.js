"use strict";
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const touch = matchMedia("(pointer: coarse)");
  const config = { displayModeBar: false, responsive: true };
  const page = document.getElementById("page");
  const gone = document.getElementById("gone");
  const undrawn = document.getElementById("undrawn");
  const footer = document.querySelector("footer");
  const seconds = Number(page.dataset.refresh);
  let shown = page.innerHTML;
  let asking = false;
  let drawing = false;
  // The charts that are to be drawn.
  let waiting = [];

  // Charts name the page's colours as "var(--…)": put in what they are in the present theme.
  function coloured(json) {
    const style = getComputedStyle(document.documentElement);
    return json.replace(/"var\((--[a-z]+)\)"/g, (_, name) => JSON.stringify(style.getPropertyValue(name).trim()));
  }

  // The slider of paces beside a chart; a chart of what was has none, nor has a page without a projection.
  const sliderBeside = (place) => place.closest(".learner").querySelector("input[type=range]");

  // What is chosen beside a chart: the number of a pace, or the name of a group of lists; nothing beside others.
  function chosenBeside(source) {
    if ("paced" in source.dataset) return Number(sliderBeside(source).value);
    if ("grouped" in source.dataset) return document.querySelector(`[name="${source.dataset.grouped}"]:checked`).value;
    return undefined;
  }

  // Of a chart for all paces or groups, the traces of one have it as "meta".
  function showChosen(source, figure) {
    const chosen = chosenBeside(source);
    if (chosen === undefined) return;
    for (const trace of figure.data) {
      if ("meta" in trace) trace.visible = trace.meta === chosen;
    }
  }

  // One chart that cannot be drawn does not take the others with it.
  async function drawOne(source) {
    const plot = document.getElementById(source.dataset.plot);
    const json = coloured(source.textContent);
    const shows = `${chosenBeside(source)} ${json}`;
    if (plot.shows === shows) return;
    plot.shows = shows;
    try {
      const figure = JSON.parse(json);
      showChosen(source, figure);
      // On a touch screen a finger on a chart scrolls the page; it does not zoom.
      figure.layout.dragmode = touch.matches ? false : "zoom";
      await Plotly.react(plot, figure.data, figure.layout, config);
    } catch (error) {
      plot.shows = "";
      console.error(plot.id, error);
    }
  }

  const canDraw = () => typeof Plotly !== "undefined";

  // Safari has no idle callbacks.
  const idle = () => new Promise((done) => {
    if (window.requestIdleCallback) requestIdleCallback(done, { timeout: 500 });
    else setTimeout(done, 20);
  });

  function isOnScreen(source) {
    const { top, bottom } = document.getElementById(source.dataset.plot).getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }

  // What is on the screen first, and one at a time: meanwhile the page is seen, and can be scrolled.
  async function draw() {
    page.dispatchEvent(new Event("draw"));
    undrawn.hidden = canDraw();
    if (!canDraw()) return;
    waiting = [...document.querySelectorAll("script[data-plot]")];
    if (drawing) return;
    drawing = true;
    while (waiting.length > 0) {
      const next = Math.max(waiting.findIndex(isOnScreen), 0);
      await drawOne(...waiting.splice(next, 1));
      await idle();
    }
    drawing = false;
  }

  // Paper shows all of the page.
  function drawAll() {
    if (canDraw()) document.querySelectorAll("script[data-plot]").forEach(drawOne);
  }

  // By the name of the pace: another projection may have other ones.
  const chosenPaces = new Map();

  function choosePace(slider) {
    const learner = slider.closest(".learner");
    chosenPaces.set(slider.id, slider.dataset.paces.split(" ")[slider.value]);
    for (const part of learner.querySelectorAll("[data-pace]")) {
      part.hidden = part.dataset.pace !== slider.value;
      if (!part.hidden && part.matches("p")) slider.setAttribute("aria-valuetext", part.textContent);
    }
    for (const row of learner.querySelectorAll("[data-row]")) {
      row.setAttribute("aria-current", row.dataset.row === slider.value);
    }
    if (canDraw()) learner.querySelectorAll("script[data-paced]").forEach(drawOne);
  }

  // By the name of the buttons: which group of lists is shown.
  const chosenGroups = new Map();
  const GROUP = "input[name^=lists-]";

  function chooseGroup(button) {
    chosenGroups.set(button.name, button.value);
    const chart = button.closest(".chart");
    for (const part of chart.querySelectorAll("[data-group]")) part.hidden = part.dataset.group !== button.value;
    if (canDraw()) chart.querySelectorAll("script[data-grouped]").forEach(drawOne);
  }

  function keepGroups() {
    for (const button of document.querySelectorAll(GROUP)) {
      if (chosenGroups.get(button.name) === button.value) {
        button.checked = true;
        chooseGroup(button);
      }
    }
  }

  function keepPaces() {
    for (const slider of document.querySelectorAll("input[type=range]")) {
      const place = slider.dataset.paces.split(" ").indexOf(chosenPaces.get(slider.id));
      if (place >= 0) {
        slider.value = place;
        choosePace(slider);
      }
    }
  }

  async function freshPage() {
    const answer = await fetch(location.href, { cache: "no-cache", signal: AbortSignal.timeout(30000) });
    if (!answer.ok) throw new Error(answer.statusText);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  // Request the script again, not the page, which would be as bare as before.
  function loadDrawer() {
    const old = document.getElementById("drawer");
    const again = document.createElement("script");
    again.id = old.id;
    again.src = old.src;
    again.addEventListener("load", draw);
    old.replaceWith(again);
  }

  function replaceWith(next) {
    shown = next.innerHTML;
    page.dispatchEvent(new Event("replace"));
    // Charts stay where they are, and with them what the reader zoomed into.
    for (const plot of page.querySelectorAll(".plot")) {
      const place = next.querySelector("#" + plot.id);
      if (place) place.replaceWith(plot);
      else if (canDraw()) Plotly.purge(plot);
    }
    page.replaceChildren(...next.childNodes);
    keepPaces();
    keepGroups();
    draw();
  }

  // A page that a collector serves reloads itself.
  async function refresh() {
    if (document.hidden || asking) return;
    asking = true;
    try {
      const fresh = await freshPage();
      const another = fresh.querySelector("footer").textContent !== footer.textContent;
      if (!another && !canDraw()) loadDrawer();
      // Another version has another script.
      if (another) location.reload();
      else if (fresh.getElementById("page").innerHTML !== shown) replaceWith(fresh.getElementById("page"));
      gone.hidden = true;
    } catch {
      gone.hidden = false;
    } finally {
      asking = false;
    }
  }

  // A proxy may show the page at /wanikani: what is beside it is then looked for in /, until the slash is there.
  if (seconds > 0 && !location.pathname.endsWith("/")) {
    location.replace(location.pathname + "/" + location.search);
    return;
  }
  page.addEventListener("input", ({ target }) => {
    if (target.matches("input[type=range]")) choosePace(target);
    if (target.matches(GROUP)) chooseGroup(target);
  });
  dark.addEventListener("change", draw);
  addEventListener("beforeprint", drawAll);
  addEventListener("afterprint", draw);
  if (seconds > 0) {
    setInterval(refresh, seconds * 1000);
    document.addEventListener("visibilitychange", refresh);
  }
  draw();
})();
