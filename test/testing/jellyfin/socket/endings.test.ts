import { describe, expect, it } from 'vitest';
import { until } from '../../http/harness.ts';
import { stage } from './socket-client.ts';

describe('a socket ends', () => {
  it('when its client logs out, with every socket of the device', async () => {
    const { login, open } = await stage();
    const client = await login();
    const other = await login(1, 'bench-1');
    const far = await login(0, 'bench-2');
    const sockets = await Promise.all([client, other, far].map(({ token }) => open(`/socket?ApiKey=${token}`)));
    await client.send('POST', '/Sessions/Logout');
    await Promise.all(sockets.slice(0, 2).map((socket) => socket.ended()));
    expect(sockets.map(({ events }) => events)).toEqual([['open', 'closed 1000'], ['open', 'closed 1000'], ['open']]);
  });

  it('when the same user signs in on the device again', async () => {
    const { login, open } = await stage();
    const first = await open(`/socket?ApiKey=${(await login()).token}`);
    const far = await open(`/socket?ApiKey=${(await login(0, 'bench-2')).token}`);
    const second = await open(`/socket?ApiKey=${(await login()).token}`);
    await first.ended();
    expect([first.events, far.events, second.events]).toEqual([['open', 'closed 1000'], ['open'], ['open']]);
  });

  it('when tokens are revoked; those of others and of keys go on', async () => {
    const { mock, login, open } = await stage();
    const mine = await open(`/socket?ApiKey=${(await login()).token}`);
    const other = await open(`/socket?ApiKey=${(await login(1, 'bench-2')).token}`);
    const key = await open(`/socket?ApiKey=${mock.apiKey}`);
    mock.revokeTokens(mock.users[0]?.name);
    await mine.ended();
    expect([mine.events, other.events, key.events]).toEqual([['open', 'closed 1000'], ['open'], ['open']]);
  });

  it('by death without a close: it stays open and hears nothing', async () => {
    const { mock, clock, login, open } = await stage();
    const { token } = await login();
    const socket = await open(`/socket?ApiKey=${token}`);
    await socket.count(1);
    mock.sockets.goSilent();
    mock.editMovie(1, { title: 'Changed' });
    socket.send({ MessageType: 'KeepAlive' });
    await clock.advance(30_000);
    const second = await open(`/socket?ApiKey=${token}`);
    mock.editMovie(1, { title: 'Changed again' });
    await clock.advance(30_000);
    await second.count(2);
    expect([socket.frames.length, socket.events]).toEqual([1, ['open']]);
    mock.sockets.cut();
    await second.ended();
    expect(second.events).toEqual(['open', 'closed 1006']);
    await until(() => mock.sockets.open === 0);
  });

  it('with the server', async () => {
    const { mock, login, open } = await stage();
    const socket = await open(`/socket?ApiKey=${(await login()).token}`);
    mock.editMovie(1, { title: 'Changed' });
    await mock.close();
    await socket.ended();
    expect(socket.events).toEqual(['open', 'closed 1006']);
  });
});
