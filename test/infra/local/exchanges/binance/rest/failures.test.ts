import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../../infra/local/exchanges/binance/sandbox.ts';
import { type Servers, startServers } from '../clients/fixture-servers.ts';

let servers: Servers;
beforeEach(async () => {
  servers = await startServers();
});
afterEach(() => servers.stop());

/** A signed call over a socket. */
function call(url: string, method: string, path: string, fields: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({ ...fields, timestamp: String(servers.world.now()) }).toString();
  const signature = createHmac('sha256', sandbox.secret).update(query).digest('hex');
  const headers = { 'X-MBX-APIKEY': sandbox.apiKey };
  return fetch(`${url}${path}?${query}&signature=${signature}`, { method, headers });
}

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '68000' };

function place(): Promise<Response> {
  return call(servers.usdm.url, 'POST', '/fapi/v1/order', order);
}

async function openOrders(): Promise<unknown[]> {
  return (await (await call(servers.usdm.url, 'GET', '/fapi/v1/openOrders')).json()) as unknown[];
}

describe('injected failures', () => {
  it.each([
    ['http-503-unknown', 503, -1000, 'Unknown error, please check your request or try again later.'],
    ['http-503-unavailable', 503, -1000, 'Service Unavailable.'],
    ['http-503-internal', 503, -1001, 'Internal error; unable to process your request. Please try again.'],
    ['http-503-throttled', 503, -1008, 'Request throttled by system-level protection.'],
    ['http-408-unknown', 408, -1007, 'Timeout waiting for response from backend server.'],
    ['http-418-banned', 418, -1003, 'Way too much request weight used'],
  ])('%s answers %s with code %s, and the exchange acts where told', async (kind, status, code, msg) => {
    for (const applied of [false, true]) {
      await servers.usdm.control('fault', { path: '/fapi/v1/order', kind, applied });
      const answer = await place();
      expect(answer.status).toBe(status);
      const body = (await answer.json()) as { code: number; msg: string };
      expect(body.code).toBe(code);
      expect(body.msg).toContain(msg);
    }
    expect(await openOrders()).toHaveLength(1);
  });

  it('of the firewall are a page of HTML, and others an answer that is no order', async () => {
    await servers.spot.control('fault', { path: '/api/v3/order', kind: 'http-403-waf' });
    const page = await call(servers.spot.url, 'POST', '/api/v3/order', order);
    expect([page.status, page.headers.get('content-type')]).toEqual([403, 'text/html']);
    for (const [kind, body] of [
      ['http-200-object', '{}'],
      ['http-200-list', '[]'],
    ] as const) {
      await servers.usdm.control('fault', { path: '/fapi/v1/order', kind });
      expect(await (await place()).text()).toBe(body);
    }
    await expect(servers.usdm.control('fault', { path: '/x', kind: 'http-599-else' })).rejects.toThrow('kind must be');
  });
});
