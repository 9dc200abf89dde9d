// What a browser shows of Grafana's panels; 9.5 and 12 mark their parts differently.
window.screenOfPanels = (() => {
  const WARNING_SIGN = 'path[d^="M12,16a1,1,0,1,0,1,1A1,1,0,0,0,12,16Zm10.67,1.47"]';
  const IN_TROUBLE = '[aria-label="Panel status"], [data-testid*="Panel status"], '
    + '[aria-label="Panel header error"], ' + WARNING_SIGN;
  const LOADING = '[aria-label="Panel loading bar"], .panel-loading';
  // 9.5 has two of them, by a switch of its own.
  const HEADER = '[data-testid$="header-container"], .panel-header';
  // Of the height of a line, which is larger than its letters.
  const SPARE = 0.3;
  // Pixels.
  const READABLE = 9;

  // Charts are drawn, so their texts are remembered while they are drawn: axes, and values of bars.
  const written = new WeakMap();
  const pen = CanvasRenderingContext2D.prototype;
  const { fillText, clearRect } = pen;

  pen.fillText = function (text, x, y, ...rest) {
    const length = this.measureText(text).width;
    const begin = { center: -length / 2, right: -length, end: -length }[this.textAlign] ?? 0;
    const ends = [begin, begin + length].map((dx) => this.getTransform().transformPoint(new DOMPoint(x + dx, y)));
    const { width, height } = this.canvas;
    const whole = ends.every((end) => end.x >= -2 && end.x <= width + 2 && end.y >= -2 && end.y <= height + 2);
    if (text.trim()) written.get(this.canvas)?.push({ text: text.trim(), whole });
    return fillText.call(this, text, x, y, ...rest);
  };

  pen.clearRect = function (x, y, width, height) {
    if (width >= this.canvas.width && height >= this.canvas.height) written.set(this.canvas, []);
    return clearRect.call(this, x, y, width, height);
  };

  function find(title) {
    const marks = [`data-testid Panel header ${title}`, `${title} panel`];
    return [...document.querySelectorAll('[data-testid^="data-testid Panel header "], [aria-label$=" panel"]')]
      .find((one) => marks.includes(one.dataset.testid) || marks.includes(one.getAttribute("aria-label")));
  }

  function* textsIn(panel) {
    const nodes = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      const { data, parentElement: parent } = nodes.currentNode;
      const range = document.createRange();
      range.selectNodeContents(nodes.currentNode);
      const lines = [...range.getClientRects()].filter((line) => line.width > 0 && line.height > 0);
      const visible = parent.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
      if (data.trim() && lines.length && visible && !parent.closest("style, script")) {
        yield { text: data.trim(), lines, parent };
      }
    }
  }

  // What scrolls can be reached; what is clipped cannot.
  function isCut({ text, lines, parent }, panel) {
    if (/(…|\.\.\.)$/.test(text)) return true;
    for (let each = parent; each && each !== panel.parentElement; each = each.parentElement) {
      const style = getComputedStyle(each);
      const clips = /hidden|clip/.test(style.overflowX) || /strict|content|paint/.test(style.contain);
      const edge = each.getBoundingClientRect();
      if (style.display !== "inline" && clips && lines.some((line) => isOutside(line, edge))) return true;
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) return false;
    }
    return false;
  }

  function isOutside(line, edge) {
    const spare = SPARE * line.height;
    return line.left < edge.left - 1 || line.right > edge.right + 1
      || line.top < edge.top - spare || line.bottom > edge.bottom + spare;
  }

  function cells(panel) {
    return [...panel.querySelectorAll('[role="row"]')]
      .map((row) => [...row.querySelectorAll('[role="cell"], [role="gridcell"]')])
      .filter((row) => row.length);
  }

  // 9.5 colours a box in the cell, 12 the cell itself.
  function colourOf(cell) {
    const boxes = [cell, ...cell.querySelectorAll("div")].map((box) => getComputedStyle(box).backgroundColor);
    return boxes.find((colour) => !/^rgba\(.*, 0\)$/.test(colour)) ?? "none";
  }

  function read(title) {
    const panel = find(title);
    if (!panel) return { title, missing: true };
    const head = panel.querySelector(HEADER);
    const all = [...textsIn(panel)];
    const drawn = [...panel.querySelectorAll("canvas")].flatMap((canvas) => written.get(canvas) ?? []);
    return {
      title,
      texts: all.filter(({ parent }) => !head?.contains(parent)).map(({ text }) => text),
      drawn: drawn.map(({ text }) => text),
      charts: panel.querySelectorAll("canvas").length,
      heads: [...panel.querySelectorAll('[role="columnheader"]')].map((one) => one.innerText.trim()),
      rows: cells(panel).map((row) => row.map((cell) => cell.innerText.trim())),
      colours: cells(panel).map((row) => row.map(colourOf)),
      cut: [...all.filter((one) => isCut(one, panel)), ...drawn.filter(({ whole }) => !whole)]
        .map(({ text }) => text),
      small: all.filter(({ parent }) => parseFloat(getComputedStyle(parent).fontSize) < READABLE)
        .map(({ text }) => text),
      trouble: [...panel.querySelectorAll(IN_TROUBLE)].length,
    };
  }

  function isReady(title) {
    const panel = find(title);
    const seen = panel && read(title);
    return Boolean(seen) && !panel.querySelector(LOADING) && (seen.charts > 0 || seen.texts.length > 0);
  }

  function openRow(title) {
    const row = document.querySelector(`[data-testid="data-testid dashboard-row-title-${title}"]`);
    row?.click();
    return Boolean(row);
  }

  return {
    read: (titles) => titles.map(read),
    waiting: (titles) => titles.filter((title) => !isReady(title)),
    openRow,
  };
})();
