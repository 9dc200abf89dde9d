#!/usr/bin/env bash
# @grafana/data 13.2.3 and 9.5.21: "grouping to matrix" gives every new column the display name that the data source
# gave to the value column. All column heads are the same, and an override by the name of a new column matches none.
# 13.2.3 also renames the first column this way, so sorting by its own name ("row\column"), which works in 9.5.21,
# has no effect. Needs Node 20 and npm. Exits with 1 if a version behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/matrix.cjs" <<'SCRIPT'
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('<!doctype html>', { url: 'http://localhost/' });
for (const name of ['document', 'navigator', 'Element', 'HTMLElement', 'Node', 'DOMParser', 'localStorage'])
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
globalThis.window = window;
const data = require('@grafana/data');
const { version } = require('@grafana/data/package.json');
const old = version.startsWith('9.');
const { groupingToMatrixTransformer: matrix, sortByTransformer: sortBy } = data.standardTransformers;
data.standardTransformersRegistry.setInit(() =>
  [matrix, sortBy].map((each) => ({ id: each.id, name: each.name, transformation: old ? each : () => each }))
);
const column = (name, type, values) => ({ name, type, values, config: { displayNameFromDS: name } });
const frame = data.toDataFrame({
  fields: [
    column('day', 'string', ['2', '1']),
    column('hour', 'string', ['07', '08']),
    column('value', 'number', [5, 6]),
  ],
});
const steps = [
  { id: 'groupingToMatrix', options: { columnField: 'hour', rowField: 'day', valueField: 'value', emptyValue: 'null' } },
  { id: 'sortBy', options: { fields: {}, sort: [{ field: 'day\\hour' }] } },
];
data.transformDataFrame(steps, [frame], { interpolate: (text) => text }).subscribe((frames) => {
  const [{ fields }] = frames;
  const seen = {
    names: fields.map((field) => field.name),
    heads: fields.map((field) => data.getFieldDisplayName(field, frames[0], frames)),
    matchedByRegexp: fields.filter((field) =>
      data.getFieldMatcher({ id: 'byRegexp', options: '/^[0-9]{2}$/' })(field, frames[0], frames)
    ).length,
    rows: fields[0].values.toArray?.() ?? fields[0].values,
  };
  console.log(version, JSON.stringify(seen));
  const expected = {
    names: ['day\\hour', '07', '08'],
    heads: [old ? 'day\\hour' : 'day', 'value', 'value'],
    matchedByRegexp: 0,
    rows: old ? ['1', '2'] : ['2', '1'],
  };
  process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
});
SCRIPT
for version in 13.2.3 9.5.21; do
  mkdir "$folder/$version"
  npm install --prefix "$folder/$version" --ignore-scripts --no-audit --no-fund --loglevel error \
    "@grafana/data@$version" jsdom@26.1.0 >/dev/null
  cp "$folder/matrix.cjs" "$folder/$version/"
  (cd "$folder/$version" && node matrix.cjs)
done
echo "as described: two columns with the head of the values, no override by name; in 13.2.3 no order either"
