// What each type of panel makes of its frames: the few rules that are the panels' own, not @grafana/data's.
//
// Every rule names the file it was read in, of Grafana 12.2.0-pre unless another version is given.

// Returns {message} where a sentence stands instead of data, or, by the panel's type,
// {columns, rows, tables}, {values}, {series} or {series, labels}.
export function seen(panel, frames, context) {
  const show = { table, stat: values, bargauge: values, timeseries, barchart }[panel.type];
  if (!show) throw new Error(`no rule for panels of type ${panel.type}: add it to panels.mjs`);
  return show(panel, frames, context);
}

const list = (values) => (Array.isArray(values) ? values : values.toArray());
const custom = (field) => field.config.custom ?? {};

function text(library, field, value) {
  return library.formattedValueToString(field.display(value));
}

// public/app/features/panel/components/PanelDataErrorView.tsx
function message(panel, frames, otherwise) {
  const empty = frames.every((frame) => frame.length === 0);
  return { message: empty ? (panel.fieldConfig.defaults.noValue ?? 'No data') : otherwise };
}

// public/app/plugins/panel/table/TablePanel.tsx: one frame, chosen in a drop-down where there are more.
function table(panel, frames, { library }) {
  if (!frames.some((frame) => frame.fields.length > 0)) return message(panel, frames, 'Cannot visualize data');
  const [frame] = frames;
  // packages/grafana-ui/src/components/Table/utils.ts (9.5), TableNG/utils.ts: the columns that are not hidden.
  const fields = frame.fields.filter((field) => !custom(field).hidden && !custom(field).hideFrom?.viz);
  const columns = fields.map((field) => ({
    head: library.getFieldDisplayName(field, frame, frames),
    type: field.type,
    unit: field.config.unit ?? null,
    links: (field.config.links ?? []).length,
    colours: cellColours(field),
    mappedColours: hasMappedColours(field),
  }));
  const cell = (field, row) => {
    const value = list(field.values)[row];
    const shown = field.display(value);
    return {
      text: library.formattedValueToString(shown),
      colour: cellColours(field) ? shown.color : undefined,
      empty: value === null || value === undefined,
    };
  };
  const rows = sorted(panel, fields, columns, frame.length).map((row) => fields.map((field) => cell(field, row)));
  return { columns, rows, tables: frames.length };
}

// TableNG/utils.ts, getCellColors; Table/DefaultCell.tsx (9.5): without such a cell type colours are not shown.
function cellColours(field) {
  return ['color-background', 'color-text', 'gauge'].includes(custom(field).cellOptions?.type);
}

function hasMappedColours(field) {
  const results = (field.config.mappings ?? []).flatMap((each) =>
    each.type === 'value' ? Object.values(each.options) : [each.options.result]
  );
  return results.some((result) => result.color && result.color !== 'transparent');
}

// TableNG/hooks.ts, useSortedRows, with `sortBy` of the panel's options; Table/utils.ts (9.5) sorts numbers alike.
function sorted(panel, fields, columns, length) {
  const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });
  const compared = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(a ?? '', b ?? ''));
  const by = (panel.options.sortBy ?? [])
    .map(({ displayName, desc }) => [fields[columns.findIndex(({ head }) => head === displayName)], desc ? -1 : 1])
    .filter(([field]) => field);
  const order = (a, b) =>
    by.map(([field, sign]) => sign * compared(list(field.values)[a], list(field.values)[b])).find((sign) => sign) ?? 0;
  return [...Array(length).keys()].sort(order);
}

// public/app/plugins/panel/{stat/StatPanel,bargauge/BarGaugePanel}.tsx: all of it is @grafana/data's.
function values(panel, frames, { library, theme, replaceVariables, timeZone }) {
  const { fieldConfig, options } = panel;
  const { reduceOptions } = options;
  const shown = library.getFieldDisplayValues({ fieldConfig, reduceOptions, replaceVariables, theme, data: frames, timeZone });
  return {
    values: shown.map(({ display, field }) => ({
      name: display.title ?? '',
      text: library.formattedValueToString(display),
      colour: display.color,
      unit: field.unit ?? null,
    })),
  };
}

// public/app/plugins/panel/timeseries/utils.ts, prepareGraphableFields: frames with a time and a number.
function timeseries(panel, frames, { library, theme, from, to }) {
  const drawn = frames.filter((frame) => ['time', 'number'].every((type) => frame.fields.some((one) => one.type === type)));
  if (drawn.length === 0) return message(panel, frames, 'Data is missing a number field');
  const shown = drawn.flatMap((frame) => lines(frame, drawn, library, theme));
  // timeseries/plugins/OutsideRangePlugin.tsx: all moments of the joined frames together.
  const moments = shown.flatMap(({ points }) => points.map(([time]) => time));
  const inside = moments.length < 2 || (Math.min(...moments) <= to && Math.max(...moments) >= from);
  return inside ? { series: shown } : { series: shown, message: 'Data outside time range' };
}

function lines(frame, frames, library, theme) {
  const times = list(frame.fields.find((field) => field.type === 'time').values);
  const fields = frame.fields.filter((field) => field.type === 'number' && !custom(field).hideFrom?.viz);
  return fields.map((field) => {
    // @grafana/data, joinDataFrames: a single frame is put in the order of time too.
    const points = times.map((time, index) => [time, list(field.values)[index]]).sort(([a], [b]) => a - b);
    return {
      ...one(field, frame, frames, library, theme),
      points: points.map(([time, value]) => [time, value ?? null, value == null ? null : text(library, field, value)]),
      // Part of the legend and, with points never shown, a value between two nulls has no line of its own.
      visible: isVisible(custom(field), points.map(([, value]) => value)),
    };
  });
}

function one(field, frame, frames, library, theme) {
  return {
    name: library.getFieldDisplayName(field, frame, frames),
    unit: field.config.unit ?? null,
    colour: library.getFieldSeriesColor(field, theme).color,
  };
}

// packages/grafana-ui/src/components/uPlot/config/UPlotSeriesBuilder.ts: a line needs two values next to each
// other, or `spanNulls`; a point or a bar needs one.
function isVisible({ drawStyle = 'line', showPoints = 'auto', spanNulls = false }, values) {
  const given = values.filter((value) => value != null).length;
  if (drawStyle !== 'line' || showPoints !== 'never') return given > 0;
  const together = values.some((value, index) => value != null && values[index + 1] != null);
  return together || (Boolean(spanNulls) && given > 1);
}

// public/app/plugins/panel/barchart/utils.ts, prepSeries: the field of the labels, and all numbers beside it.
function barchart(panel, frames, { library, theme, release }) {
  if (frames.every((frame) => frame.length === 0)) return message(panel, frames);
  const frame = together(frames, library, release);
  const { xField } = panel.options;
  const name = (field) => library.getFieldDisplayName(field, frame, [frame]);
  const labels =
    frame.fields.find((field) => xField && (name(field) === xField || field.name === xField)) ??
    frame.fields.find((field) => field.type === 'string') ??
    frame.fields.find((field) => field.type === 'time');
  if (!labels) return { message: 'Bar charts require a string or time field' };
  const bars = frame.fields.filter((field) => field !== labels && field.type === 'number' && !custom(field).hideFrom?.viz);
  if (bars.length === 0) return { message: 'No numeric fields found' };
  const longest = longestLabel(labels, panel.options, release);
  return {
    moments: labels.type === 'time' ? list(labels.values) : [],
    labels: list(labels.values).map((value) => shortened(text(library, labels, value), longest)),
    series: bars.map((field) => ({
      ...one(field, frame, [frame], library, theme),
      points: list(field.values).map((value, index) => [index, value ?? null, value == null ? null : text(library, field, value)]),
      visible: list(field.values).some((value) => value != null),
    })),
  };
}

// utils.ts, prepSeries: several frames are joined, and so put in the order of time; 9.5 sorts a single one too.
function together(frames, library, release) {
  if (frames.length > 1) return library.outerJoinDataFrames({ frames, keepDisplayNames: true });
  const [frame] = frames;
  const time = frame.fields.findIndex((field) => field.type === 'time');
  return release.startsWith('9.') && time >= 0 ? library.sortDataFrame(frame, time) : frame;
}

// utils.ts, prepConfig: the option as it stands, and 0 leaves nothing but dots. In BarChartPanel.tsx of 9.5 it
// means no limit, as a missing one does in both. Moments are never cut (bars.ts, xTimeAuto).
function longestLabel({ type, config }, { xTickLabelMaxLength: longest }, release) {
  const moments = type === 'time' && !config.unit?.startsWith('time:');
  const unlimited = longest === undefined || (release.startsWith('9.') && longest === 0);
  return moments || unlimited ? Infinity : longest;
}

function shortened(label, longest) {
  return label.length > longest ? `${label.slice(0, longest)}...` : label;
}
