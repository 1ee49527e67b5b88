import { connectionCases } from './connection-cases.ts';
import { facetCases } from './facet-cases.ts';
import type { CaseBody, ConformanceCase, ConformanceHarness } from './harness.ts';
import { itemCases } from './item-cases.ts';
import { listingCases } from './listing-cases.ts';
import { watchStateCases } from './watch-state-cases.ts';

export interface ConformanceOptions {
  /** Cases that this backend may fail, by name, each with the reason. An unknown name throws. */
  readonly waive?: Readonly<Record<string, string>>;
}

const bodies: readonly CaseBody[] = [
  ...connectionCases,
  ...listingCases,
  ...itemCases,
  ...facetCases,
  ...watchStateCases,
];

/**
 * What every `MediaBackend` must keep, as data that any test runner can drive:
 *
 * ```ts
 * for (const { name, skip, run } of mediaBackendCases(harness)) test(name, { skip: skip !== undefined }, run);
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
  return bodies.map((body) => {
    const { name, run } = body;
    const waived = waive[name];
    const skip = waived ?? lacking(body, harness);
    const bounds = boundsOf(body, harness);
    return {
      name,
      ...(waived === undefined ? {} : { waived }),
      ...(skip === undefined ? {} : { skip }),
      ...(bounds === undefined ? {} : { bounds }),
      run: async () => {
        const { backend, close } = await harness.open();
        try {
          backend.useConnection(harness.candidate);
          await run(backend, harness);
        } finally {
          await close();
        }
      },
    };
  });
}

function lacking({ needs, writes }: CaseBody, { facets, allowWrites }: ConformanceHarness): string | undefined {
  if (needs !== undefined && !facets.includes(needs)) return `this backend has no ${needs}`;
  return writes && !allowWrites ? 'it writes, and writes are not allowed' : undefined;
}

function boundsOf({ walks }: CaseBody, { limits }: ConformanceHarness): string | undefined {
  const rows = limits?.rowsPerKind;
  return walks && rows !== undefined ? `the first ${rows} rows of each kind in each library` : undefined;
}
