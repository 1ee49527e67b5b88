/** What stands for the recorded server's ids, tokens and secrets on the mock: learned from where they stood in answers. */
export interface Translation {
  /** Recorded text with everything replaced that is known. */
  text(recorded: string): string;
  value(recorded: unknown): unknown;
  /** @returns what the recorded id was known as, if it was another one */
  learn(recorded: string, ours: string): string | undefined;
  set(recorded: string, ours: string): void;
  /** A name of the recordings' own, for something that has an id besides. */
  name(placeholder: string, ours: string): void;
  known(recorded: string): string | undefined;
  /** From now on the first name stands for what the second one does. */
  alias(name: string, other: string): void;
  copy(): Translation;
}

/** Ids with and without dashes, the recordings' own placeholders, and what Quick Connect hands out. */
const replaceable =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\bTOKEN_[A-Z0-9_]+|\bAPI_KEY\b(?!=)|\b(?:QC_SECRET|BOB_ID|EXAMPLE_ID)\b|(?<=code=)\d{6}\b/g;

export function createTranslation(entries: Iterable<readonly [string, string]> = []): Translation {
  const known = new Map(entries);
  const back = new Map([...known].flatMap(([recorded, ours]) => (/_ID$/.test(recorded) ? [] : [[ours, recorded]])));
  const translation: Translation = {
    text: (recorded) => recorded.replace(replaceable, (found) => known.get(found.replaceAll('-', '')) ?? found),
    value: (recorded) => {
      if (typeof recorded === 'string') return translation.text(recorded);
      if (Array.isArray(recorded)) return recorded.map(translation.value);
      if (typeof recorded !== 'object' || recorded === null) return recorded;
      return Object.fromEntries(Object.entries(recorded).map(([key, inner]) => [key, translation.value(inner)]));
    },
    learn: (recorded, ours) => {
      const before = known.get(recorded);
      const other = back.get(ours);
      if (before === undefined && (other === undefined || other === recorded)) translation.set(recorded, ours);
      if (before === undefined) return other === undefined || other === recorded ? undefined : `that of ${other}`;
      return before === ours ? undefined : before;
    },
    set: (recorded, ours) => {
      known.set(recorded, ours);
      back.set(ours, recorded);
    },
    name: (placeholder, ours) => known.set(placeholder, ours),
    known: (recorded) => known.get(recorded),
    alias: (name, other) => known.set(name, known.get(other) ?? ''),
    copy: () => createTranslation(known),
  };
  return translation;
}
