import { describe, expect, it } from 'vitest';
import type { Harness, Params } from './client.ts';
import { openVenue } from './client.ts';

function read(venue: Harness, params: Params = {}, name = 'account-log') {
  return venue.call('GET', `/api/history/v3/${name}`, params);
}
/** How many such requests a full pool of 100 tokens allows. */
function allowed(params: Params, name?: string): number {
  const venue = openVenue({ rateLimits: true });
  for (let count = 0; ; count += 1) if (read(venue, params, name).status !== 200) return count;
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
    const venue = openVenue({ rateLimits: true });
    for (let count = 0; count < 33; count += 1) read(venue);
    const refusal = read(venue);
    expect(refusal).toMatchObject({ status: 429, headers: { 'rate-limit-reset': '12' } });
    expect(typeof refusal.body).toBe('string');
    venue.world.advance(11_999);
    expect(read(venue).status).toBe(429);
    venue.world.advance(1);
    expect(read(venue).status).toBe(200);
  });

  it('is not the budget of /derivatives', () => {
    const venue = openVenue({ rateLimits: true });
    while (read(venue, { count: 5_001 }).status === 200);
    expect(venue.get('accounts').result).toBe('success');
  });

  it('is not enforced unless asked for', () => {
    const venue = openVenue();
    for (let count = 0; count < 40; count += 1) expect(read(venue).status).toBe(200);
  });
});
