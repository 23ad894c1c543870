import { Decimal } from 'decimal.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { createWorld } from '../../../../infra/local/exchanges/engine/world.ts';
import { createKrakenFutures } from '../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { createPairs } from '../../../../infra/local/exchanges/kraken/spot/pairs.ts';
import { createProtocol } from '../../../../infra/local/exchanges/kraken/spot/protocol.ts';
import { monthHours, monthStart, playMonth, tradeMonth } from './fixture-month.ts';
import { caller } from './kraken/futures/client.ts';
import type { History } from './kraken/futures/wire.ts';
import { spotCaller } from './kraken/spot/caller.ts';
import type { WireLedger } from './kraken/spot/client.ts';
import { mintCustomers } from './many-customers.ts';
import { checkLedgerChains, checkLogChains } from './month-judgement.ts';

function openExchanges() {
  const world = createWorld({ seed: 1, tickMs: 0, clock: () => monthStart });
  const spot = createProtocol(world, createPairs(), () => []);
  const { protocol: futures } = createKrakenFutures({ world });
  const [keys] = mintCustomers({ spot, futures, count: 1, prefix: 'trader' });
  if (!keys) throw new Error('no customer');
  return { world, spot, futures, customer: keys.customer, keys };
}

type Exchanges = ReturnType<typeof openExchanges>;
function logOf({ futures, customer }: Exchanges) {
  return futures.exchange().customers.get(customer)?.log ?? [];
}
function ledgerOf({ spot, customer }: Exchanges) {
  return spot.exchange().accounts.get(customer)?.ledger ?? [];
}

describe('a month of trading', () => {
  let exchanges: Exchanges;
  let counts: ReturnType<typeof tradeMonth>;
  beforeAll(() => {
    exchanges = openExchanges();
    counts = tradeMonth(exchanges);
  });

  it('holds what issue 5 asks for', () => {
    expect(counts.futures.fills).toBeGreaterThanOrEqual(5_000);
    expect(counts.futures.kinds['funding rate change']).toBeGreaterThanOrEqual(700);
    expect(counts.futures.liquidated).toMatchObject({ pf_xrpusd: 2, pi_ethusd: 1 });
    expect(counts.futures.kinds.conversion).toBeGreaterThan(0);
    expect(counts.futures.sameMoment).toBeGreaterThan(24);
    expect(counts.spot.fills).toBeGreaterThanOrEqual(500);
    expect(Math.min(counts.spot.baseFees, counts.spot.quoteFees)).toBeGreaterThan(100);
    expect(exchanges.world.now()).toBe(monthStart + monthHours * 3_600_000);
  });

  it('funding is realized in every hour of it', () => {
    const hours = new Set(logOf(exchanges).flatMap(({ info, date }) => (info === 'funding rate change' ? date : [])));
    expect(hours.size).toBeGreaterThanOrEqual(700);
  });

  it('the account log answers the true books, page by page', () => {
    const { call } = caller(exchanges.futures);
    const log = logOf(exchanges);
    const seen: unknown[] = [];
    for (let from = 1; from <= log.length; from += 700) {
      const page = { sort: 'asc', from, count: 700 };
      const { logs } = call('GET', '/api/history/v3/account-log', page, { key: exchanges.keys.futures })
        .body as History;
      seen.push(...logs.map(({ id, booking_uid, new_balance }) => [id, booking_uid, new_balance]));
    }
    expect(seen).toEqual(log.map(({ id, booking_uid, new_balance }) => [id, booking_uid, new_balance.toNumber() + 0]));
  });

  it('the ledger answers the true books, page by page', () => {
    const call = spotCaller(exchanges.spot, exchanges.keys.spot);
    const seen: [string, string][] = [];
    for (let ofs = 0; ofs < ledgerOf(exchanges).length; ofs += 50) {
      const { result } = call<{ ledger: Record<string, WireLedger> }>('Ledgers', { ofs: String(ofs) });
      for (const [id, { balance }] of Object.entries(result.ledger)) seen.push([id, new Decimal(balance).toFixed()]);
    }
    expect(seen.reverse()).toEqual(ledgerOf(exchanges).map(({ id, balance }) => [id, balance.toFixed()]));
  });

  it('a row missing, doubled or changed is found', () => {
    const [log, ledger] = [logOf(exchanges), ledgerOf(exchanges)];
    const none = new Map();
    const index = log.findLastIndex(({ asset }) => asset === 'usd') - 50;
    const cash = log.findIndex(({ asset }, at) => at >= index && asset === 'usd');
    const changed = log.map((row, at) => (at === cash ? { ...row, new_balance: row.new_balance.add('0.0001') } : row));
    expect(() => checkLogChains(log, none)).not.toThrow();
    expect(() => checkLogChains(log.toSpliced(cash, 1), none)).toThrow('flex usd');
    expect(() => checkLogChains(changed, none)).toThrow('flex usd');
    expect(() => checkLogChains(log, new Map([['flex', new Map([['usd', new Decimal(1)]])]]))).toThrow('flex usd');
    expect(() => checkLedgerChains(ledger, none)).not.toThrow();
    expect(() => checkLedgerChains(ledger.toSpliced(500, 1), none)).toThrow('of ');
    expect(() => checkLedgerChains(ledger.toSpliced(500, 0, ...ledger.slice(499, 500)), none)).toThrow('of ');
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
      ...logOf(exchanges).map((row) => `${row.booking_uid} ${row.new_balance}`),
      ...ledgerOf(exchanges).map(({ id }) => id),
    ];
  };

  it('is the same for one seed and another for another', () => {
    const one = fingerprint(5);
    expect(fingerprint(5)).toEqual(one);
    expect(fingerprint(6)).not.toEqual(one);
  }, 60_000);
});
