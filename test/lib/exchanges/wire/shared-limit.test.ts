import { describe, expect, it } from 'vitest';
import { OemsError } from '../../../../lib/errors.ts';
import { binanceRules } from '../../../../lib/exchanges/binance/errors.ts';
import { bybitRules } from '../../../../lib/exchanges/bybit/errors.ts';
import { signedCall } from '../../../../lib/exchanges/wire/endpoint.ts';
import { ExchangeRejection, NotSent } from '../../../../lib/exchanges/wire/refusals.ts';
import { countingUsed, type SharedBudget, withinSharedLimit } from '../../../../lib/exchanges/wire/shared-limit.ts';

const limit = { weight: 6000, windowMs: 60_000, usualWeight: 5, usedHeader: 'x-mbx-used-weight-1m' };
const endpoint = signedCall('GET', 'account');

function budget() {
  const seen = { taken: [] as number[], used: [] as unknown[], bans: [] as number[], bannedUntil: 0, isFull: false };
  const shared: SharedBudget = {
    bannedUntil: () => seen.bannedUntil,
    take: async (weight) => {
      if (seen.isFull) throw new OemsError('RATE_LIMITED', 'full', { retryAfterSeconds: 7 });
      seen.taken.push(weight);
    },
    noteUsed: async (...told) => void seen.used.push(told),
    noteBan: async (until) => void seen.bans.push(until),
  };
  return { seen, shared };
}

function sending(shared: SharedBudget, fails?: Error, rules = binanceRules) {
  let sent = 0;
  const send = withinSharedLimit(
    async () => {
      sent += 1;
      if (fails) throw fails;
      return 'answer';
    },
    limit,
    shared,
    rules,
  );
  return { send, sent: () => sent };
}

describe('a request to a host whose limit all keys share', () => {
  it('takes the weight of its endpoint, or the usual weight of the host, and nothing where the endpoint counts apart', async () => {
    const { seen, shared } = budget();
    const { send } = sending(shared);
    for (const weight of [undefined, 80, 0]) await send(weight === undefined ? endpoint : { ...endpoint, weight }, {});
    expect(seen.taken).toEqual([5, 80]);
  });

  it('does not leave when the budget is used up, and says so as a request that was not sent', async () => {
    const { seen, shared } = budget();
    seen.isFull = true;
    const { send, sent } = sending(shared);
    const error = await send(endpoint, {}).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(NotSent);
    expect((error as NotSent).cause).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 7 });
    expect(sent()).toBe(0);
  });

  it('does not leave during a ban', async () => {
    const { seen, shared } = budget();
    seen.bannedUntil = Date.now() + 90_000;
    const { send, sent } = sending(shared);
    const error = await send({ ...endpoint, weight: 0 }, {}).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(NotSent);
    expect((error as NotSent).cause).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 90 });
    expect(sent()).toBe(0);
  });

  it.each([
    ['HTTP 418', 900, true],
    ['HTTP 418', 120, true],
    ['HTTP 429', 20, true],
    ['-1015', 20, false],
    ['-2015', 20, false],
  ])('a refusal %s for %i s is noted as a ban of the address: %s', async (code, seconds, isBan) => {
    const { seen, shared } = budget();
    const until = Math.floor(Date.now() / 1000) + seconds;
    const refusal = new ExchangeRejection('Binance Spot', `${code} ${until}`);
    await expect(sending(shared, refusal).send(endpoint, {})).rejects.toBe(refusal);
    expect(seen.bans.map((ban) => Math.abs(ban - until * 1000) < 2000)).toEqual(isBan ? [true] : []);
  });

  // Under 403 without these words the address may lie in a refused country, and under 10006 the limit is that of one key.
  it.each([
    ['HTTP 403 access too frequent', [600]],
    ['HTTP 403', []],
    ['HTTP 429', []],
    ['10006', []],
  ])('a refusal of Bybit with %s bans the address for %j s', async (code, seconds) => {
    const { seen, shared } = budget();
    const refusal = new ExchangeRejection('Bybit Spot', code);
    await expect(sending(shared, refusal, bybitRules).send(endpoint, {})).rejects.toBe(refusal);
    expect(seen.bans.map((ban) => Math.round((ban - Date.now()) / 1000))).toEqual(seconds);
  });

  it('tells the budget what the exchange counts, by the clock of the exchange', async () => {
    const { seen, shared } = budget();
    const date = 'Mon, 30 Nov 2026 19:00:59 GMT';
    const replies = [
      { headers: { 'x-mbx-used-weight-1m': '1234' }, date },
      { headers: {}, date },
      { headers: { 'x-mbx-used-weight-1m': '1234' } },
      { headers: { 'x-mbx-used-weight-1m': 'many' }, date },
    ];
    for (const reply of replies) {
      const transport = countingUsed(async () => ({ status: 200, body: '{}', ...reply }), limit, shared);
      await transport({ url: 'https://api.binance.com', method: 'GET' });
    }
    expect(seen.used).toEqual([[1234, Date.parse(date)]]);
  });
});
