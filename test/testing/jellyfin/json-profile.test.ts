import { expect, test } from 'vitest';
import { jsonProfile } from '../../../src/testing/jellyfin/json-profile.ts';

test.each([
  [null, undefined],
  ['', undefined],
  ['*/*', undefined],
  ['application/json', undefined],
  ['application/json; profile="CamelCase"', 'CamelCase'],
  ['application/json;profile=camelcase', 'CamelCase'],
  ['text/html, application/json; profile="PascalCase"; charset=utf-8', 'PascalCase'],
  // What clients made from the published document send: plain JSON stands first.
  ['application/json,application/json; profile=CamelCase,application/json; profile=PascalCase,text/html', undefined],
  ['application/json; q=0.5, application/json; profile=CamelCase', 'CamelCase'],
  ['application/json; profile=SnakeCase', undefined],
  ['text/html; profile=CamelCase', undefined],
])('%j asks for %s', (accept, profile) => {
  expect(jsonProfile(accept)).toBe(profile);
});
