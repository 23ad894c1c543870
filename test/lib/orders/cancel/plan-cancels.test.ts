import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../../../lib/exchanges/model/order.ts';
import { beginEntry } from '../../../../lib/journal/journal.ts';
import { type NamedOrders, planCancels } from '../../../../lib/orders/cancel/plan-cancels.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';
import { orderJournal } from '../../../../lib/orders/order-store.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { accountWith } from '../fixture-account.ts';
import { sessionOver } from '../fixture-changes.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

let open: Record<MarketType, ExchangeOrder[]>;
/** The orders that the exchange shows by their ids. */
let read: Record<MarketType, ExchangeOrder[]>;
vi.mock(import('../../../../lib/session/open-session.ts'), async (original) => ({
  ...(await original()),
  openSession: (async (_ref: unknown, marketType: MarketType) =>
    sessionOver({
      openList: async () => ({ rows: open[marketType], unread: [] }),
      readSome: async (refs) =>
        refs.map((ref) => read[marketType].find((row) => row.exchangeOrderId === ref.exchangeOrderId) ?? null),
    })) as never,
}));
useEmbeddedTable();

let account = accountWith();
beforeEach(() => {
  account = accountWith(['spot', 'swap']);
  open = { spot: [], swap: [] };
  read = { spot: [], swap: [] };
});

function shown(exchangeOrderId: string, symbol: string, clientOrderId = 'client-1'): ExchangeOrder {
  return { ...describedOf(recordOf(), { exchangeOrderId, clientOrderId }), symbol };
}

async function journaled(symbol: string, changes: Partial<OrderRecord> = {}): Promise<OrderRecord> {
  const record = recordOf({ state: 'ACCEPTED', exchangeOrderId: '7', ref: account, marketType: 'spot', ...changes });
  const request = { ...record.request, symbol };
  await beginEntry(orderJournal, { ...record, request });
  return { ...record, request };
}

async function plan(changes: Partial<NamedOrders> = {}) {
  const [planned] = await planCancels(account, { by: 'exchangeOrderId', ids: ['7'], within: undefined, ...changes });
  return planned;
}

const [btc, eth] = ['BTC/USDT', 'ETH/USDT'];
const other = expect.stringMatching(/the id names an order of BTC\/USDT \(spot\), and nothing was sent/);

describe('an order that a cancellation names by its id', () => {
  it('is no order of the symbol that the client gives with the id', async () => {
    await journaled(btc);
    expect(await plan({ symbol: btc, within: 'spot' })).toMatchObject({ kind: 'target', order: { symbol: btc } });
    expect(await plan({ symbol: eth, within: 'spot' })).toEqual({ id: '7', kind: 'unread', reason: other });
  });

  it('is not absent where the client gives another market or symbol than the order of this service has', async () => {
    const { clientOrderId } = await journaled(btc);
    expect(await plan({ within: 'swap' })).toEqual({ id: '7', kind: 'unread', reason: other });
    const byClient = { by: 'clientOrderId', ids: [clientOrderId], within: 'swap' } as const;
    expect(await plan(byClient)).toEqual({ id: clientOrderId, kind: 'unread', reason: other });
  });

  it.each(['exchangeOrderId', 'clientOrderId'] as const)('is none of several open orders of one %s', async (by) => {
    open.spot = [shown('7', btc), shown('7', eth)];
    const ids = by === 'clientOrderId' ? ['client-1'] : ['7'];
    const several = { kind: 'unread', reason: expect.stringMatching(/several open orders have this id/) };
    expect(await plan({ by, ids })).toMatchObject(several);
    expect(await plan({ by, ids, symbol: eth, within: 'spot' })).toMatchObject({
      kind: 'target',
      order: { symbol: eth },
    });
    open = { spot: [shown('7', btc)], swap: [shown('7', 'BTC/USDT:USDT')] };
    expect(await plan({ by, ids })).toMatchObject(several);
    expect(await plan({ by, ids, within: 'swap' })).toMatchObject({ kind: 'target', marketType: 'swap' });
  });

  it('of two orders of this service is the open one, and is not absent where none is open', async () => {
    const described = describedOf(recordOf(), { status: 'filled' });
    await journaled(btc, { described });
    await journaled(eth);
    open.spot = [shown('7', eth)];
    expect(await plan()).toMatchObject({ kind: 'target', order: { symbol: eth } });
    open.spot = [];
    expect(await plan()).toMatchObject({ kind: 'unread' });
    expect(await plan({ symbol: btc, within: 'spot' })).toMatchObject({ kind: 'closed' });
  });
});

describe('an order of another program that is not open any more', () => {
  const ended = (status: ExchangeOrder['status'], id = '7') => ({ ...shown(id, btc), status });

  it.each(['canceled', 'filled', 'expired'] as const)('has ended where the exchange shows it as %s', async (status) => {
    read.swap = [ended(status)];
    expect(await plan()).toEqual({ id: '7', kind: 'closed', other: 'client-1' });
    expect(await plan({ symbol: eth })).toEqual({ id: '7', kind: 'absent' });
    expect(await plan({ within: 'spot' })).toEqual({ id: '7', kind: 'absent' });
  });

  it.each(['open', 'unknown'] as const)('may be open where the exchange shows it as %s', async (status) => {
    read.spot = [ended(status)];
    expect(await plan()).toMatchObject({
      kind: 'unread',
      reason: expect.stringMatching(/list of open orders does not/),
    });
  });

  it('is unknown where the exchange shows nothing of it, and of six such orders at once', async () => {
    expect(await plan()).toEqual({ id: '7', kind: 'absent' });
    read.spot = [ended('canceled')];
    expect(await plan({ ids: ['7', '1', '2', '3', '4'] })).toMatchObject({ kind: 'closed' });
    expect(await plan({ ids: ['7', '1', '2', '3', '4', '5'] })).toMatchObject({ kind: 'absent' });
  });

  it('is not read where the journal knows that the order was not placed', async () => {
    await journaled(btc, { state: 'NEVER_ARRIVED', clientOrderId: 'never', exchangeOrderId: null });
    read.spot = [ended('canceled')];
    expect(await plan({ by: 'clientOrderId', ids: ['never'] })).toEqual({ id: 'never', kind: 'absent' });
  });
});
