import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly sideEffects: unknown;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** What is published and runs. */
const files = ['src', 'bin'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name)),
);

const named = /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

const imported = new Set(
  files
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(named)].map((match) => match[1] ?? match[2] ?? ''))
    .filter((specifier) => /^[@a-z]/.test(specifier) && !specifier.startsWith('node:'))
    .map((specifier) => specifier.replace(/^((?:@[^/]+\/)?[^/]+).*$/, '$1'))
    .filter((name) => name !== manifest.name),
);

test('what runs needs nothing that only a developer has, and nothing is installed for nobody', () => {
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifest;
  expect(imported).toEqual(new Set(Object.keys(dependencies)));
  // An app that keeps its key elsewhere has no keyring: what asks for it hides the name from bundlers.
  for (const name of Object.keys(peerDependencies)) expect(peerDependenciesMeta[name]?.optional).toBe(true);
});

test('every entry point has its source, and may be left out by a bundler', () => {
  const targets = Object.entries(manifest.exports).flatMap(([name, target]) =>
    typeof target === 'string' ? [] : [{ name, ...target }],
  );
  expect(targets.map(({ name }) => name)).toEqual(['.', './plex', './jellyfin', './testing']);
  for (const { types, default: code } of targets) {
    expect(types).toBe(code.replace(/\.js$/, '.d.ts'));
    expect(existsSync(join(root, code.replace('./dist/', 'src/').replace(/\.js$/, '.ts')))).toBe(true);
  }
  expect(manifest.sideEffects).toBe(false);
});
