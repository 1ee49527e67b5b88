import { describe, expect, it } from 'vitest';
import type { FaultAction } from '../../../src/testing/http/faults.ts';
import { document, serve, until } from './harness.ts';

async function askWith(action: FaultAction): Promise<Response> {
  const { url, faults } = await serve();
  faults.add({ action });
  return await fetch(`${url}/thing`, { redirect: 'manual' });
}

describe('a faulty answer', () => {
  it('is JSON with fields changed and a length that fits', async () => {
    const answer = await askWith({
      kind: 'mutate',
      changes: [
        { path: 'Items.*.Name', change: 'drop' },
        { path: 'Id', change: 'retype', type: 'list' },
      ],
    });
    expect(await answer.json()).toEqual({ Id: ['server-1'], Items: [{ Size: 1 }, { Size: 2 }, { Size: 3 }] });
    expect(answer.status).toBe(200);
  });

  it('ends too early although its length is right', async () => {
    const answer = await askWith({ kind: 'cut-body', bytes: 20 });
    expect(answer.headers.get('content-length')).toBe('20');
    expect(await answer.text()).toBe(JSON.stringify(document).slice(0, 20));
  });

  it('has the real status and nothing in it', async () => {
    const answer = await askWith({ kind: 'empty' });
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '0', '']);
  });

  it('is called something else', async () => {
    const answer = await askWith({ kind: 'content-type', contentType: 'text/html' });
    expect(answer.headers.get('content-type')).toBe('text/html');
    expect(await answer.json()).toEqual(document);
  });

  it('is of another server, in the headers too', async () => {
    const answer = await askWith({ kind: 'replace', from: 'server-1', to: 'somebody else' });
    expect(answer.headers.get('x-server')).toBe('somebody else');
    expect(await answer.json()).toEqual({ ...document, Id: 'somebody else' });
  });

  it('sends the client elsewhere', async () => {
    const answer = await askWith({ kind: 'redirect', location: 'http://elsewhere.invalid/', status: 307 });
    expect([answer.status, answer.headers.get('location')]).toEqual([307, 'http://elsewhere.invalid/']);
  });

  it('is dated by a clock that is wrong', async () => {
    const { url, faults, clock } = await serve();
    faults.add({ action: { kind: 'clock-skew', ms: -3_600_000 } });
    const { headers } = await fetch(url);
    expect(Date.parse(headers.get('date') ?? '')).toBe(clock.now() - 3_600_000);
  });

  it('comes in drops, as the clock goes', async () => {
    const { url, faults, clock } = await serve();
    faults.add({ action: { kind: 'drip', bytes: 40, everyMs: 5000 } });
    const whole = JSON.stringify(document);
    const answer = await fetch(url);
    expect(answer.headers.get('content-length')).toBe(String(whole.length));
    let text = '';
    let ended = false;
    const reading = (async () => {
      for await (const piece of answer.body ?? []) text += new TextDecoder().decode(piece);
      ended = true;
    })();
    await until(() => text.length >= 40 && clock.sleeping === 1);
    expect([text.length, ended]).toEqual([40, false]);
    await clock.advance(4999);
    expect(text.length).toBe(40);
    await clock.advance(1);
    await until(() => text.length === 80);
    await clock.advance(60_000);
    await reading;
    expect(text).toBe(whole);
  });

  it('is left alone by a fault that was used up', async () => {
    const { url, faults } = await serve();
    faults.add({ times: 1, action: { kind: 'empty' } });
    expect(await (await fetch(url)).text()).toBe('');
    expect(await (await fetch(url)).json()).toEqual(document);
  });

  it('belongs to a time of the clock', async () => {
    const { url, faults, clock } = await serve();
    faults.add({ after: clock.now() + 1000, action: { kind: 'status', status: 503 } });
    expect((await fetch(url)).status).toBe(200);
    await clock.advance(1000);
    expect((await fetch(url)).status).toBe(503);
  });
});
