import { describe, expect, it } from 'vitest';
import { useCountingServer } from './fixture-counting-server.ts';

const server = useCountingServer();

function post(body = 'one', signal?: AbortSignal) {
  return fetch(`${server.url}/0/private/AddOrder?a=1%20b`, { method: 'POST', body, ...(signal ? { signal } : {}) });
}
function fault(kind: string, more: Record<string, unknown> = {}) {
  return server.control('fault', { path: 'AddOrder', kind, ...more });
}
function soon(ms: number) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
async function until(reached: () => boolean) {
  for (let tries = 0; tries < 200 && !reached(); tries += 1) await soon(5);
  expect(reached()).toBe(true);
}

describe('plain service', () => {
  it('hands over the raw query and body and answers JSON with its length', async () => {
    const response = await post('a=%2B1&b');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({ answer: 1, query: 'a=1%20b' });
    expect(server.acted).toEqual(['a=%2B1&b']);
  });
});

describe('faults', () => {
  it('drop-before: the exchange never acts and the socket dies', async () => {
    await fault('drop-before');
    await expect(post()).rejects.toThrow();
    expect(server.acted).toEqual([]);
  });

  it('drop-after: the exchange acts and the answer is lost', async () => {
    await fault('drop-after');
    await expect(post()).rejects.toThrow();
    expect(server.acted).toEqual(['one']);
  });

  it('delay: the exchange acts at once and answers later', async () => {
    await fault('delay', { ms: 80 });
    const answer = post();
    await until(() => server.acted.length === 1);
    expect(await (await answer).json()).toMatchObject({ answer: 1 });
  });

  it('delay with applied false: the exchange acts later', async () => {
    await fault('delay', { ms: 250, applied: false });
    const answer = post();
    await soon(25);
    expect(server.acted).toEqual([]);
    expect(await (await answer).json()).toMatchObject({ answer: 1 });
  });

  it('delay: the exchange acts even for a client that went away', async () => {
    await fault('delay', { ms: 400, applied: false });
    await expect(post('gone', AbortSignal.timeout(150))).rejects.toThrow();
    await until(() => server.acted.length === 1);
  });

  it('late: the socket dies now and the exchange acts afterwards', async () => {
    await fault('late', { ms: 250 });
    await expect(post()).rejects.toThrow();
    expect(server.acted).toEqual([]);
    await until(() => server.acted.length === 1);
  });

  it.each([
    ['http-500', 500, 'application/json', 'own words'],
    ['http-502-html', 502, 'text/html', '<html>'],
    ['http-503', 503, 'text/plain; charset=utf-8', 'Service Unavailable'],
    ['http-504', 504, 'text/plain; charset=utf-8', 'Gateway Timeout'],
    ['http-429', 429, 'text/plain; charset=utf-8', 'Too Many Requests'],
  ])('%s: by default the exchange did not act, with applied it did', async (kind, status, type, text) => {
    await fault(kind);
    const response = await post();
    expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
    expect(await response.text()).toContain(text);
    expect(server.acted).toEqual([]);
    await fault(kind, { applied: true });
    expect((await post()).status).toBe(status);
    expect(server.acted).toEqual(['one']);
  });

  it('truncate: status and length are fine, the JSON is not', async () => {
    await fault('truncate');
    const response = await post();
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(response.headers.get('content-length')).toBe(String(text.length));
    expect(() => JSON.parse(text)).toThrow();
    expect(server.acted).toEqual(['one']);
  });

  it('empty-200 and html-200: the exchange acted and its answer was replaced', async () => {
    await fault('empty-200');
    expect(await (await post()).text()).toBe('');
    await fault('html-200');
    expect(await (await post()).text()).toContain('<html>');
    await fault('html-200', { applied: false });
    await post();
    expect(server.acted).toEqual(['one', 'one']);
  });

  it('reset: the connection breaks in the middle of the body', async () => {
    await fault('reset');
    const response = await post();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(server.acted).toEqual(['one']);
  });

  it('stall-body: half of the body, then silence until the client gives up', async () => {
    await fault('stall-body');
    const response = await post('one', AbortSignal.timeout(500));
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(server.acted).toEqual(['one']);
  });

  it('duplicate: the same bytes are handled twice and the first answer is given', async () => {
    await fault('duplicate');
    expect(await (await post()).json()).toMatchObject({ answer: 1 });
    expect(server.acted).toEqual(['one', 'one']);
  });

  it('faults queue up, match the end of the path, and leave other paths alone', async () => {
    await fault('http-503', { times: 2 });
    await fault('http-500');
    expect((await fetch(`${server.url}/0/public/Time`)).status).toBe(200);
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await post()).status);
    expect(statuses).toEqual([503, 503, 500, 200]);
  });
});
