import { describe, expect, it } from 'vitest';
import { useCountingServer } from './fixture-counting-server.ts';

const server = useCountingServer();

function post() {
  return fetch(`${server.url}/0/private/AddOrder`, { method: 'POST', body: 'one' });
}
function fault(kind: string, more: Record<string, unknown> = {}) {
  return server.control('fault', { path: 'AddOrder', kind, ...more });
}
function soon(ms: number) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('control', () => {
  const control = async (name: string, body: string) => {
    const response = await fetch(`${server.url}/_control/${name}`, { method: 'POST', body });
    return [response.status, await response.json()] as const;
  };

  it('bad input is answered with 400 and the field', async () => {
    expect(await control('fault', '{"path":"AddOrder","kind":"explode"}')).toEqual([
      400,
      { error: expect.stringContaining('kind') },
    ]);
    expect(await control('fault', '{"kind":"reset"}')).toEqual([400, { error: expect.stringContaining('path') }]);
    expect(await control('fault', '{"path":"A","kind":"delay","ms":-1}')).toEqual([
      400,
      { error: expect.stringContaining('ms') },
    ]);
    expect(await control('fault', '{"path":"A","kind":"delay","times":0}')).toEqual([
      400,
      { error: expect.stringContaining('times') },
    ]);
    expect(await control('fault', '{"path":"A","kind":"reset","applied":true}')).toEqual([
      400,
      { error: expect.stringContaining('applied') },
    ]);
    expect(await control('fault', 'not json')).toEqual([400, { error: expect.any(String) }]);
    expect(await control('fault', '[]')).toEqual([400, { error: expect.stringContaining('object') }]);
    expect(await control('bad', '{}')).toEqual([400, { error: 'field: wrong' }]);
    expect(await control('toString', '{}')).toEqual([400, { error: expect.stringContaining('toString') }]);
  });

  it('reaches the exchange and shows the log from any entry on', async () => {
    expect(await control('echo', '{"a":1}')).toEqual([200, { a: 1 }]);
    await post();
    await post();
    expect(await (await fetch(`${server.url}/_control/log`)).json()).toHaveLength(2);
    expect(await (await fetch(`${server.url}/_control/log?since=1`)).json()).toMatchObject([{ at: 2 }]);
    expect((await fetch(`${server.url}/_control/log?since=x`)).status).toBe(400);
  });

  it('reset forgets faults, what was to arrive late, and the log', async () => {
    await fault('late', { ms: 150 });
    await expect(post()).rejects.toThrow();
    await fault('http-500');
    expect(await control('reset', '')).toEqual([200, {}]);
    await soon(250);
    expect(server.acted).toEqual([]);
    expect((await post()).status).toBe(200);
    expect(await server.control('log')).toHaveLength(1);
  });
});
