/** What an answer is made of before it is written as JSON or XML. Fields that are `undefined` are left out. */
export type Wire = string | number | boolean | null | readonly Wire[] | WireObject;

export interface WireObject {
  readonly [field: string]: Wire | undefined;
}

export function seconds(epochMs: number): number {
  return Math.floor(epochMs / 1000);
}
