import { expect, it, vi } from 'vitest';
import { findSentOrder } from '../../../lib/orders/find-order.ts';
import { sessionOver } from './fixture-changes.ts';
import { recordOf, sentAt } from './fixture-records.ts';

it.each([
  [0, 60_000],
  [120_000, 180_000],
])('an order is looked for by the clock of the exchange, which is %i ms behind', async (behindMs, backMs) => {
  const find = vi.fn().mockResolvedValue({ kind: 'absent' });
  const usual = sessionOver({ find });
  const session = { ...usual, clock: { ...usual.clock, behindMs: () => behindMs } };
  expect(await findSentOrder(session, recordOf())).toEqual({ kind: 'absent' });
  expect(find.mock.lastCall?.[1]).toBe(sentAt - backMs);
});
