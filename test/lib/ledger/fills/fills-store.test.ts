import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Fill } from '../../../../lib/exchanges/model/history.ts';
import type { FillsName } from '../../../../lib/ledger/fills/fills-cursor.ts';
import { type FillPlace, listFills, putFill } from '../../../../lib/ledger/fills/fills-store.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';

useEmbeddedTable();

const at = Date.UTC(2026, 10, 1);

function nameOf(): FillsName {
  const ref = { tenant: 'tenant-a', accountId: randomUUID() };
  return { ref, exchange: 'binance', marketType: 'spot', owner: 'owner' };
}

function fillOf(terms: Partial<Fill>): Fill {
  return {
    ...{ id: '7', orderId: '900', clientOrderId: null, store: 'regular', symbol: 'BTC/USDT', side: 'buy' },
    ...{ quantity: '0.01', price: '70000', fee: '0.7', feeAsset: 'USDT', liquidity: 'maker', timestamp: at },
    ...terms,
  };
}

async function everyFill(name: FillsName, limit: number): Promise<string[]> {
  const told: string[] = [];
  let below: FillPlace | null = null;
  for (let pages = 0; pages < 20; pages += 1) {
    const { fills, next }: Awaited<ReturnType<typeof listFills>> = await listFills(name, {
      ...{ from: 0, to: at + 1000, below, limit },
    });
    told.push(...fills.map(({ id, orderId }) => `${id} ${orderId}`));
    if (next === null) return told;
    below = next;
  }
  throw new Error('the fills do not end');
}

describe('stored fills', () => {
  const buy = fillOf({});
  const sale = fillOf({ orderId: '901', side: 'sell', liquidity: 'taker' });

  it.each([
    ['one after the other', [buy, sale, buy, sale]],
    ['in both orders', [sale, buy, buy, sale]],
  ])('of two own orders that traded with each other under one id are both kept, each once, %s', async (_way, fills) => {
    const name = nameOf();
    for (const fill of [fillOf({ id: '6' }), ...fills, fillOf({ id: '8' })]) await putFill(name, fill);
    for (const limit of [1, 2, 3, 50])
      expect((await everyFill(name, limit)).toSorted()).toEqual(['6 900', '7 900', '7 901', '8 900']);
  });

  it('of one id are both kept, each once, where two pulls store them side by side', async () => {
    const name = nameOf();
    await Promise.all([buy, sale, sale, buy].map((fill) => putFill(name, fill)));
    await Promise.all([sale, buy].map((fill) => putFill(name, fill)));
    expect((await everyFill(name, 50)).toSorted()).toEqual(['7 900', '7 901']);
  });
});
