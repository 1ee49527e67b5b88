import { json, noContent } from '../answers.ts';
import { administrator, type Route } from '../router.ts';
import { wireDate } from '../wire-values.ts';

export const apiKeyRoutes: readonly Route[] = [
  administrator('GET', '/Auth/Keys', ({ server }) => {
    const keys = server.accounts.keys;
    const Items = keys.map(({ id, value, app, createdAt }) => ({
      Id: id,
      AccessToken: value,
      AppName: app,
      AppVersion: '',
      DeviceId: '',
      DeviceName: '',
      UserId: '00000000000000000000000000000000',
      IsActive: true,
      DateCreated: wireDate(createdAt),
      DateLastActivity: wireDate(createdAt),
    }));
    return json({ Items, TotalRecordCount: Items.length, StartIndex: 0 });
  }),
  // The answer does not hold the key: clients list them afterwards.
  administrator('POST', '/Auth/Keys', ({ server, query }) => {
    server.accounts.addKey(query.text('app') ?? '', server.clock.now());
    return noContent;
  }),
  administrator('DELETE', '/Auth/Keys/:key', ({ server, path }) => {
    server.accounts.removeKey(path.key ?? '');
    return noContent;
  }),
];
