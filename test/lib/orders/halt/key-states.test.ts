import { beforeEach, describe, expect, it } from 'vitest';
import './fixture-halt.ts';
import { type ErrorCode, OemsError } from '../../../../lib/errors.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../../../lib/exchanges/model/order.ts';
import { type Halt, haltTrading, isComplete } from '../../../../lib/orders/halt/halt.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';
import { describedOf, recordOf } from '../fixture-records.ts';
import { accountIs, resetWorld, world } from './fixture-halt.ts';

beforeEach(resetWorld);

const s1 = { version: 's1', setAt: 0 };
const spotOnly = { credentials: { spot: s1 } };

function halt(closesPositions = true): Promise<Halt> {
  return haltTrading({ tenant: 'alpha', accountId: 'desk' }, closesPositions);
}

/** Every reason, the account's first. */
async function reasons(closesPositions = true): Promise<string[]> {
  const done = await halt(closesPositions);
  const told = [...done.reasons, ...done.wallets.flatMap((wallet) => wallet.reasons)];
  expect(isComplete(done)).toBe(told.length === 0);
  return told;
}

function journaled(marketType: MarketType, credentialVersion: string, changes: Partial<OrderRecord> = {}): OrderRecord {
  return { ...recordOf({ state: 'ACCEPTED' }), marketType, credentialVersion, ...changes };
}
function ended(record: OrderRecord, changes: Partial<ExchangeOrder>): OrderRecord {
  return { ...record, described: describedOf(record, changes) };
}

describe('a market without a key', () => {
  it('that never had one is not configured, and keeps no halt from being complete', async () => {
    accountIs(spotOnly);
    const { cancellations, wallets, ...rest } = await halt();
    expect(cancellations.at(-1)).toMatchObject({ marketType: 'swap', outcome: 'not_configured', message: null });
    expect(wallets.at(-1)).toMatchObject({ openOrders: null, positions: null, reasons: [] });
    expect(isComplete({ cancellations, wallets, ...rest })).toBe(true);
  });

  it('whose key was cleared is not complete, also where no order was placed with the key', async () => {
    accountIs({ ...spotOnly, changedKeys: new Set(['swap']) });
    const { cancellations } = await halt();
    expect(cancellations.at(-1)).toMatchObject({ outcome: 'failed', message: expect.stringContaining('futures key') });
    expect(await reasons()).toEqual([
      expect.stringMatching(/futures key was removed.*set futuresApiKey and futuresSecret/),
    ]);
  });

  it('whose key was cleared tells how many orders may be open', async () => {
    accountIs({ ...spotOnly, changedKeys: new Set(['swap']) });
    world.journal = [journaled('swap', 'v1'), journaled('swap', 'v0', { state: 'UNKNOWN' })];
    expect(await reasons()).toEqual([expect.stringContaining('2 orders of the journal')]);
  });

  it('whose key was cleared counts no filled order among those that may be open', async () => {
    accountIs({ ...spotOnly, changedKeys: new Set(['swap']) });
    const filled = ended(journaled('swap', 'v1'), { status: 'filled', filledQuantity: '0.01' });
    world.journal = [filled, journaled('swap', 'v1')];
    expect(await reasons()).toEqual([expect.stringContaining(', 1 order of the journal among them')]);
    world.journal = [filled];
    expect(await reasons()).toEqual([expect.not.stringContaining('of the journal')]);
  });

  it('in an account of an earlier release is complete only without an order of the market in the journal', async () => {
    accountIs({ ...spotOnly, remembersKeys: undefined });
    expect(await reasons()).toEqual([]);
    world.journal = [journaled('swap', 'v0', { state: 'REJECTED' })];
    expect(await reasons()).toEqual([expect.stringContaining('futures key was removed')]);
  });

  it('in an account of an earlier release is not complete with an unreadable journal', async () => {
    accountIs({ ...spotOnly, remembersKeys: undefined });
    world.journal = null;
    expect(await reasons()).toEqual([expect.stringContaining('journal could not be read to its end')]);
  });
});

describe('a key that was replaced', () => {
  const rotated = { credentials: { spot: s1, swap: { version: 'v2', setAt: 5 } }, changedKeys: new Set(['swap']) };
  const former = () => journaled('swap', 'v1', { exchangeOrderId: 'X1' });

  it('and shows an order of the former key is of the same customer: the halt is complete', async () => {
    accountIs(rotated);
    const record = former();
    world.journal = [record];
    world.answers.swap.read = describedOf(record, { status: 'canceled' });
    expect(await reasons()).toEqual([]);
  });

  it.each([
    ['nothing', null],
    ['a failure', new OemsError('EXCHANGE_TIMEOUT', 'no answer')],
    ['an order with other terms', describedOf(recordOf({}), { clientOrderId: null, side: 'sell', symbol: 'ETH/USD' })],
  ])('and shows %s for an order of the former key is not complete', async (_title, read) => {
    accountIs(rotated);
    world.journal = [former()];
    world.answers.swap.read = read;
    expect(await reasons()).toEqual([expect.stringMatching(/1 order of a former futures key \(version v1\)/)]);
  });

  it('under orders of unknown fate is not complete', async () => {
    accountIs(rotated);
    world.journal = [journaled('swap', 'v1', { state: 'UNKNOWN' }), journaled('swap', 'v1', { state: 'NEEDS_REVIEW' })];
    expect(await reasons()).toEqual([expect.stringContaining('2 orders of a former futures key')]);
  });

  it('leaves no position of an order that has ended without a fill, and may leave one of an order with fills', async () => {
    accountIs(rotated);
    world.journal = [
      ended(former(), { status: 'canceled', filledQuantity: '0' }),
      journaled('swap', 'v1', { state: 'NEVER_ARRIVED' }),
    ];
    expect(await reasons()).toEqual([]);
    world.journal = [ended(former(), { status: 'filled', filledQuantity: '1' })];
    expect(await reasons()).toHaveLength(1);
  });

  it('on spot leaves no position: orders that have ended do not matter', async () => {
    accountIs({
      credentials: { ...world.account.credentials, spot: { version: 's2', setAt: 5 } },
      changedKeys: new Set(['spot']),
    });
    world.journal = [ended(journaled('spot', 's1'), { status: 'filled', filledQuantity: '1' })];
    expect(await reasons()).toEqual([]);
  });

  it('by an earlier release is told from the first key by its time', async () => {
    accountIs({ ...rotated, changedKeys: undefined, remembersKeys: undefined });
    world.journal = [former()];
    expect(await reasons()).toHaveLength(1);
  });
});

describe('a wallet that cannot be looked at', () => {
  const refusals: readonly ErrorCode[] = [
    'PERMISSION_DENIED',
    'RATE_LIMITED',
    'NONCE_REJECTED',
    'EXCHANGE_UNAVAILABLE',
    'EXCHANGE_TIMEOUT',
  ];
  it.each(refusals)('is not complete: the cancellation is answered %s', async (code) => {
    world.answers.spot.cancelAll = new OemsError(code, 'so says the exchange');
    expect(await reasons()).toEqual([expect.stringContaining('so says the exchange')]);
  });

  it.each(['open', 'positions', 'untraded', 'times'] as const)('is not complete: %s is refused', async (part) => {
    world.answers.spot[part] = new OemsError('PERMISSION_DENIED', 'so says the exchange');
    world.answers.swap[part] = new OemsError('PERMISSION_DENIED', 'so says the exchange');
    const { wallets, ...rest } = await halt(false);
    expect(isComplete({ wallets, ...rest })).toBe(false);
    expect(wallets.flatMap((wallet) => wallet.reasons)[0]).toMatch(/could not be read: so says the exchange$/);
  });

  it('whose key is refused is asked no further: the exchange would lock the key out', async () => {
    const refusal = new OemsError('PERMISSION_DENIED', 'refused');
    Object.assign(world.answers.spot, { cancelAll: refusal, open: refusal });
    expect(await reasons()).toHaveLength(2);
    expect(world.asked.filter((one) => one.startsWith('spot'))).toEqual([
      'spot cancelAll',
      'spot cancelAll',
      'spot open',
    ]);
  });

  it.each([
    ['a part of the history', { readsFrom: 1000, readsUntil: null, expiresAt: null }],
    ['the history to a time', { readsFrom: null, readsUntil: 1000, expiresAt: null }],
    ['nobody knows what', null],
  ])('with the key, which shows %s, is not complete', async (_title, times) => {
    world.answers.spot.times = times;
    expect(await reasons()).toEqual([expect.stringContaining('reads a part of the history only')]);
  });
});

describe('what is open at the end', () => {
  it('is told of orders, in number', async () => {
    world.answers.swap.open = [{}, {}];
    expect((await halt()).wallets.at(-1)).toMatchObject({ openOrders: 2 });
    expect(await reasons()).toEqual(['2 orders still open after the cancellations']);
  });

  it('is told of an order that nobody can read, which counts as open', async () => {
    world.answers.swap.unread = [{ field: 'symbol', exchangeOrderId: 'O1' }];
    expect((await halt()).wallets.at(-1)).toMatchObject({ openOrders: 1 });
    expect(await reasons()).toEqual([
      expect.stringMatching(/1 open order in a form that cannot be read \(symbol of O1\)/),
      '1 order still open after the cancellations',
    ]);
  });

  it('are margin positions of elsewhere, which are shown, and which no call here closes', async () => {
    world.answers.spot.untraded = [{ symbol: 'BTC/USD', side: 'long', quantity: '0.5' }];
    expect((await halt(false)).wallets[0]).toMatchObject({
      positions: [{ symbol: 'BTC/USD', quantity: '0.5', isTraded: false }],
      reasons: [],
    });
    expect(await reasons()).toEqual([
      expect.stringMatching(/BTC\/USD is open \(long 0\.5\), of a kind .* does not trade/),
    ]);
  });

  it('are orders of a kind that this service does not trade: each is counted and named', async () => {
    const foreign = { exchangeOrderId: 'coin-1', symbol: 'BTC/USD:BTC', isUntraded: true } as ExchangeOrder;
    world.answers.swap.untradedOrders = { rows: [foreign] };
    const done = await halt(false);
    expect(done.wallets.at(-1)).toMatchObject({ openOrders: 1 });
    expect(await reasons()).toEqual([
      expect.stringMatching(/order coin-1 in BTC\/USD:BTC is open, of a kind .* does not trade: cancel/),
      '1 order still open after the cancellations',
    ]);
  });

  it('may be orders of a kind that could not be looked at; a kind that the key is not shown is told, and no reason', async () => {
    world.answers.swap.untradedOrders = { unseen: ['orders of options could not be looked at: no answer'] };
    expect(await reasons()).toEqual(['orders of options could not be looked at: no answer']);
    world.answers.swap.untradedOrders = { hidden: ['orders of options could not be looked at: no right'] };
    const done = await halt(false);
    expect(done.wallets.at(-1)).toMatchObject({ hidden: [expect.stringMatching(/no right/)], reasons: [] });
    expect(isComplete(done)).toBe(true);
  });

  it('are positions that were not to be closed: they are shown, and the halt is complete', async () => {
    world.answers.swap.positions = [{ symbol: 'BTC/USD:USD', side: 'short', contracts: '2' }];
    const done = await halt(false);
    expect(done.wallets.at(-1)).toMatchObject({ positions: [{ side: 'short', quantity: '2', isTraded: true }] });
    expect(isComplete(done)).toBe(true);
  });
});
