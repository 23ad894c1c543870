import { describe, expect, it } from 'vitest';
import type { MarketWire } from '../../../lib/exchanges/wire/market-wire.ts';
import { MalformedResponse } from '../../../lib/exchanges/wire/refusals.ts';
import { loadInstruments } from './adapter/catalogue.ts';
import { checkKey } from './adapter/key-check.ts';
import { ledger } from './adapter/ledger.ts';
import { margin } from './adapter/margin.ts';
import { swapData } from './adapter/market-data.ts';
import { orderEntry } from './adapter/order-entry.ts';
import { transfers } from './adapter/transfers.ts';
import { wallets } from './adapter/wallets.ts';
import { madeup } from './definition.ts';

/** New adapters are written after this one: whatever nobody can read is null or garbled, and no default. */
const garbled: readonly unknown[] = [null, '', 'garbage', '-1', [], {}, undefined];
const withoutSign = garbled.filter((value) => value !== '-1');
const now = 1_779_273_000_000;

/** Answers every request so; the stops are those that wait. */
function wireOver(data: unknown, stops: unknown = []): MarketWire {
  const symbolOf = (name: string) => name;
  return {
    market: madeup.markets.swap,
    markets: { naming: async () => symbolOf, market: async (symbol: string) => ({ id: symbol }) },
    read: async ({ path }: { path: string }) => ({ ok: true, data: path === '/v1/stops' ? stops : data }),
  } as unknown as MarketWire;
}

const order = {
  ...{ id: '1', clientId: 't-a', instrument: 'BTC-USDT-PERP', side: 'buy', type: 'limit', tif: 'gtc', status: 'open' },
  ...{ reduceOnly: true, quantity: '3', filled: '1', price: '80000', average: '79000', createdAt: String(now) },
};
const stop = {
  ...{ id: 's1', clientId: 't-b', instrument: 'BTC-USDT-PERP', side: 'sell', kind: 'profit', status: 'waiting' },
  ...{ reduceOnly: true, quantity: '3', price: null, trigger: '90000', createdAt: String(now), child: null },
};

function cases(fields: Readonly<Record<string, string>>, values: readonly unknown[]) {
  return Object.entries(fields).flatMap(([field, told]) => values.map((value) => [field, value, told] as const));
}

describe('orders', () => {
  const fields = { side: 'side', type: 'type', reduceOnly: 'reduceOnly', createdAt: 'createdAt', quantity: 'quantity' };

  it.each(cases(fields, garbled))(
    'an open order with %s %o has no known %s, and hides no other order',
    async (field, value, told) => {
      const { rows: orders } = await orderEntry(wireOver([{ ...order, [field]: value }, order])).openList();
      expect(orders).toMatchObject([
        { [told]: null },
        { exchangeOrderId: '1', side: 'buy', type: 'limit', reduceOnly: true },
      ]);
    },
  );

  it.each(cases({ filled: 'filledQuantity', tif: 'postOnly' }, [null, '', [], {}, undefined]))(
    'an open order with %s %o has no known %s',
    async (field, value, told) => {
      expect((await orderEntry(wireOver([{ ...order, [field]: value }])).openList()).rows).toMatchObject([
        { [told]: null },
      ]);
    },
  );

  it.each(cases({ side: 'side', kind: 'type', reduceOnly: 'reduceOnly', createdAt: 'createdAt' }, garbled))(
    'a stop with %s %o has no known %s',
    async (field, value, told) => {
      const { rows: orders } = await orderEntry(wireOver([], [{ ...stop, [field]: value }, stop])).openList();
      expect(orders).toMatchObject([{ [told]: null }, { side: 'sell', type: 'take_profit', filledQuantity: '0' }]);
    },
  );

  it.each(garbled)('a stop with the status %o has executed nobody knows how much', async (status) => {
    expect((await orderEntry(wireOver([], [{ ...stop, status }])).openList()).rows).toMatchObject([
      { status: 'unknown', filledQuantity: null, remainingQuantity: null },
    ]);
  });

  it.each(garbled)('an order just sent is neither absent nor an order of the time %o', async (createdAt) => {
    const { find } = orderEntry(wireOver({ ...order, createdAt }));
    const ref = { symbol: null, store: 'regular', clientOrderId: 't-a' } as const;
    await expect(find(ref, now - 1000)).rejects.toThrow(MalformedResponse);
    expect(await find(ref, now - 1000, { older: 'open' })).toMatchObject({ kind: 'found' });
  });
});

describe('positions', () => {
  const position = {
    instrument: 'BTC-USDT-PERP',
    side: 'long',
    contracts: '2',
    entry: '1',
    mark: '2',
    unrealized: '1',
  };
  const fields = { instrument: 'symbol', side: 'side', contracts: 'contracts', leverage: 'marginMode' };
  const read = (rows: readonly object[]) => wallets(wireOver(rows), true).positions?.() ?? [];

  it.each(
    cases(
      fields,
      garbled.filter((value) => typeof value !== 'string' || value === ''),
    ),
  )('a position with %s %o has no known %s, and hides no other position', async (field, value, told) => {
    const whole = { ...position, leverage: '0' };
    expect(await read([{ ...whole, [field]: value }, whole])).toMatchObject([
      { [told]: null },
      { symbol: 'BTC-USDT-PERP', side: 'long', contracts: '2', marginMode: 'cross' },
    ]);
  });

  it('a position on a side of another word has no known side', async () => {
    expect(await read([{ ...position, leverage: '5', side: 'both' }])).toMatchObject([
      { side: null, marginMode: 'isolated', leverage: '5' },
    ]);
  });

  it.each(withoutSign)('a leverage of %o is garbled, and not cross margin', async (leverage) => {
    await expect(margin(wireOver({ leverage })).leverage('x')).rejects.toThrow(MalformedResponse);
    expect(await margin(wireOver({ leverage: '0' })).leverage('x')).toBeNull();
  });
});

describe('histories', () => {
  const fill = { id: '9', order: '1', instrument: 'BTC-USDT-PERP', side: 'sell', quantity: '1', price: '2', fee: '3' };
  const fields = { side: '', quantity: '', price: '', time: '', instrument: '' };

  it.each(cases(fields, [null, '', [], {}, undefined]))(
    'a fill with %s %o is a gap, and hides no other',
    async (field, value) => {
      const rows = [
        { ...fill, time: String(now) },
        { ...fill, time: String(now - 5), id: '8', [field]: value },
      ];
      const page = await swapData(wireOver(rows)).fills({ limit: 10 });
      expect(page.items.map(({ id }) => id)).toEqual(['9']);
      expect(page.leftOut).toHaveLength(1);
    },
  );

  it.each(withoutSign)('an hour at the rate %o is a gap', async (rate) => {
    const rows = [
      { time: String(now), rate: '0.1' },
      { time: String(now - 5), rate },
    ];
    expect(await swapData(wireOver(rows)).fundingRates?.('x', {})).toMatchObject({
      rates: [{ rate: '0.1' }],
      gaps: [{ from: now - 5, to: now - 4 }],
    });
  });

  it.each(cases({ time: '', change: '', kind: '', asset: '' }, [null, '', [], {}, undefined]))(
    'a ledger entry with %s %o hides no other entry',
    async (field, value) => {
      const entry = {
        id: '1',
        time: String(now),
        kind: 'fee',
        asset: 'USDT',
        change: '-2',
        instrument: null,
        trade: null,
      };
      const { entries } = ledger(
        wireOver([
          { ...entry, [field]: value },
          { ...entry, id: '2' },
        ]),
      );
      const page = await entries({ since: null, after: null, maxRequests: 1 });
      expect(page.entries).toMatchObject([{ id: '2', fee: '2' }]);
    },
  );
});

describe('keys, transfers and instruments', () => {
  it.each([...garbled, 'hedged'])('a position mode of %o is not known, and not one-way', async (positions) => {
    expect(await checkKey(wireOver({ rights: ['read'], positions }))).toMatchObject({ positionMode: null });
  });

  it.each([...garbled, [1], 'read'])('rights told as %o are not known', async (rights) => {
    if (Array.isArray(rights) && rights.length === 0) return;
    expect(await checkKey(wireOver({ rights, positions: 'net' }))).toMatchObject({
      permissions: null,
      canWithdraw: null,
      positionMode: 'one-way',
    });
  });

  const request = { asset: 'USDT', amount: '5', from: 'spot', to: 'swap', clientId: 'a' };
  const moved = {
    id: '1',
    asset: 'USDT',
    amount: '5.0',
    from: 'spot',
    to: 'swap',
    time: '2026-05-20T10:00:00Z',
    state: 'done',
  };
  const moveFields = { id: '', asset: '', amount: '', from: '', to: '', time: '', state: '' };
  it.each(cases(moveFields, [null, '', [], {}, undefined]))(
    'a transfer with %s %o proves no absence',
    async (field, value) => {
      const { find } = transfers(wireOver({ ...moved, [field]: value }));
      await expect(find(request, 0)).rejects.toThrow(MalformedResponse);
    },
  );

  it.each(garbled)(
    'a contract of the size %o is refused by name, and no contract of one coin',
    async (contractSize) => {
      const row = {
        id: 'BTC-USDT-PERP',
        base: 'BTC',
        quote: 'USDT',
        priceStep: '1',
        quantityStep: '1',
        minQuantity: '1',
      };
      const rows = [
        { ...row, contractSize },
        { ...row, id: 'ETH-USDT-PERP', base: 'ETH', contractSize: '0.1' },
      ];
      const transport = async () => ({ status: 200, body: JSON.stringify({ ok: true, data: rows }) });
      const { markets, refused } = await loadInstruments('swap', 'X', 'https://x', transport, () => undefined);
      expect(markets.map(({ symbol }) => symbol)).toEqual(['ETH/USDT:USDT']);
      expect(refused).toEqual([{ symbol: 'BTC/USDT:USDT', ids: ['BTC-USDT-PERP'] }]);
    },
  );
});
