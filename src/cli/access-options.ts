import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type Secret, type ServerKey, type SourceAccess, secret, serverKey } from 'mediafold';
import { readInput } from './ask.ts';
import type { Cli } from './cli.ts';
import { exitCodes } from './exit-code.ts';
import { CliFailure } from './failure.ts';

/** How a server is reached and trusted, as it is written on the command line. */
export interface AccessOptions {
  readonly pin?: readonly string[];
  readonly pinNow?: true;
  readonly ca?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly headerStdin?: true;
  readonly headerEnv?: readonly string[];
  readonly host?: readonly string[];
  readonly allowInsecure?: boolean;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** All but `--allow-insecure`, which each command has in its own words. */
export function addAccessOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--pin <sha256>', 'trust only this public key, in base64; can be given again').argParser(collect),
    )
    .option('--pin-now', 'trust the key that the server shows now, and show it')
    .option('--ca <file>', 'trust these authorities (PEM) too')
    .option('--client-cert <file>', 'show this certificate (PEM) to the server')
    .option('--client-key <file>', 'its key (PEM, without a passphrase)')
    .option('--header-stdin', 'headers for every request, as "Name: value" lines on standard input')
    .addOption(
      new Option('--header-env <name=variable>', 'one such header, its value from the environment').argParser(collect),
    )
    .addOption(new Option('--host <name=ip>', 'use this IP address for this name').argParser(collect));
}

const wrong = (says: string): CliFailure => new CliFailure(says, exitCodes.wrongUsage);

export interface ReadAccess {
  /** What was set before, with what is given in its place. `undefined`: nothing was given. */
  readonly access?: SourceAccess;
  /** What the server showed at each address, with `--pin-now`. */
  readonly keys: readonly ServerKey[];
}

/**
 * @param before what is set; each option that is given takes the place of its part
 * @param urls of the server, for `--pin-now`
 */
export async function readAccess(
  cli: Cli,
  options: AccessOptions,
  { before = {}, urls }: { readonly before?: SourceAccess | undefined; readonly urls: readonly string[] },
): Promise<ReadAccess> {
  const { pin, ca, clientCert, clientKey, host, allowInsecure, pinNow } = options;
  if ((clientCert === undefined) !== (clientKey === undefined))
    throw wrong('--client-cert and --client-key go together.');
  if (pin !== undefined && pinNow) throw wrong('--pin-now takes the place of --pin.');
  const headers = await readHeaders(cli, options);
  const given: SourceAccess = {
    ...(pin === undefined ? {} : { pins: pin }),
    ...(ca === undefined ? {} : { ca: readText(cli, ca) }),
    ...(clientCert === undefined || clientKey === undefined
      ? {}
      : { clientCertificate: { certificate: readText(cli, clientCert), key: secret(readText(cli, clientKey)) } }),
    ...(headers === undefined ? {} : { headers }),
    ...(host === undefined ? {} : { hosts: Object.fromEntries(host.map((text) => pair(text, '=', '--host'))) }),
    ...(allowInsecure === undefined ? {} : { allowInsecure }),
  };
  const access = { ...before, ...given };
  if (!pinNow) return Object.keys(given).length === 0 ? { keys: [] } : { access, keys: [] };
  if (urls.length === 0) throw wrong('--pin-now needs the https address of one server.');
  const { signal } = cli.interrupts;
  const keys = await Promise.all(urls.map((url) => serverKey(url, { access: { ...access, pins: [] }, signal })));
  return { access: { ...access, pins: keys.map((key) => key.pin) }, keys };
}

async function readHeaders(
  cli: Cli,
  { headerStdin, headerEnv }: AccessOptions,
): Promise<Readonly<Record<string, Secret>> | undefined> {
  if (!headerStdin && headerEnv === undefined) return undefined;
  const lines = headerStdin ? (await readInput(cli)).split(/\r?\n/).filter((line) => line.trim() !== '') : [];
  if (headerStdin && lines.length === 0) throw wrong('no header came in. Write "Name: value" lines to standard input.');
  const typed = lines.map((line) => pair(line, ':', '--header-stdin'));
  const named = (headerEnv ?? []).map((text) => {
    const [name, variable] = pair(text, '=', '--header-env');
    const value = cli.env[variable];
    if (value === undefined || value === '') throw wrong(`--header-env: ${variable} is not set in the environment.`);
    return [name, value] as const;
  });
  return Object.fromEntries([...typed, ...named].map(([name, value]) => [name, secret(value)]));
}

/** The text is in no message: it may be a secret. */
function pair(text: string, sign: string, option: string): readonly [string, string] {
  const at = text.indexOf(sign);
  const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at > 0 && name !== '' && value !== '') return [name, value];
  throw wrong(`${option}: it must be a name, "${sign}" and a value.`);
}

function readText({ cwd }: Cli, file: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch {
    throw wrong(`${file} cannot be read.`);
  }
}
