import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import stylelint from 'stylelint';
import { root } from './files.mjs';

const NAME = '[a-z]+(-[a-z]+)*';

const config = {
  extends: 'stylelint-config-standard',
  reportDescriptionlessDisables: true,
  reportInvalidScopeDisables: true,
  reportNeedlessDisables: true,
  rules: {
    // Flat names with one prefix: block, element, variant.
    'selector-class-pattern': `^p-${NAME}(__${NAME})?(--${NAME})?$`,
    'selector-max-id': 0,
    'max-nesting-depth': 0,
    'color-named': 'never',
    'declaration-property-value-disallowed-list': { '/^outline/': ['none'] },
    // Browsers of before 2023 know min-width and no ranges.
    'media-feature-range-notation': 'prefix',
    'property-no-vendor-prefix': [true, { ignoreProperties: ['text-size-adjust'] }], // Safari knows no other
    'no-descending-specificity': [true, { ignore: ['selectors-within-list'] }],
    // How lines are laid out is the writer's.
    'at-rule-empty-line-before': null,
    'custom-property-empty-line-before': null,
    'declaration-block-single-line-max-declarations': null,
    'declaration-empty-line-before': null,
    'rule-empty-line-before': null,
  },
};

const lint = (what) => stylelint.lint({ config, configBasedir: `${root}tests/assets`, ...what });

const wrongIn = ({ results }) => results.flatMap(({ source, warnings }) => warnings.map(({ line, text }) => `${source}:${line} ${text}`));

test('stylelint finds nothing in the stylesheets', async () => {
  const files = readdirSync(`${root}pages/assets`).filter((name) => name.endsWith('.css'));
  assert.ok(files.length >= 1);
  assert.deepEqual(wrongIn(await lint({ files: files.map((name) => `${root}pages/assets/${name}`) })), []);
});

test('stylelint finds what is planted', async () => {
  for (const [code, rule] of [
    ['.other { color: #000; }', 'selector-class-pattern'],
    ['a { colour: #000; }', 'property-no-unknown'],
    ['a { color: red; }', 'color-named'],
    ['a { outline: none; }', 'declaration-property-value-disallowed-list'],
    ['a { top: 0; left: 0; top: 1px; }', 'declaration-block-no-duplicate-properties'],
    ['a { } ', 'block-no-empty'],
  ]) {
    const { results } = await lint({ code });
    assert.ok(results[0].warnings.some((one) => one.rule === rule), `${rule}: ${JSON.stringify(results[0].warnings)}`);
  }
});
