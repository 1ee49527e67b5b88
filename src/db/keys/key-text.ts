import { keyBytes } from './key-provider.ts';

/** 32 bytes as 64 hex digits, or as base64 or base64url with or without padding. */
const shapes: readonly (readonly [RegExp, BufferEncoding])[] = [
  [/^[0-9a-f]{64}$/i, 'hex'],
  [/^[\w+/-]{43}=?$/, 'base64url'],
];

/** @returns `undefined` when it is not the text of a key */
function readKeyText(text: string): Uint8Array | undefined {
  const encoding = shapes.find(([shape]) => shape.test(text))?.[1];
  const key = encoding === undefined ? undefined : new Uint8Array(Buffer.from(text, encoding));
  return key?.length === keyBytes ? key : undefined;
}

/** Keys apart from each other by spaces, line ends or commas. @returns `undefined` when one of them is none */
export function readKeyTexts(text: string): readonly Uint8Array[] | undefined {
  const keys = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(readKeyText);
  const known = keys.filter((key) => key !== undefined);
  return known.length === keys.length ? known : undefined;
}

export function writeKeyTexts(keys: readonly Uint8Array[]): string {
  return keys.map((key) => `${Buffer.from(key).toString('base64url')}\n`).join('');
}
