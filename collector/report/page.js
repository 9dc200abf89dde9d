"use strict";
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const touch = matchMedia("(pointer: coarse)");
  const config = { displayModeBar: false, responsive: true };

  // Charts name the page's colours as var(--…): put in what they are in the present theme.
  function coloured(value, style) {
    if (typeof value === "string") {
      return value.replace(/^var\((--[a-z]+)\)$/, (_, name) => style.getPropertyValue(name).trim());
    }
    if (Array.isArray(value)) return value.map((one) => coloured(one, style));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, coloured(one, style)]));
  }

  function draw() {
    const style = getComputedStyle(document.documentElement);
    for (const source of document.querySelectorAll("script[data-plot]")) {
      const figure = coloured(JSON.parse(source.textContent), style);
      // On a touch screen a finger on a chart scrolls the page; it does not zoom.
      figure.layout.dragmode = touch.matches ? false : "zoom";
      Plotly.react(source.dataset.plot, figure.data, figure.layout, config);
    }
  }

  // Served by a collector the page asks for itself again; the charts that did not change keep their zoom.
  async function refresh() {
    if (document.hidden) return;
    const answer = await fetch(location.href, { cache: "no-cache" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const page = document.getElementById("page");
    const next = fresh.getElementById("page");
    if (next.innerHTML === shown) return;
    shown = next.innerHTML;
    for (const plot of page.querySelectorAll(".plot")) {
      const place = next.querySelector("#" + plot.id);
      if (place) place.replaceWith(plot);
      else Plotly.purge(plot);
    }
    page.replaceChildren(...next.childNodes);
    draw();
  }

  let shown = document.getElementById("page").innerHTML;
  draw();
  dark.addEventListener("change", draw);
  const seconds = Number(document.getElementById("page").dataset.refresh);
  if (seconds > 0) {
    setInterval(() => refresh().catch(() => {}), seconds * 1000);
  }
})();
