import { beforeEach, expect, it, vi } from 'vitest';
import { runInCall } from '../../../../lib/aws/call-context.ts';
import { Decimal } from '../../../../lib/decimal.ts';
import { OemsError } from '../../../../lib/errors.ts';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { OrderStatus } from '../../../../lib/exchanges/model/order.ts';
import { requestIdFor } from '../../../../lib/journal/request-id.ts';
import { closePosition } from '../../../../lib/orders/close/close-position.ts';
import type { OrderIntent, OrderRecord } from '../../../../lib/orders/order.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

const symbol = 'ADA/USDT:USDT';
const most = '300000';

/** The exchange and the journal. */
let size = new Decimal(0);
let journal: Map<string, OrderRecord>;
let sent: OrderIntent[];
/** Happens at the exchange as the order of this number leaves; the returned status is the order's. */
let happens: (number: number) => OrderStatus | 'lost' | OemsError | undefined;
let isPositionHidden = false;

vi.mock('../../../../lib/session/open-session.ts', () => ({
  openSession: async () => ({
    market: marketOf({ exchange: 'binance', marketType: 'swap' }),
    orders: { listed: async () => ({ quantityStep: '1', minQuantity: '1', maxMarketQuantity: most }) },
    wallets: {
      positions: async () => {
        if (isPositionHidden) throw new OemsError('EXCHANGE_UNAVAILABLE', 'away');
        const side = size.gt(0) ? 'long' : 'short';
        return size.isZero() ? [] : [{ symbol, side, contracts: size.abs().toFixed() }];
      },
    },
  }),
}));
vi.mock('../../../../lib/orders/order-store.ts', () => ({
  readOrderRecord: async (_ref: unknown, clientOrderId: string) => journal.get(clientOrderId) ?? null,
}));
vi.mock('../../../../lib/orders/submit/submit-order.ts', () => ({
  submitReducing: (intent: OrderIntent) => submit(intent),
}));

async function submit(intent: OrderIntent) {
  const clientOrderId = intent.clientOrderId ?? requestIdFor(intent.ref, intent.idempotencyKey);
  const earlier = journal.get(clientOrderId);
  if (earlier !== undefined) return { record: earlier, replayed: true };
  if (new Decimal(intent.quantity).gt(most)) throw new OemsError('INVALID_ORDER', 'above the maximum');
  sent.push(intent);
  const status = happens(sent.length) ?? 'filled';
  if (status instanceof OemsError) throw status;
  if (status === 'filled') fill(intent);
  const sending = recordOf({ clientOrderId, state: status === 'lost' ? 'UNKNOWN' : 'ACCEPTED' });
  const record = { ...sending, request: { ...sending.request, ...intent, clientOrderId } } as OrderRecord;
  const described = status === 'lost' ? null : describedOf(record, { status });
  journal.set(clientOrderId, { ...record, described });
  return { record: { ...record, described }, replayed: false };
}

/** A reduce-only order fills up to the position. */
function fill({ side, quantity, reduceOnly }: OrderIntent): void {
  const change = new Decimal(quantity).times(side === 'sell' ? -1 : 1);
  const isReducing = size.times(change).lt(0);
  if (reduceOnly && !isReducing) return;
  size = reduceOnly && change.abs().gt(size.abs()) ? new Decimal(0) : size.plus(change);
}

beforeEach(() => {
  [journal, sent, size, isPositionHidden] = [new Map(), [], new Decimal(400_000), false];
  happens = () => undefined;
});

const ref = { tenant: 'alpha', accountId: 'desk' };
const close = (name: { clientOrderId?: string; idempotencyKey?: string } = {}) =>
  closePosition({ ref, marketType: 'swap', symbol, ...name });
const sizes = () => sent.map(({ quantity }) => quantity);

it.each([
  ['long', 400_000, 'sell'],
  ['short', -400_000, 'buy'],
] as const)(
  'a %s position above the maximum is closed by reduce-only orders within the maximum',
  async (_is, held, side) => {
    size = new Decimal(held);
    const told = await close();
    expect(sent).toMatchObject([300_000, 100_000].map((each) => ({ side, quantity: String(each), reduceOnly: true })));
    expect([told.remaining, told.stopped, told.further.length]).toEqual(['0', null, 1]);
  },
);

it('a position within the maximum is closed by one order, and nothing is read between', async () => {
  size = new Decimal(most);
  const told = await close();
  expect([sizes(), told.further, told.remaining]).toEqual([[most], [], '0']);
});

it.each([[{ idempotencyKey: 'flat' }], [{ clientOrderId: 'my-flat' }]])(
  'orders under the name %j have a name each, and a retry sends none and tells all',
  async (name) => {
    size = new Decimal(700_000);
    const once = await close(name);
    const ids = [once.record, ...once.further].map(({ clientOrderId }) => clientOrderId);
    expect([sizes(), new Set(ids).size, once.remaining]).toEqual([['300000', '300000', '100000'], 3, '0']);
    size = new Decimal(700_000);
    const again = await close(name);
    expect([again.record, ...again.further].map(({ clientOrderId }) => clientOrderId)).toEqual(ids);
    expect([again.replayed, sent.length, again.remaining]).toEqual([true, 3, '700000']);
  },
);

it('a retry of a call that died between two orders sends no further order, and tells what is left', async () => {
  happens = (number) => (number === 2 ? new OemsError('INTERNAL', 'the call dies') : undefined);
  await close({ idempotencyKey: 'flat' });
  happens = () => undefined;
  for (const held of [100_000, 400_000]) {
    size = new Decimal(held);
    const again = await close({ idempotencyKey: 'flat' });
    expect([again.replayed, again.remaining, sent.length]).toEqual([true, String(held), 2]);
  }
  expect([(await close({ idempotencyKey: 'rest' })).remaining, sent.length]).toEqual(['0', 4]);
});

it('two calls at once under one name close the position once', async () => {
  size = new Decimal(700_000);
  const [one, other] = await Promise.all([close({ idempotencyKey: 'flat' }), close({ idempotencyKey: 'flat' })]);
  expect([one.replayed, other.replayed].toSorted()).toEqual([false, true]);
  expect([sizes(), size.toFixed()]).toEqual([['300000', '300000', '100000'], '0']);
});

it.each([
  ['that nobody else changes', 0, '0', ['300000', '100000']],
  ['that a second program makes larger', 250_000, '250000', ['300000', '100000']],
])('the orders over a position %s add up to the position of the beginning', async (_title, added, left, parts) => {
  happens = () => {
    size = size.plus(sent.length === 1 ? added : 0);
    return undefined;
  };
  expect([(await close()).remaining, sizes()]).toEqual([left, parts]);
});

it('a position that a second program makes smaller meanwhile is closed by what is left', async () => {
  happens = (number) => {
    if (number === 1) size = size.minus(60_000);
    return undefined;
  };
  expect([(await close()).remaining, sizes()]).toEqual(['0', ['300000', '40000']]);
});

it('a position that has turned meanwhile is left alone', async () => {
  happens = (number) => {
    if (number === 1) size = new Decimal(-200_000);
    return undefined;
  };
  const told = await close();
  expect([told.stopped, sizes(), size.toFixed()]).toEqual(['the position has changed meanwhile', [most], '-200000']);
});

it.each([
  ['lost', 'an order was not executed, or has no verdict yet'],
  ['rejected', 'an order was not filled in full'],
  ['canceled', 'an order was not filled in full'],
] as const)('after an order that is %s no further order is sent', async (status, stopped) => {
  happens = () => status;
  expect([(await close()).stopped, sizes()]).toEqual([stopped, [most]]);
});

it('no order follows where the position cannot be read any more', async () => {
  happens = () => {
    isPositionHidden = true;
    return undefined;
  };
  expect(await close()).toMatchObject({ stopped: 'away', remaining: null, further: [] });
  expect(sizes()).toEqual([most]);
});

it('the refusal of a later order hides no earlier order', async () => {
  happens = (number) => (number === 2 ? new OemsError('RATE_LIMITED', 'slow down') : undefined);
  expect(await close()).toMatchObject({ stopped: 'slow down', remaining: '100000', further: [] });
});

it('a call without time for a further order sends none, and tells what is left', async () => {
  const call = { deadline: Date.now() + 6500, secrets: new Set<string>() } as unknown as Parameters<
    typeof runInCall
  >[0];
  const told = await runInCall(call, () => close());
  expect(told).toMatchObject({ stopped: 'the call had no time left for a further order', remaining: '100000' });
  expect(sizes()).toEqual([most]);
});
