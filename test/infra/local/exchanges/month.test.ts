import { Decimal } from 'decimal.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { createWorld } from '../../../../infra/local/exchanges/engine/world.ts';
import { createKrakenFutures } from '../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { createPairs } from '../../../../infra/local/exchanges/kraken/spot/pairs.ts';
import { createProtocol } from '../../../../infra/local/exchanges/kraken/spot/protocol.ts';
import { mintCustomers } from './fixture-many-customers.ts';
import { monthHours, monthStart, playMonth, tradeMonth } from './fixture-month.ts';
import { checkChains } from './fixture-month-judgement.ts';
import { caller } from './kraken/futures/fixture-client.ts';
import type { History } from './kraken/futures/fixture-wire.ts';
import { spotCaller } from './kraken/spot/fixture-caller.ts';
import type { WireLedger } from './kraken/spot/fixture-client.ts';

function openExchanges() {
  const world = createWorld({ seed: 1, tickMs: 0, clock: () => monthStart });
  const spot = createProtocol(world, createPairs(), () => []);
  const { protocol: futures } = createKrakenFutures({ world });
  const [keys] = mintCustomers({ spot, futures, count: 1, prefix: 'trader' });
  if (!keys) throw new Error('no customer');
  return { world, spot, futures, customer: keys.customer, keys };
}

type Exchanges = ReturnType<typeof openExchanges>;
function futuresLedgerOf({ futures, customer }: Exchanges) {
  return futures.exchange().accounts.get(customer)?.ledger ?? [];
}
function spotLedgerOf({ spot, customer }: Exchanges) {
  return spot.exchange().accounts.get(customer)?.ledger ?? [];
}

describe('a month of trading', () => {
  let exchanges: Exchanges;
  let counts: ReturnType<typeof tradeMonth>;
  beforeAll(() => {
    exchanges = openExchanges();
    counts = tradeMonth(exchanges);
  }, 240_000);

  it('holds thousands of fills, liquidations, conversions and hours of funding', () => {
    expect(counts.futures.fills).toBeGreaterThanOrEqual(5_000);
    expect(counts.futures.kinds.funding).toBeGreaterThanOrEqual(700);
    expect(counts.futures.liquidated).toMatchObject({ PF_XRPUSD: 2, PI_ETHUSD: 1 });
    expect(counts.futures.kinds.conversion).toBeGreaterThan(0);
    expect(counts.futures.sameMoment).toBeGreaterThan(24);
    expect(counts.spot.fills).toBeGreaterThanOrEqual(500);
    expect(Math.min(counts.spot.baseFees, counts.spot.quoteFees)).toBeGreaterThan(100);
    expect(exchanges.world.now()).toBe(monthStart + monthHours * 3_600_000);
  });

  it('funding is realized in every hour of it', () => {
    const hours = new Set(futuresLedgerOf(exchanges).flatMap(({ kind, at }) => (kind === 'funding' ? at : [])));
    expect(hours.size).toBeGreaterThanOrEqual(700);
  });

  it('the account log answers the true ledger, page by page', () => {
    const { call } = caller(exchanges.futures);
    const log = futuresLedgerOf(exchanges);
    const seen: unknown[] = [];
    for (let from = 1; from <= log.length; from += 700) {
      const page = { sort: 'asc', from, count: 700 };
      const { logs } = call('GET', '/api/history/v3/account-log', page, { key: exchanges.keys.futures })
        .body as History;
      seen.push(...logs.map(({ id, booking_uid, new_balance }) => [id, booking_uid, new_balance]));
    }
    expect(seen).toEqual(log.map(({ id, uid, after }) => [id, uid, after.toNumber() + 0]));
  });

  it('the spot ledger answers the true ledger, page by page', () => {
    const call = spotCaller(exchanges.spot, exchanges.keys.spot);
    const seen: [string, string][] = [];
    for (let ofs = 0; ofs < spotLedgerOf(exchanges).length; ofs += 50) {
      const { result } = call<{ ledger: Record<string, WireLedger> }>('Ledgers', { ofs: String(ofs) });
      for (const [id, { balance }] of Object.entries(result.ledger)) seen.push([id, new Decimal(balance).toFixed()]);
    }
    expect(seen.reverse()).toEqual(spotLedgerOf(exchanges).map(({ id, after }) => [id, after.toFixed()]));
  });

  it('an entry that is missing, doubled or changed is found', () => {
    const [log, ledger] = [futuresLedgerOf(exchanges), spotLedgerOf(exchanges)];
    const none = new Map();
    const index = log.findLastIndex(({ asset }) => asset === 'usd') - 50;
    const cash = log.findIndex(({ asset }, at) => at >= index && asset === 'usd');
    const changed = log.map((row, at) => (at === cash ? { ...row, after: row.after.add('0.0001') } : row));
    expect(() => checkChains(log, none)).not.toThrow();
    expect(() => checkChains(log.toSpliced(cash, 1), none)).toThrow('flex usd');
    expect(() => checkChains(changed, none)).toThrow('flex usd');
    expect(() => checkChains(log, new Map([['flex', new Map([['usd', new Decimal(1)]])]]))).toThrow('flex usd');
    expect(() => checkChains(ledger, none)).not.toThrow();
    expect(() => checkChains(ledger.toSpliced(500, 1), none)).toThrow('of ');
    expect(() => checkChains(ledger.toSpliced(500, 0, ...ledger.slice(499, 500)), none)).toThrow('of ');
  });
});

describe('a smaller month', () => {
  it('can be watched hour by hour', () => {
    const exchanges = openExchanges();
    const month = playMonth({ ...exchanges, fills: 100 });
    expect([month.next().value, month.next().value]).toEqual([1, 2]);
    expect(exchanges.world.now()).toBe(monthStart + 2 * 3_600_000);
  });

  const fingerprint = (seed: number) => {
    const exchanges = openExchanges();
    tradeMonth({ ...exchanges, fills: 600, seed });
    return [
      ...futuresLedgerOf(exchanges).map((row) => `${row.uid} ${row.after}`),
      ...spotLedgerOf(exchanges).map(({ id }) => id),
    ];
  };

  it('is the same for one seed and another for another', () => {
    const one = fingerprint(5);
    expect(fingerprint(5)).toEqual(one);
    expect(fingerprint(6)).not.toEqual(one);
  }, 60_000);
});
