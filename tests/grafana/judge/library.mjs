// One version of @grafana/data, in a browser of jsdom, with the registries that Grafana itself fills at its start.

import { createRequire } from 'node:module';

const WINDOW = ['document', 'navigator', 'Element', 'HTMLElement', 'Node', 'DOMParser', 'localStorage', 'getComputedStyle'];

// Field options by which Grafana fills in a field's configuration, with the types of fields they apply to:
// public/app/core/components/OptionsUI/registry.tsx (12.2), packages/grafana-ui/…/getStandardFieldConfigs (9.5).
const OPTIONS = {
  displayName: 'displayNameOverrideProcessor',
  unit: 'unitOverrideProcessor',
  min: 'numberOverrideProcessor',
  max: 'numberOverrideProcessor',
  decimals: 'numberOverrideProcessor',
  noValue: 'stringOverrideProcessor',
  color: 'identityOverrideProcessor',
  links: 'dataLinksOverrideProcessor',
  mappings: 'valueMappingsOverrideProcessor',
  thresholds: 'thresholdsOverrideProcessor',
};
const OF_NUMBERS = new Set(['min', 'max', 'decimals']);

export function loadLibrary(folder, release) {
  const require = createRequire(`${folder}/package.json`);
  const { window } = new (require('jsdom').JSDOM)('<!doctype html>', { url: 'http://localhost/' });
  const globals = { window, ...Object.fromEntries(WINDOW.map((name) => [name, window[name]])) };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const library = require('@grafana/data');
  const transformers = new Map(Object.values(library.standardTransformers).map((each) => [each.id, each]));
  // 9.5 wants the transformation itself where 13 wants a function that loads it.
  const given = (each) => (release.startsWith('9.') ? each : () => each);
  library.standardTransformersRegistry.setInit(() =>
    [...transformers.values()].map((each) => ({ id: each.id, name: each.name, transformation: given(each) }))
  );
  return library;
}

export function optionsRegistry(library, fieldConfig) {
  const standard = Object.entries(OPTIONS).map(([id, processor]) => ({
    id,
    path: id,
    process: library[processor],
    shouldApply: (field) => !OF_NUMBERS.has(id) || field.type === 'number',
  }));
  return new library.Registry(() => [...standard, ...customOptions(library, fieldConfig)]);
}

// A panel's own options (`custom.…`) are what its plugin registers: here, all that its JSON names.
function customOptions(library, { defaults, overrides }) {
  const properties = overrides.flatMap((each) => each.properties.map(({ id }) => id));
  const overridden = properties.filter((id) => id.startsWith('custom.')).map((id) => id.slice('custom.'.length));
  return [...new Set([...Object.keys(defaults.custom ?? {}), ...overridden])].map((path) => ({
    id: `custom.${path}`,
    path,
    isCustom: true,
    process: library.identityOverrideProcessor,
    shouldApply: () => true,
  }));
}
