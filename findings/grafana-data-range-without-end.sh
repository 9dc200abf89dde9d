#!/usr/bin/env bash
# @grafana/data: by the types of 9.5.21 and 13.2.3, a range value mapping may have null as its end. In 13.2.3 the
# range then has no end, as the types of @grafana/schema 13.2.3 promise (null is infinity). In 9.5.21 it ends at 0: 1
# to null maps nothing, and -10 to null only -10 to 0. A null start is 0 there, too. Both versions understand a large
# number as the end. Needs Node 20 and npm. Exits with 1 if a version behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/range.cjs" <<'SCRIPT'
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('<!doctype html>', { url: 'http://localhost/' });
for (const name of ['document', 'navigator', 'Element', 'HTMLElement', 'Node', 'DOMParser', 'localStorage'])
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
globalThis.window = window;
const data = require('@grafana/data');
const { version } = require('@grafana/data/package.json');
const old = version.startsWith('9.');
const mapped = (from, to, ...values) => {
  const mappings = [{ type: 'range', options: { from, to, result: { text: 'mapped' } } }];
  const [field] = data.toDataFrame({ fields: [{ name: 'n', type: 'number', values, config: { mappings } }] }).fields;
  const display = data.getDisplayProcessor({ field, theme: data.createTheme() });
  return values.filter((value) => data.formattedValueToString(display(value)) === 'mapped');
};
const seen = {
  'from 1 to null': mapped(1, null, 0, 1, 5),
  'from -10 to null': mapped(-10, null, -20, -5, 0, 5),
  'from null to 10': mapped(null, 10, -5, 0, 5, 20),
  'from 1 to 1e9': mapped(1, 1e9, 0, 1, 5),
};
console.log(version, JSON.stringify(seen));
const expected = {
  'from 1 to null': old ? [] : [1, 5],
  'from -10 to null': old ? [-5, 0] : [-5, 0, 5],
  'from null to 10': old ? [0, 5] : [-5, 0, 5],
  'from 1 to 1e9': [1, 5],
};
process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
SCRIPT
for version in 13.2.3 9.5.21; do
  mkdir "$folder/$version"
  npm install --prefix "$folder/$version" --ignore-scripts --no-audit --no-fund --loglevel error \
    "@grafana/data@$version" jsdom@26.1.0 >/dev/null
  cp "$folder/range.cjs" "$folder/$version/"
  (cd "$folder/$version" && node range.cjs)
done
echo "as described: without an end, only 13.2.3 maps what is above 0"
