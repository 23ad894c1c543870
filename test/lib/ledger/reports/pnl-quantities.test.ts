import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { OemsError } from '../../../../lib/errors.ts';
import type { Fill, PageRequest, RealizedPnlEvent } from '../../../../lib/exchanges/model/history.ts';
import { pnlEventOf } from '../../../../lib/exchanges/rules/ledger-events.ts';
import { withQuantities } from '../../../../lib/ledger/reports/pnl-quantities.ts';
import { realizedPnl } from '../../../../lib/ledger/reports/realized-pnl.ts';
import type { Session } from '../../../../lib/session/open-session.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { entryOf, keepAccount, keepLedger, noon } from '../fixture-stored-ledger.ts';

useEmbeddedTable();

const fill: Fill = {
  ...{ id: '7', orderId: '4711', clientOrderId: null, store: 'regular', symbol: 'BTC/USDT:USDT', side: 'sell' },
  ...{ quantity: '0.002', price: '80000', fee: null, feeAsset: null, liquidity: null, timestamp: noon },
};

function profit(tradeId: string | null, symbol = fill.symbol, time = noon): RealizedPnlEvent {
  const event = pnlEventOf(entryOf({ realizedPnl: '12.5', tradeId, symbol, time }));
  if (event === null) throw new Error('no profit');
  return event;
}

/** A session of Binance USD-M, whose ledger tells no quantity. */
function sessionWith(exchange: 'binance' | 'bybit', fills: (asked: PageRequest) => readonly Fill[]) {
  const asked: PageRequest[] = [];
  const read = async (request: PageRequest) => {
    asked.push(request);
    return { items: fills(request), next: null, newest: null, oldest: null, source: 'trades' };
  };
  const stream = { binance: 'usdm', bybit: 'unified' }[exchange];
  const session = { account: { exchange }, market: { stream }, data: { fills: read } } as unknown as Session;
  return {
    asked,
    complete: (events: RealizedPnlEvent[]) => withQuantities(events, { ledger: null, live: [], session }),
  };
}

it('a profit that no pull has read yet has quantity, price and order of its fill', async () => {
  const { asked, complete } = sessionWith('binance', () => [{ ...fill, id: '6', quantity: '9' }, fill]);
  const events = await complete([profit('7'), profit(null)]);
  expect(events).toMatchObject([
    { quantity: '0.002', price: '80000', orderId: '4711', tradeId: '7' },
    { quantity: null, tradeId: null },
  ]);
  expect(asked).toEqual([{ symbol: fill.symbol, from: noon - 1000, to: noon + 1000, limit: 500 }]);
});

it('two fills of one id tell no quantity', async () => {
  const { complete } = sessionWith('binance', () => [fill, { ...fill, side: 'buy' }]);
  expect(await complete([profit('7')])).toMatchObject([{ quantity: null }]);
});

it('an answer asks for the fills of three symbols and of six days at the most', async () => {
  const { asked, complete } = sessionWith('binance', () => []);
  const day = 24 * 3_600_000;
  const old = profit('1', 'A/USDT:USDT', noon - 30 * day);
  await complete([profit('2', 'A/USDT:USDT'), old, ...['B', 'C', 'D'].map((coin) => profit('3', `${coin}/USDT:USDT`))]);
  expect(asked.map(({ symbol }) => symbol)).toEqual(['A/USDT:USDT', 'B/USDT:USDT', 'C/USDT:USDT']);
  expect(asked[0]?.from).toBe(noon + 1000 - 6 * day);
});

it('fills that cannot be read cost the answer nothing but the quantity', async () => {
  const { complete } = sessionWith('binance', () => {
    throw new OemsError('EXCHANGE_UNAVAILABLE', 'away');
  });
  expect(await complete([profit('7')])).toMatchObject([{ realizedPnl: '12.5', quantity: null }]);
});

it('an exchange whose ledger tells trades is asked for no fills', async () => {
  const { asked, complete } = sessionWith('bybit', () => [fill]);
  await complete([profit('7')]);
  expect(asked).toEqual([]);
});

it('a stored profit of Kraken Futures has the quantity of the stored entry of the contracts', async () => {
  const ref = { tenant: randomUUID(), accountId: 'main' };
  await keepAccount(ref, ['swap']);
  const money = entryOf({ id: '11', tradeId: 'e1', realizedPnl: '12.5' });
  const contracts = entryOf({ id: '10', tradeId: 'e1', kind: 'position', before: '0.5', after: '0.3' });
  await keepLedger(ref, 'swap', [contracts, money, entryOf({ id: '12', time: noon - 1, realizedPnl: '3' })]);
  const { items } = await realizedPnl(ref, { limit: 20, to: noon + 1 });
  expect(items.map(({ id, quantity }) => [id, quantity])).toEqual([
    ['11', '0.2'],
    ['12', null],
  ]);
});
