#!/usr/bin/env bash
# @grafana/data 13.2.3 and 9.5.21: rangeUtil.describeTextRange, which reads a relative time from one text,
# understands the next days only if the text begins with a plus: "+91d" is from now to now+91d, "Next 91 days". It
# calls "now+91d", which date math reads as a time in the future, valid, displays it as "Last 91 days", and returns
# the range from now+91d to now, which ends before it begins. Needs Node 20 and npm. Exits with 1 if a version
# behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/next.cjs" <<'SCRIPT'
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('<!doctype html>', { url: 'http://localhost/' });
for (const name of ['document', 'navigator', 'Element', 'HTMLElement', 'Node', 'DOMParser', 'localStorage'])
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
globalThis.window = window;
const { dateMath, rangeUtil } = require('@grafana/data');
const { version } = require('@grafana/data/package.json');
const told = (text) => {
  const { from, to, display } = rangeUtil.describeTextRange(text);
  const days = Math.round(dateMath.parse(to).diff(dateMath.parse(from), 'hours') / 24);
  return [rangeUtil.isValidTimeSpan(text), display, from, to, days];
};
const seen = Object.fromEntries(['+91d', 'now+91d', '91d', 'now-91d'].map((text) => [text, told(text)]));
console.log(version, JSON.stringify(seen));
const expected = {
  '+91d': [true, 'Next 91 days', 'now', 'now+91d', 91],
  'now+91d': [true, 'Last 91 days', 'now+91d', 'now', -91],
  '91d': [true, 'Last 91 days', 'now-91d', 'now', 91],
  'now-91d': [true, 'Last 91 days', 'now-91d', 'now', 91],
};
process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
SCRIPT
for version in 13.2.3 9.5.21; do
  mkdir "$folder/$version"
  npm install --prefix "$folder/$version" --ignore-scripts --no-audit --no-fund --loglevel error \
    "@grafana/data@$version" jsdom@26.1.0 >/dev/null
  cp "$folder/next.cjs" "$folder/$version/"
  (cd "$folder/$version" && node next.cjs)
done
echo "as described: a plus at the beginning is the next days, now+91d a range that ends before it begins"
