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

  // Charts name the page's colours as var(--…): put in what they are in the present theme.
  function coloured(value, style) {
    if (typeof value === "string") {
      return value.replace(/^var\((--[a-z]+)\)$/, (_, name) => style.getPropertyValue(name).trim());
    }
    if (Array.isArray(value)) return value.map((one) => coloured(one, style));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, coloured(one, style)]));
  }

  async function drawOne(source, style) {
    const figure = coloured(JSON.parse(source.textContent), style);
    // On a touch screen a finger on a chart scrolls the page; it does not zoom.
    figure.layout.dragmode = touch.matches ? false : "zoom";
    await Plotly.react(source.dataset.plot, figure.data, figure.layout, config);
  }

  const canDraw = () => typeof Plotly !== "undefined";

  // One chart that cannot be drawn does not take the others with it.
  function draw() {
    undrawn.hidden = canDraw();
    if (!canDraw()) return;
    const style = getComputedStyle(document.documentElement);
    for (const source of document.querySelectorAll("script[data-plot]")) {
      drawOne(source, style).catch((error) => console.error(source.dataset.plot, error));
    }
  }

  async function freshPage() {
    const answer = await fetch(location.href, { cache: "no-cache", signal: AbortSignal.timeout(30000) });
    if (!answer.ok) throw new Error(answer.statusText);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  // The script is asked for again, and not the page, which would be as bare as before.
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
    // Charts stay where they are, and with them what the reader zoomed into.
    for (const plot of page.querySelectorAll(".plot")) {
      const place = next.querySelector("#" + plot.id);
      if (place) place.replaceWith(plot);
      else if (canDraw()) Plotly.purge(plot);
    }
    page.replaceChildren(...next.childNodes);
    draw();
  }

  // Served by a collector the page asks for itself again.
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
  dark.addEventListener("change", draw);
  for (const moment of ["beforeprint", "afterprint"]) addEventListener(moment, draw);
  if (seconds > 0) {
    setInterval(refresh, seconds * 1000);
    document.addEventListener("visibilitychange", refresh);
  }
  draw();
})();
