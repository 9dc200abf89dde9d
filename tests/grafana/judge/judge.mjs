// Reads panels with the data frames of their queries, and writes what a viewer of that Grafana sees in each.
//
//   node judge.mjs VERSION < questions.json > answers.json
//
// A question is {panel, frames, from, to, timeZone}; an answer is described at `seen` in panels.mjs.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { loadLibrary, optionsRegistry } from './library.mjs';
import { seen } from './panels.mjs';

async function transformed(library, transformations, frames) {
  const unknown = [];
  for (const each of transformations) {
    unknown.push(...namedIn(each).filter(({ name, exact }) => !isThere(library, frames, name, exact)).map(({ name }) => name));
    const context = { interpolate: (text) => text };
    frames = await new Promise((resolve, reject) =>
      library.transformDataFrame([each], frames, context).subscribe({ next: resolve, error: reject })
    );
  }
  return { frames, unknown };
}

// The columns a transformation is told to work on: by what is shown (exact), or by the field's own name as well.
// Hidden ones may be missing: versions differ in them.
function namedIn({ id, options }) {
  const shown = (names) => names.map((name) => ({ name, exact: true }));
  if (id === 'sortBy') return shown(options.sort.map(({ field }) => field));
  if (id === 'organize') return shown([...Object.keys(options.indexByName ?? {}), ...Object.keys(options.renameByName ?? {})]);
  const { byField, columnField, rowField, valueField } = options;
  const named = { joinByField: [byField], groupingToMatrix: [columnField, rowField, valueField] }[id] ?? [];
  return named.map((name) => ({ name, exact: false }));
}

function isThere(library, frames, name, exact) {
  return frames.some((frame) =>
    frame.fields.some((field) => library.getFieldDisplayName(field, frame) === name || (!exact && field.name === name))
  );
}

// Of Grafana's variables in a display name only the field's own are known here.
function replaceVariables(text, scopedVars = {}) {
  const field = scopedVars.__dataContext?.value.field ?? scopedVars.__field?.value;
  return text.replace(/\$\{__field\.name\}/g, () => field.name);
}

async function judged(library, theme, { panel, frames, from, to, timeZone }) {
  const data = frames.map((each) => ('schema' in each ? library.dataFrameFromJSON(each) : library.toDataFrame(each)));
  const { frames: series, unknown } = await transformed(library, panel.transformations ?? [], data);
  const unmatched = panel.fieldConfig.overrides
    .map(({ matcher }) => matcher)
    .filter((matcher) => !series.some((frame) => frame.fields.some(fieldMatcher(library, matcher, frame, series))));
  const shown = library.applyFieldOverrides({
    data: series,
    fieldConfig: panel.fieldConfig,
    fieldConfigRegistry: optionsRegistry(library, panel.fieldConfig),
    replaceVariables,
    theme,
    timeZone,
  });
  const options = { library, theme, release, replaceVariables, timeZone, from, to };
  return { ...seen(panel, shown, options), unknown, unmatched: unmatched.map(({ id, options }) => `${id} ${options}`) };
}

function fieldMatcher(library, matcher, frame, frames) {
  const matches = library.getFieldMatcher(matcher);
  return (field) => matches(field, frame, frames);
}

const release = process.argv[2];
const here = dirname(fileURLToPath(import.meta.url));
const library = loadLibrary(join(here, release), release);
const theme = library.createTheme();
const questions = JSON.parse(readFileSync(0, 'utf8'));
const answers = [];
for (const question of questions) {
  try {
    answers.push(await judged(library, theme, question));
  } catch (error) {
    answers.push({ problem: String(error) });
  }
}
process.stdout.write(JSON.stringify(answers));
