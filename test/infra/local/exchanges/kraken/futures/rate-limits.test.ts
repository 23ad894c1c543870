import { describe, expect, it } from 'vitest';
import type { Harness, Params } from './fixture-client.ts';
import { openExchange } from './fixture-client.ts';

function read(exchange: Harness, params: Params = {}, name = 'account-log') {
  return exchange.call('GET', `/api/history/v3/${name}`, params);
}
/** How many such requests a full pool of 100 tokens allows. */
function allowed(params: Params, name?: string): number {
  const exchange = openExchange({ rateLimits: true });
  for (let count = 0; ; count += 1) if (read(exchange, params, name).status !== 200) return count;
}

describe('the request pool of /history', () => {
  it.each([
    [{ count: 25 }, 100],
    [{ count: 26 }, 50],
    [{ count: 51 }, 33],
    [{}, 33],
    [{ count: 1_000 }, 33],
    [{ count: 1_001 }, 16],
    [{ count: 5_001 }, 10],
  ])('%j can be asked %d times', (params: Params, times) => {
    expect(allowed(params)).toBe(times);
  });

  it('other histories cost one token', () => {
    expect(allowed({}, 'executions')).toBe(100);
  });

  it('says in seconds when the same request would be accepted, and keeps its word', () => {
    const exchange = openExchange({ rateLimits: true });
    for (let count = 0; count < 33; count += 1) read(exchange);
    const refusal = read(exchange);
    expect(refusal).toMatchObject({ status: 429, headers: { 'rate-limit-reset': '12' } });
    expect(typeof refusal.body).toBe('string');
    exchange.world.advance(11_999);
    expect(read(exchange).status).toBe(429);
    exchange.world.advance(1);
    expect(read(exchange).status).toBe(200);
  });

  it('is not the budget of /derivatives', () => {
    const exchange = openExchange({ rateLimits: true });
    while (read(exchange, { count: 5_001 }).status === 200);
    expect(exchange.get('accounts').result).toBe('success');
  });

  it('is not enforced unless asked for', () => {
    const exchange = openExchange();
    for (let count = 0; count < 40; count += 1) expect(read(exchange).status).toBe(200);
  });
});
