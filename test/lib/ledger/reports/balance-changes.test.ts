import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../../../lib/accounts/account.ts';
import { Decimal } from '../../../../lib/decimal.ts';
import type { Fill } from '../../../../lib/exchanges/model/history.ts';
import type { Balance } from '../../../../lib/exchanges/model/position.ts';
import { putBalanceDay } from '../../../../lib/ledger/fills/balance-days.ts';
import { fillsOwner } from '../../../../lib/ledger/fills/fills-cursor.ts';
import { putFill } from '../../../../lib/ledger/fills/fills-store.ts';
import { addFill, balanceChanges, changesBetween } from '../../../../lib/ledger/reports/balance-changes.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { day, hour, noon } from '../fixture-stored-ledger.ts';

useEmbeddedTable();

const registered = { registrationId: undefined, tradingState: 'ACTIVE', nonceScales: {}, leverages: {}, createdAt: 1 };
const week = { from: noon - 7 * day, to: noon + day };
let account: Account;
let name: { ref: { tenant: string; accountId: string }; exchange: 'binance'; marketType: 'spot'; owner: string };

beforeEach(() => {
  const ref = { tenant: randomUUID(), accountId: 'main' };
  const credentials = { main: { version: 'v1', customerMark: 'customer' } };
  account = { ...registered, ...ref, exchange: 'binance', credentials } as unknown as Account;
  name = { ref, exchange: 'binance', marketType: 'spot', owner: fillsOwner(account, 'spot') };
});

function held(totals: Readonly<Record<string, string>>): Balance[] {
  return Object.entries(totals).map(([asset, total]) => ({ asset, free: total, used: '0', total }));
}
function fillAt(timestamp: number, terms: Partial<Fill> = {}): Fill {
  const told = { orderId: '1', clientOrderId: null, store: 'regular', symbol: 'BTC/USDT', side: 'buy' } as const;
  const traded = { quantity: '0.5', price: '100', fee: '0.1', feeAsset: 'BNB', liquidity: 'taker' } as const;
  return { id: String(timestamp), timestamp, ...told, ...traded, ...terms };
}
function changes(range = week) {
  return balanceChanges(account, range, undefined, () => undefined);
}

describe('changes of balances without a ledger', () => {
  it('are parted into stored fills with their fees and a rest that nothing explains', async () => {
    await putBalanceDay(name, held({ USDT: '1000', BNB: '1' }), noon - 2 * day);
    await putFill(name, fillAt(noon - day));
    await putBalanceDay(name, held({ USDT: '1250', BTC: '0.5', BNB: '0.9' }), noon);
    const readings = { ref: name.ref, marketType: 'spot', from: noon - 2 * day, to: noon };
    expect(await changes()).toEqual([
      { ...readings, asset: 'BNB', opening: '1', closing: '0.9', fills: '-0.1', unexplained: '0' },
      { ...readings, asset: 'BTC', opening: '0', closing: '0.5', fills: '0.5', unexplained: '0' },
      { ...readings, asset: 'USDT', opening: '1000', closing: '1250', fills: '-50', unexplained: '300' },
    ]);
  });

  it('begin and end with readings within the range, and count the fills between those readings alone', async () => {
    await putBalanceDay(name, held({ USDT: '1' }), week.from - 1);
    await putBalanceDay(name, held({ USDT: '2' }), week.from + day);
    await putBalanceDay(name, held({ USDT: '5' }), week.to - hour);
    await putFill(name, fillAt(week.from + day - 1));
    await putFill(name, fillAt(week.to - hour));
    expect(await changes()).toMatchObject([{ opening: '2', closing: '5', fills: '0', unexplained: '3' }]);
    expect(await changes({ from: week.from, to: week.to - hour })).toEqual([]);
  });

  it('keep the first reading of a day, and the readings of one customer', async () => {
    await putBalanceDay(name, held({ USDT: '1' }), noon - day);
    await putBalanceDay(name, held({ USDT: '9' }), noon - day + hour);
    await putBalanceDay({ ...name, owner: 'another' }, held({ USDT: '70' }), noon);
    expect(await changes()).toEqual([]);
    await putBalanceDay(name, held({ USDT: '2' }), noon);
    expect(await changes()).toMatchObject([{ from: noon - day, opening: '1', closing: '2' }]);
  });

  it('read every page of stored fills', async () => {
    await putBalanceDay(name, held({ USDT: '200000' }), noon - day);
    const symbol = `${'X'.repeat(20)}/USDT`;
    const fills = Array.from({ length: 1100 }, (_, index) => fillAt(noon - hour + index, { symbol, fee: null }));
    for (let start = 0; start < fills.length; start += 50)
      await Promise.all(fills.slice(start, start + 50).map((fill) => putFill(name, fill)));
    await putBalanceDay(name, held({ USDT: '145000' }), noon);
    expect((await changes()).map(({ fills: sum }) => sum)).toEqual(['-55000', '550']);
  });

  it('are none of a market with a ledger', async () => {
    expect(await balanceChanges(account, week, 'swap', () => undefined)).toEqual([]);
    expect(await balanceChanges({ ...account, exchange: 'kraken' }, week, undefined, () => undefined)).toEqual([]);
  });

  it('always add up: opening, fills and the rest are the closing balance', () => {
    const amount = fc.integer({ min: 0, max: 10 ** 9 }).map((units) => new Decimal(units).div(10 ** 8).toFixed());
    const totals = fc.dictionary(fc.constantFrom('BTC', 'USDT', 'BNB'), amount);
    const fill = fc.record({ side: fc.constantFrom('buy', 'sell'), quantity: amount, price: amount, fee: amount });
    fc.assert(
      fc.property(totals, totals, fc.array(fill), (opening, closing, fills) => {
        const sums = new Map<string, Decimal>();
        for (const each of fills) addFill(sums, fillAt(1, each as Partial<Fill>));
        const told = changesBetween({ at: 1, totals: opening }, { at: 2, totals: closing }, sums);
        for (const { asset, ...change } of told) {
          expect(new Decimal(change.opening).plus(change.fills).plus(change.unexplained).toFixed()).toBe(
            change.closing,
          );
          expect([change.opening, change.closing]).toEqual([opening[asset] ?? '0', closing[asset] ?? '0']);
        }
      }),
    );
  });
});
