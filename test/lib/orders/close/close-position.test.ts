import { beforeEach, expect, it, vi } from 'vitest';
import { OemsError } from '../../../../lib/errors.ts';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { Position } from '../../../../lib/exchanges/model/position.ts';
import { closePosition } from '../../../../lib/orders/close/close-position.ts';
import type { OrderIntent } from '../../../../lib/orders/order.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

const sent: OrderIntent[] = [];
/** What each look shows; the last one stands. */
let looks: (readonly Partial<Position>[] | OemsError)[] = [];
let denied: OemsError | null = null;

vi.mock('../../../../lib/session/open-session.ts', () => ({
  openSession: async (_ref: unknown, marketType: MarketType) => ({
    market: marketOf({ exchange: 'kraken', marketType }),
    orders: { listed: async () => null },
    wallets: {
      positions: async () => {
        const shown = looks.length > 1 ? looks.shift() : looks[0];
        if (shown instanceof OemsError) throw shown;
        return shown;
      },
    },
  }),
}));
vi.mock('../../../../lib/orders/submit/submit-order.ts', () => ({
  submitReducing: async (intent: OrderIntent) => {
    if (denied !== null) throw denied;
    sent.push(intent);
    const { request, ...sending } = recordOf({ state: 'ACCEPTED' });
    const record = { ...sending, request: { ...request, ...intent, clientOrderId: sending.clientOrderId } };
    return { record: { ...record, described: describedOf(record, { status: 'filled' }) }, replayed: false };
  },
}));

beforeEach(() => {
  sent.splice(0);
  denied = null;
});

const ref = { tenant: 'alpha', accountId: 'desk' };
const symbol = 'BTC/USD:USD';
const close = (marketType: MarketType = 'swap', of = symbol) => closePosition({ ref, marketType, symbol: of });
const long = { symbol, side: 'long', contracts: '0.05' } as const;

it.each([
  [{ ...long, contracts: null }, `the size of ${symbol}`],
  [{ ...long, side: null }, `the side of ${symbol}`],
  [{ ...long, symbol: null }, 'the symbol of a position'],
  [{ ...long, isHedged: true } as const, `${symbol} is in hedge mode`],
])('a position as %j is left to a person, and nothing is sent', async (unclear, told) => {
  looks = [[unclear]];
  await expect(close()).rejects.toMatchObject({ code: 'NOT_SUPPORTED', message: expect.stringContaining(told) });
  expect(sent).toEqual([]);
});

it('a readable position beside one without a symbol is closed on the opposite side', async () => {
  looks = [
    [
      { ...long, symbol: null },
      { ...long, side: 'short' },
    ],
    [],
  ];
  expect((await close()).remaining).toBe('0');
  expect(sent).toMatchObject([{ symbol, side: 'buy', quantity: '0.05', type: 'market', reduceOnly: true }]);
});

it.each([
  ['a list that is behind for a moment', [[long], [long], []], '0'],
  ['a position that was closed in part', [[long], [{ ...long, contracts: '0.02' }]], '0.02'],
  ['a position that cannot be read afterwards', [[long], new OemsError('EXCHANGE_UNAVAILABLE', 'away')], null],
  ['a size that cannot be read afterwards', [[long], [{ ...long, contracts: null }]], null],
])('after %s the answer tells what is left', async (_title, shown, remaining) => {
  looks = [...shown] as typeof looks;
  expect((await close()).remaining).toBe(remaining);
});

it('dust that the exchange takes no order for is refused with the reason', async () => {
  looks = [[{ ...long, contracts: '0.00001' }]];
  denied = new OemsError('INVALID_ORDER', 'quantity: 0.00001 is below the minimum');
  await expect(close()).rejects.toMatchObject({ code: 'INVALID_ORDER' });
});

it('spot has no positions to close: the error tells the remedy, and no list is read', async () => {
  looks = [new OemsError('INTERNAL', 'read')];
  const told = { code: 'NOT_SUPPORTED', message: expect.stringMatching(/sell the BTC .* market order/) };
  await expect(close('spot', 'BTC/USD')).rejects.toMatchObject(told);
});
