#!/usr/bin/env bash
# @grafana/data 13.2.3 and 9.5.21: a panel's text for "no data" (noValue) is also the text of every null cell, so a
# table that explains in a sentence why it is empty repeats the sentence in each null cell. A value mapping of null
# overrides it, even one to an empty text, and so does a noValue of the column. Needs Node 20 and npm. Exits with 1
# if a version behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/cells.cjs" <<'SCRIPT'
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('<!doctype html>', { url: 'http://localhost/' });
for (const name of ['document', 'navigator', 'Element', 'HTMLElement', 'Node', 'DOMParser', 'localStorage'])
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
globalThis.window = window;
const data = require('@grafana/data');
const { version } = require('@grafana/data/package.json');
const text = (config) => {
  const [field] = data.toDataFrame({ fields: [{ name: 'days', type: 'number', values: [null], config }] }).fields;
  const display = data.getDisplayProcessor({ field, theme: data.createTheme() });
  return data.formattedValueToString(display(null));
};
const noValue = 'No data yet.';
const mapped = (to) => [{ type: 'special', options: { match: 'null', result: { text: to } } }];
const seen = {
  sentence: text({ noValue }),
  neither: text({}),
  dash: text({ noValue, mappings: mapped('–') }),
  emptyText: text({ noValue, mappings: mapped('') }),
};
console.log(version, JSON.stringify(seen));
const expected = { sentence: noValue, neither: '', dash: '–', emptyText: '' };
process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
SCRIPT
for version in 13.2.3 9.5.21; do
  mkdir "$folder/$version"
  npm install --prefix "$folder/$version" --ignore-scripts --no-audit --no-fund --loglevel error \
    "@grafana/data@$version" jsdom@26.1.0 >/dev/null
  cp "$folder/cells.cjs" "$folder/$version/"
  (cd "$folder/$version" && node cells.cjs)
done
echo "as described"
