import type { JsonChange } from '../http/change-json.ts';
import type { FaultAction } from '../http/faults.ts';
import {
  choice,
  dictionaryOf,
  listOf,
  numberFrom,
  oneOf,
  type Reader,
  shape,
  text,
  wholeFrom,
  wrong,
} from './read-value.ts';
import type { ScenarioFault } from './scenario.ts';

const ms = wholeFrom(0);
const bytes = wholeFrom(0);

const anything: Reader<unknown> = (value) => value;

const change: Reader<JsonChange> = choice<JsonChange>('change', {
  drop: shape<Kind<'drop'>>({ path: text, change: oneOf('drop') }, 'path'),
  rename: shape<Kind<'rename'>>({ path: text, change: oneOf('rename'), name: text }, 'path', 'name'),
  retype: shape<Kind<'retype'>>(
    {
      path: text,
      change: oneOf('retype'),
      type: oneOf('string', 'number', 'boolean', 'null', 'list', 'object'),
    },
    'path',
    'type',
  ),
  set: shape<Kind<'set'>>({ path: text, change: oneOf('set'), value: anything }, 'path', 'value'),
});

type Kind<K extends JsonChange['change']> = Extract<JsonChange, { change: K }>;
type Action<K extends FaultAction['kind']> = Extract<FaultAction, { kind: K }>;

/** One row for each kind that there is; the compiler sees that none is missing. */
const actions: { readonly [K in FaultAction['kind']]: Reader<Action<K>> } = {
  status: shape<Action<'status'>>(
    { kind: oneOf('status'), status: wholeFrom(200, 599), body: text, headers: dictionaryOf(text) },
    'status',
  ),
  delay: shape<Action<'delay'>>({ kind: oneOf('delay'), ms }, 'ms'),
  'black-hole': shape<Action<'black-hole'>>({ kind: oneOf('black-hole') }),
  reset: shape<Action<'reset'>>({ kind: oneOf('reset') }),
  truncate: shape<Action<'truncate'>>({ kind: oneOf('truncate'), bytes }, 'bytes'),
  'cut-body': shape<Action<'cut-body'>>({ kind: oneOf('cut-body'), bytes }, 'bytes'),
  drip: shape<Action<'drip'>>({ kind: oneOf('drip'), bytes: wholeFrom(1), everyMs: ms }, 'bytes', 'everyMs'),
  body: shape<Action<'body'>>({ kind: oneOf('body'), body: text, contentType: text }, 'body', 'contentType'),
  'content-type': shape<Action<'content-type'>>({ kind: oneOf('content-type'), contentType: text }, 'contentType'),
  redirect: shape<Action<'redirect'>>(
    { kind: oneOf('redirect'), location: text, status: oneOf(301, 302, 303, 307, 308) },
    'location',
  ),
  empty: shape<Action<'empty'>>({ kind: oneOf('empty') }),
  mutate: shape<Action<'mutate'>>({ kind: oneOf('mutate'), changes: listOf(change) }, 'changes'),
  replace: shape<Action<'replace'>>({ kind: oneOf('replace'), from: text, to: text }, 'from', 'to'),
  'clock-skew': shape<Action<'clock-skew'>>({ kind: oneOf('clock-skew'), ms: wholeFrom(-1e13, 1e13) }, 'ms'),
};

const pattern: Reader<string> = (value, at) => {
  const given = text(value, at);
  try {
    new RegExp(given);
  } catch {
    throw wrong(at, 'must be a regular expression');
  }
  return given;
};

const span: Reader<readonly [number, number]> = (value, at) => {
  const [from, until, ...more] = listOf(ms)(value, at);
  if (from === undefined || until === undefined || more.length > 0) throw wrong(at, 'must be two times');
  return [from, until];
};

export const fault: Reader<ScenarioFault> = shape<ScenarioFault>(
  {
    on: oneOf('plexTv', 'plex', 'jellyfin'),
    path: text,
    pattern,
    method: text,
    skip: wholeFrom(0),
    times: wholeFrom(1),
    probability: numberFrom(0, 1),
    after: ms,
    between: span,
    action: choice<FaultAction>('kind', actions),
  },
  'on',
  'action',
);
