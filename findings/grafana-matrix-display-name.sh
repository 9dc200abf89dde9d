#!/bin/sh
# @grafana/data 13.2.3: "Grouping to matrix" names every column by the data source's name of the value field.
#
# A data source names its fields with `displayNameFromDS`. The transformation makes a column of each value of
# the column field, with the value field's own configuration: all columns are called `value`, and no override
# by expression finds them by what they hold. Grouping first, which changes nothing else, drops the name.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/matrix.cjs" <<'JS'
const { JSDOM } = require('jsdom');
const dom = new JSDOM('', { url: 'http://localhost' });
for (const name of ['window', 'document', 'DOMParser', 'localStorage'])
  global[name] = name === 'window' ? dom.window : dom.window[name];
console.warn = () => {};
const { standardTransformers: steps, toDataFrame, getFieldDisplayName } = require('@grafana/data');
const { of, lastValueFrom } = require('rxjs');
const named = (name, values) => ({ name, values, config: { displayNameFromDS: name } });
const frame = () =>
  toDataFrame({ fields: [named('day', ['Mon', 'Tue']), named('hour', ['08', '21']), named('value', [3, 5])] });
const matrix = { columnField: 'hour', rowField: 'day', valueField: 'value', emptyValue: 'null' };
const group = { operation: 'groupby', aggregations: [] };
const grouping = { day: group, hour: group, value: { operation: 'aggregate', aggregations: ['lastNotNull'] } };
const run = (step, options, data) => lastValueFrom(step.operator(options, {})(of(data)));
const heads = ([made]) => made.fields.slice(1).map((field) => getFieldDisplayName(field, made, [made])).join(' ');
(async () => {
  console.log('matrix:', heads(await run(steps.groupingToMatrixTransformer, matrix, [frame()])));
  const grouped = await run(steps.groupByTransformer, { fields: grouping }, [frame()]);
  const after = { ...matrix, valueField: 'value (lastNotNull)' };
  console.log('grouped, then matrix:', heads(await run(steps.groupingToMatrixTransformer, after, grouped)));
})();
JS
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps \
  @grafana/data@13.2.3 jsdom@22.1.0 react@18.3.1 react-dom@18.3.1 >/dev/null
echo "@grafana/data $(node -p 'require("./node_modules/@grafana/data/package.json").version')"
seen=$(node matrix.cjs)
echo "$seen"
[ "$seen" = "matrix: value value
grouped, then matrix: 08 21" ]
