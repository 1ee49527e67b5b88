import type { FileWork } from '../../catalogue/works.ts';
import { subjectOf } from '../rating-keys.ts';
import type { Shelf } from '../shelf.ts';
import type { WireObject } from '../wire.ts';
import { type ClientProfile, canDirectPlay, canTranscode } from './client-profile.ts';

export type Verdict = 'directplay' | 'transcode' | 'neither';

interface Wish {
  readonly directPlay: boolean;
  readonly protocol: string;
  readonly profile: ClientProfile;
}

export interface Playable {
  readonly file: FileWork;
  readonly durationMs: number;
}

/** Undefined for what is not there and for what cannot be played. */
export function playableOf(shelf: Shelf, key: number): Playable | undefined {
  const subject = subjectOf(key);
  if (!shelf.has(key) || (subject?.kind !== 'movie' && subject?.kind !== 'episode')) return undefined;
  const { file, runtimeMs } =
    subject.kind === 'movie'
      ? shelf.movie(subject.index)
      : shelf.episode(subject.index, subject.season, subject.number);
  return { file, durationMs: runtimeMs };
}

export function judge({ file }: Playable, { directPlay, protocol, profile }: Wish): Verdict {
  if (directPlay && canDirectPlay(profile, file)) return 'directplay';
  return canTranscode(profile, protocol) ? 'transcode' : 'neither';
}

const directPlayOk = 'Direct play OK.';
const conversionOk = 'Direct play not available; Conversion OK.';
const noTarget = 'No transcode target is known for this client.';

/** The codes above a decision; the words beside them are for people only. */
export function verdictFields(verdict: Verdict, directPlay: boolean): WireObject {
  if (verdict === 'directplay') {
    return {
      directPlayDecisionCode: 1000,
      directPlayDecisionText: directPlayOk,
      generalDecisionCode: 1000,
      generalDecisionText: directPlayOk,
    };
  }
  const refused = {
    directPlayDecisionCode: 3000,
    directPlayDecisionText: `App cannot direct play this item. ${directPlay ? 'Its format is not supported.' : 'Direct play is disabled.'}`,
  };
  if (verdict === 'transcode') {
    return {
      ...refused,
      generalDecisionCode: 1001,
      generalDecisionText: conversionOk,
      transcodeDecisionCode: 1001,
      transcodeDecisionText: conversionOk,
    };
  }
  return {
    ...refused,
    generalDecisionCode: 2000,
    generalDecisionText: 'Neither direct play nor conversion is available.',
    transcodeDecisionCode: 4005,
    transcodeDecisionText: noTarget,
  };
}
