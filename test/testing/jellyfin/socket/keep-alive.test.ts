import { describe, expect, it } from 'vitest';
import { stage } from './socket-client.ts';

const keepAlive = { MessageType: 'KeepAlive' };

describe('keep-alive', () => {
  it('is asked for in the first frame, and answered', async () => {
    const { login, open } = await stage();
    const socket = await open(`/socket?ApiKey=${(await login()).token}`);
    socket.send(keepAlive);
    await socket.count(2);
    const [first, second] = socket.frames;
    expect(first).toMatchObject({ MessageType: 'ForceKeepAlive', Data: 60 });
    expect(Object.keys(second ?? {})).toEqual(['MessageId', 'MessageType']);
    expect(second?.MessageType).toBe('KeepAlive');
    expect(first?.MessageId).toMatch(/^[0-9a-f]{32}$/);
    expect(second?.MessageId).not.toBe(first?.MessageId);
  });

  it('ignores what it cannot read', async () => {
    const { login, open } = await stage();
    const socket = await open(`/socket?ApiKey=${(await login()).token}`);
    socket.send('keepalive');
    socket.send({ MessageType: 'keepalive' });
    socket.send([]);
    expect(await socket.types()).toEqual(['ForceKeepAlive']);
  });

  it('is reminded of after 45 s of silence, looked for every 12 s; 12.0 closes after 60', async () => {
    const { clock, login, open } = await stage();
    const socket = await open(`/socket?ApiKey=${(await login()).token}`);
    await socket.count(1);
    await clock.advance(47_999);
    expect(await socket.types()).toEqual(['ForceKeepAlive']);
    await clock.advance(1);
    expect(await socket.types()).toEqual(['ForceKeepAlive', 'ForceKeepAlive']);
    await clock.advance(12_000);
    await socket.ended();
    expect(socket.events).toEqual(['open', 'closed 1000']);
  });

  it('keeps a socket for hours', async () => {
    const { clock, login, open } = await stage();
    const socket = await open(`/socket?ApiKey=${(await login()).token}`);
    for (let times = 1; times <= 12; times += 1) {
      await clock.advance(30_000);
      socket.send(keepAlive);
      await socket.count(1 + times);
    }
    expect(new Set((await socket.types()).slice(1))).toEqual(new Set(['KeepAlive']));
    expect(socket.events).toEqual(['open']);
  });

  it.each(['10.10.7', '10.11.11'] as const)('%s leaves a silent socket open, without events', async (version) => {
    const { clock, mock, login, open } = await stage({ version });
    const { token } = await login();
    const socket = await open(`/socket?ApiKey=${token}`);
    await socket.count(1);
    await clock.advance(600_000);
    mock.editMovie(1, { overview: 'Other words.' });
    await clock.advance(30_000);
    expect(await socket.types()).toEqual(['ForceKeepAlive', 'ForceKeepAlive']);
    expect(socket.events).toEqual(['open']);
    const next = await open(`/socket?ApiKey=${token}`);
    mock.editMovie(1, { overview: 'More words.' });
    await clock.advance(30_000);
    expect(await next.types()).toEqual(['ForceKeepAlive', 'LibraryChanged']);
  });

  it('is not needed by a mute key socket of 10.10, and is its only answer', async () => {
    const { clock, mock, open } = await stage({ version: '10.10.7' });
    const socket = await open(`/socket?api_key=${mock.apiKey}`);
    await clock.advance(120_000);
    expect([await socket.types(), socket.events]).toEqual([[], ['open']]);
    socket.send(keepAlive);
    expect(await socket.types()).toEqual(['KeepAlive']);
  });
});
