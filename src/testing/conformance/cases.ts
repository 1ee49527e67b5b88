import { connectionCases } from './connection-cases.ts';
import { facetCases } from './facet-cases.ts';
import type { CaseBody, ConformanceCase, ConformanceHarness } from './harness.ts';
import { itemCases } from './item-cases.ts';
import { listingCases } from './listing-cases.ts';

export interface ConformanceOptions {
  /** Cases that this backend may fail, by name, each with the reason. An unknown name throws. */
  readonly waive?: Readonly<Record<string, string>>;
}

const bodies: readonly CaseBody[] = [...connectionCases, ...listingCases, ...itemCases, ...facetCases];

/**
 * What every `MediaBackend` must keep, as data that any test runner can drive:
 *
 * ```ts
 * for (const { name, run } of mediaBackendCases(harness)) test(name, run);
 * ```
 */
export function mediaBackendCases(
  harness: ConformanceHarness,
  options: ConformanceOptions = {},
): readonly ConformanceCase[] {
  const { waive = {} } = options;
  for (const name of Object.keys(waive)) {
    if (!bodies.some((body) => body.name === name)) throw new TypeError(`there is no conformance case "${name}"`);
  }
  return bodies.map(({ name, run }) => ({
    name,
    ...(waive[name] === undefined ? {} : { waived: waive[name] }),
    run: async () => {
      const { backend, close } = await harness.open();
      try {
        backend.useConnection(harness.candidate);
        await run(backend, harness);
      } finally {
        await close();
      }
    },
  }));
}
