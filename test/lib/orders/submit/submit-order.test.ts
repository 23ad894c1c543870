import { describe, expect, it, vi } from 'vitest';
import { sharedNow } from '../../../../lib/aws/clock.ts';
import { OemsError } from '../../../../lib/errors.ts';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { OrderRef } from '../../../../lib/exchanges/model/order.ts';
import type { FindOutcome, SubmitOutcome } from '../../../../lib/exchanges/model/outcome.ts';
import { submitReducing } from '../../../../lib/orders/submit/submit-order.ts';
import { openSession } from '../../../../lib/session/open-session.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { sessionOver } from '../fixture-changes.ts';
import { describedOf, prepared, recordOf } from '../fixture-records.ts';

vi.mock(import('../../../../lib/session/open-session.ts'), async (original) => ({
  ...(await original()),
  openSession: vi.fn(),
}));
useEmbeddedTable();

const intent = {
  ref: { tenant: 'alpha', accountId: 'desk' },
  marketType: 'swap',
  symbol: 'BTC/USD:USD',
  side: 'buy',
  type: 'market',
  quantity: '0.01',
  postOnly: false,
  reduceOnly: true,
  idempotencyKey: 'k',
} as const;

/** An exchange whose list of ended orders is behind: only its fills show an order that filled at once. */
async function findInFillsAlone(
  { clientOrderId }: OrderRef,
  _since: number,
  { inFills }: { readonly inFills: boolean },
): Promise<FindOutcome> {
  if (!inFills) return { kind: 'absent' };
  const request = { ...recordOf().request, ...intent, clientOrderId: clientOrderId ?? '' };
  const order = describedOf(recordOf({ clientOrderId: request.clientOrderId, request }), {
    status: 'filled',
    price: null,
    reduceOnly: true,
    createdAt: sharedNow(),
  });
  return { kind: 'found', order };
}

it('a key used again after a rate limit finds an order that only its fills show, and sends nothing', async () => {
  const error = new OemsError('RATE_LIMITED', 'too fast');
  const submit = vi.fn().mockResolvedValue({ kind: 'notExecuted', reason: 'rate-limit', error });
  const orders = { prepare: async () => prepared, submit, find: findInFillsAlone };
  vi.mocked(openSession).mockImplementation(async () => sessionOver(orders));
  expect(await submitReducing(intent)).toMatchObject({ record: { state: 'NOT_SENT' } });
  expect(await submitReducing(intent)).toMatchObject({
    record: { state: 'ACCEPTED', described: { status: 'filled' } },
  });
  expect(submit).toHaveBeenCalledTimes(1);
});

const limited = {
  kind: 'notExecuted',
  reason: 'rate-limit',
  error: new OemsError('RATE_LIMITED', 'too fast'),
} as const;
const unsent = { kind: 'notSent', error: new OemsError('EXCHANGE_UNAVAILABLE', 'no connection') } as const;

/** A key is used twice at a market whose ids are free again once an order has ended. No order arrives later than `marginMs` allows. */
async function usedTwice(outcome: SubmitOutcome, marginMs: number | null, lookMs = 0) {
  const submit = vi.fn().mockResolvedValue(outcome);
  const find = async () => {
    if (lookMs > 0) vi.setSystemTime(Date.now() + lookMs);
    return { kind: 'absent' } as const;
  };
  const orders = { prepare: async () => prepared, submit, find };
  const { deadline: usual } = futures.regular;
  const deadline = marginMs === null || usual === null ? null : { ...usual, marginMs };
  const market = { ...futures, regular: { ...futures.regular, clientIdUnique: 'among-open', deadline } as const };
  vi.mocked(openSession).mockImplementation(async () => ({ ...sessionOver(orders), market }));
  serial += 1;
  const again = { ...intent, idempotencyKey: `k-${serial}` };
  const { record: first } = await submitReducing(again);
  const second = await submitReducing(again).catch((error: OemsError) => error.code);
  return [first.state, typeof second === 'string' ? second : second.record.state, submit.mock.calls.length];
}
let serial = 0;
const futures = marketOf({ exchange: 'kraken', marketType: 'swap' });

describe('a key used again where the exchange neither counts nonces nor keeps ids for ever', () => {
  it('sends nothing while a copy of the refused order may still arrive, and repeats the refusal', async () => {
    expect(await usedTwice(limited, 5000)).toEqual(['NOT_SENT', 'RATE_LIMITED', 1]);
  });

  it('sends the order once no copy can arrive any more', async () => {
    expect(await usedTwice(limited, -8001)).toEqual(['NOT_SENT', 'NOT_SENT', 2]);
  });

  it('judges by the start of the look: a copy may land while the look is under way', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    expect(await usedTwice(limited, 52_000, 61_000)).toEqual(['NOT_SENT', 'RATE_LIMITED', 1]);
    vi.useRealTimers();
  });

  it('sends nothing while a copy may arrive that a closed market has refused: the market may open', async () => {
    const details = [{ message: 'answer of the exchange', exchangeCode: 'marketSuspended' }];
    const error = new OemsError('EXCHANGE_UNAVAILABLE', 'suspended', { details });
    const closed = { kind: 'notExecuted', reason: 'not-now', error } as const;
    expect(await usedTwice(closed, 5000)).toEqual(['NOT_SENT', 'EXCHANGE_UNAVAILABLE', 1]);
  });

  it('sends the order at once when the exchange refuses every copy of the first attempt by its deadline', async () => {
    const details = [{ message: 'answer of the exchange', exchangeCode: 'late' }];
    const error = new OemsError('CLOCK_SKEW', 'the clocks differ', { details });
    expect(await usedTwice({ kind: 'notExecuted', reason: 'clock', error }, 5000)).toEqual(['NOT_SENT', 'NOT_SENT', 2]);
  });

  it('keeps the time of the first attempt: an order of that time may be a copy of the first request', async () => {
    const submit = vi.fn().mockResolvedValue(unsent);
    const orders = { prepare: async () => prepared, submit, find: async () => ({ kind: 'absent' }) as const };
    vi.mocked(openSession).mockImplementation(async () => sessionOver(orders));
    const attempts = [];
    for (let count = 0; count < 3; count += 1)
      attempts.push((await submitReducing({ ...intent, idempotencyKey: 'thrice' })).record);
    const [first] = attempts;
    expect(attempts.map(({ firstSentAt }) => firstSentAt)).toEqual([undefined, first?.sentAt, first?.sentAt]);
  });

  it('sends the order at once when no byte of the first attempt had left', async () => {
    expect(await usedTwice(unsent, 5000)).toEqual(['NOT_SENT', 'NOT_SENT', 2]);
  });

  it('is told to take a new name where no deadline ever keeps a copy out', async () => {
    expect(await usedTwice(limited, null)).toEqual(['NOT_SENT', 'IDEMPOTENCY_CONFLICT', 1]);
  });
});

describe('an order whose key the exchange refused', () => {
  const details = [{ message: 'answer of the exchange', exchangeCode: '10003' }];
  const refused = { kind: 'rejected', error: new OemsError('KEY_REFUSED', 'revoked', { details }) } as const;

  /** The second key is another key, which may be of another customer: absence under it proves nothing. */
  async function mendedBy(keyVersion: string, second: OemsError | null = null) {
    vi.useFakeTimers({ toFake: ['Date'] });
    const submit = vi.fn().mockResolvedValue(refused);
    const find = vi.fn(async () => {
      if (second !== null) throw second;
      return { kind: 'absent' } as const;
    });
    const orders = { prepare: async () => prepared, submit, find };
    vi.mocked(openSession).mockImplementation(async () => sessionOver(orders));
    serial += 1;
    const again = { ...intent, idempotencyKey: `k-${serial}` };
    const first = await submitReducing(again);
    const looks = find.mock.calls.length;
    vi.setSystemTime(Date.now() + 60_000);
    vi.mocked(openSession).mockImplementation(async () => ({ ...sessionOver(orders), keyVersion }));
    const told = await submitReducing(again).catch((error: OemsError) => error);
    vi.useRealTimers();
    return { first, looks, told, sent: submit.mock.calls.length };
  }

  it('was not executed, which no look has to prove, and leaves again under the same key', async () => {
    const { first, looks, sent } = await mendedBy(sessionOver({}).keyVersion);
    expect([first.record.state, first.record.error?.code, looks, sent]).toEqual(['NOT_SENT', 'KEY_REFUSED', 0, 2]);
  });

  it('leaves again under another key, which is how a revoked key is mended', async () => {
    expect(await mendedBy('another')).toMatchObject({ told: { record: { state: 'NOT_SENT' } }, sent: 2 });
  });

  it('is refused for the same reason while the key is refused', async () => {
    const { told, sent } = await mendedBy(sessionOver({}).keyVersion, new OemsError('KEY_REFUSED', 'revoked'));
    expect([told, sent]).toMatchObject([
      { code: 'KEY_REFUSED', message: expect.stringMatching(/^revoked. This call has sent nothing/), details },
      1,
    ]);
  });
});
