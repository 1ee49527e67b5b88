import { readFile } from 'node:fs/promises';
import { isMediafoldError } from 'mediafold';
import type { Scenario } from 'mediafold/testing';
import { exitCodes } from './exit-code.ts';
import { CliFailure } from './failure.ts';

/**
 * What `--scenario` means: a name that is built in, or a JSON file.
 *
 * @throws {CliFailure} names the file and the place in it
 */
export async function scenarioFrom(given: string, read: (value: unknown) => Scenario): Promise<Scenario | 'attic'> {
  if (given === 'attic') return given;
  const refuse = (problem: string): CliFailure => new CliFailure(`${given}: ${problem}.`, exitCodes.wrongUsage);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(given, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse(`this is no JSON: ${error.message}`);
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw refuse(missing ? 'there is no such file, and only "attic" is built in' : 'the file cannot be read');
  }
  try {
    return read(value);
  } catch (error) {
    throw isMediafoldError(error) && error.explanation !== undefined ? refuse(error.explanation) : error;
  }
}
