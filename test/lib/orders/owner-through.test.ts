import { expect, it } from 'vitest';
import { mayBecome } from '../../../lib/orders/fired-order.ts';
import { ownerThrough } from '../../../lib/orders/owner-through.ts';
import { sessionOver } from './fixture-changes.ts';
import { describedOf, recordOf } from './fixture-records.ts';

const stop = recordOf({ state: 'ACCEPTED', store: 'trigger', exchangeOrderId: 'a-1' });
const shown = describedOf(stop, { store: 'regular', exchangeOrderId: '900' });
const owner = { record: null, isExternal: null, maybe: stop } as const;

it.each([
  ['has become the order', { firedAs: '900' }, { record: stop }],
  ['has become another order', { firedAs: '901' }, { record: null, isExternal: true }],
  ['waits', {}, { record: null, isExternal: true }],
])('a stop of ours that %s', async (_title, told, expected) => {
  const described = describedOf(stop, { exchangeOrderId: 'a-1', ...told });
  const owned = await ownerThrough(sessionOver({ read: async () => described }), shown, owner);
  expect(owned.owner).toEqual(expected);
  expect(owned.shown).toEqual('firedAs' in told && told.firedAs === '900' ? described : shown);
});

it('a stop that cannot be read leaves the owner open', async () => {
  const failing = sessionOver({ read: () => Promise.reject(new Error('away')) });
  expect(await ownerThrough(failing, shown, owner)).toEqual({ owner, shown });
  expect(await ownerThrough(sessionOver({ read: async () => null }), shown, owner)).toEqual({ owner, shown });
});

it('a stop of other terms, or that has ended or become another order, is not read', () => {
  const order = { ...shown, marketType: 'swap' } as const;
  expect(mayBecome(stop, order)).toBe(true);
  expect(mayBecome(stop, { ...order, side: 'sell' })).toBe(false);
  expect(mayBecome({ ...stop, described: describedOf(stop, { status: 'canceled' }) }, order)).toBe(false);
  expect(mayBecome({ ...stop, described: describedOf(stop, { firedAs: '901' }) }, order)).toBe(false);
  expect(mayBecome({ ...stop, store: 'regular' }, order)).toBe(false);
});
