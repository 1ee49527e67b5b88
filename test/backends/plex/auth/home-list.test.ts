import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileFacet } from '../../../../src/backends/media-backend.ts';
import type { MockPlex } from '../../../../src/testing/plex/mock-plex.ts';
import { answer, startHome } from './home-setting.ts';

const users = '/api/v2/home/users';
let mock: MockPlex;
let profiles: ProfileFacet;

beforeEach(async () => {
  ({ mock, profiles } = await startHome());
});

afterEach(() => mock.close());

const member = (title: string): string => {
  const found = mock.users.find((user) => user.title === title);
  if (found === undefined) throw new Error('no such member');
  return found.uuid;
};

describe('the members of a home', () => {
  it('are told with what an app has to know of them', async () => {
    expect(await profiles.list()).toEqual([
      { id: mock.account.uuid, name: 'Robin', isProtected: false, isAdmin: true, isRestricted: false },
      { id: member('Junior'), name: 'Junior', isProtected: false, isAdmin: false, isRestricted: true },
      { id: member('Careful'), name: 'Careful', isProtected: true, isAdmin: false, isRestricted: true },
    ]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['bare', [{ uuid: 'a1', title: 'A' }], ['A']],
    ['in an object', { id: 3, name: 'Home', users: [{ uuid: 'a1', title: 'A' }] }, ['A']],
    [
      'with a number and a text as id',
      [
        { id: 1, uuid: 'a1', title: 'A' },
        { id: '2', uuid: 'b2', title: 'B' },
      ],
      ['A', 'B'],
    ],
    ['with numbers as names', [{ uuid: 7, title: 42 }], ['42']],
    ['with another name only', [{ uuid: 'a1', title: null, friendlyName: '', username: 'ann' }], ['ann']],
    ['with no name at all', [{ uuid: 'a1' }], ['a1']],
    ['with one that cannot be read', [{ title: 'lost' }, { uuid: 'b2', title: 'B' }, null, 'x'], ['B']],
    ['with fields of tomorrow', { users: [{ uuid: 'a1', title: 'A', profile: 'en,no', x: {} }], y: 1 }, ['A']],
    ['null', { users: null }, []],
  ])('are read %s', async (_, body, names) => {
    mock.plexTv.faults.add({ path: users, action: answer(body, 'text/json') });
    expect((await profiles.list()).map(({ name }) => name)).toEqual(names);
  });

  it('are protected with texts and numbers for yes too', async () => {
    const row = { title: 'A', protected: '1', admin: 'true', restricted: 1 };
    mock.plexTv.faults.add({
      path: users,
      action: answer([
        { uuid: 'a1', ...row },
        { uuid: 'b2', protected: null },
      ]),
    });
    expect(await profiles.list()).toEqual([
      { id: 'a1', name: 'A', isProtected: true, isAdmin: true, isRestricted: true },
      { id: 'b2', name: 'b2', isProtected: false, isAdmin: false, isRestricted: false },
    ]);
  });

  it('are not made up from another answer', async () => {
    for (const body of [{}, { users: 7 }, 'none', null]) {
      mock.plexTv.faults.clear();
      mock.plexTv.faults.add({ path: users, action: answer(body) });
      await expect(profiles.list()).rejects.toMatchObject({ code: 'protocol' });
    }
  });
});
