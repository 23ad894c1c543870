import { describe, expect, it } from 'vitest';
import { findAmendment, type Observation, observationIn } from '../../../../lib/orders/amend/find-amendment.ts';
import { afterLook } from '../../../../lib/orders/amend/reconcile-amendment.ts';
import { amendmentOf, restingOrder, sessionOver } from '../fixture-changes.ts';
import { notAfter, sentAt } from '../fixture-records.ts';

const resting = restingOrder();
const amended = restingOrder({ price: '69000.0' });
const notShown: Observation = { kind: 'notShown', order: resting };
const noOrder: Observation = { kind: 'noOrder' };
const provable = notAfter + 5_001;

describe('an order that is read back', () => {
  it.each([
    ['the new price', amended, 'shown'],
    ['the old price', resting, 'notShown'],
    ['the new price, filled since', { ...amended, status: 'filled' }, 'shown'],
    ['the old price, canceled since', { ...resting, status: 'canceled' }, 'ended'],
    ['no price', { ...resting, price: null }, 'unclear'],
    ['the old price, ended nobody knows how', { ...resting, status: 'unknown' }, 'unclear'],
    ['the new price, ended nobody knows how', { ...amended, status: 'unknown' }, 'shown'],
  ] as const)('an order with %s is %s', (_case, order, kind) => {
    expect(observationIn(order, { price: '69000' }).kind).toBe(kind);
  });

  it('an order is unclear where the exchange may have cut the reduce-only order down to the position', () => {
    const change = { quantity: '0.05' };
    expect(observationIn({ ...resting, reduceOnly: true, quantity: '0.03' }, change).kind).toBe('unclear');
    expect(observationIn({ ...resting, reduceOnly: true, quantity: '0.06' }, change).kind).toBe('notShown');
    expect(observationIn({ ...resting, reduceOnly: false, quantity: '0.03' }, change).kind).toBe('notShown');
    const both = { quantity: '0.05', price: '69000' };
    expect(observationIn({ ...resting, reduceOnly: true, quantity: '0.03' }, both).kind).toBe('notShown');
  });

  it('a rotated key proves an amendment, never the absence of an amendment', async () => {
    const rotated = (order: typeof resting | null) => sessionOver({ read: async () => order }, 'version-2');
    expect(await findAmendment(rotated(amended), amendmentOf())).toMatchObject({ kind: 'shown' });
    expect(await findAmendment(rotated(resting), amendmentOf())).toBeNull();
    expect(await findAmendment(rotated(null), amendmentOf())).toBeNull();
  });

  it('an unreadable order proves nothing', async () => {
    const failing = sessionOver({ read: () => Promise.reject(new Error('away')) });
    expect(await findAmendment(failing, amendmentOf())).toBeNull();
  });
});

describe('an open amendment', () => {
  it('an amendment is accepted when the order shows the change, even before the deadline', () => {
    expect(afterLook(amendmentOf(), { kind: 'shown', order: amended }, sentAt, sentAt + 20)).toMatchObject({
      state: 'ACCEPTED',
      isAcknowledged: false,
      described: amended,
    });
  });

  it('an amendment never arrived when the order has ended without the change', () => {
    const after = afterLook(amendmentOf(), { kind: 'ended', order: resting }, sentAt, sentAt + 20);
    expect(after).toMatchObject({ state: 'NEVER_ARRIVED', error: { code: 'EXCHANGE_UNAVAILABLE' } });
  });

  it.each([
    ['an order without it', notShown],
    ['no such order', noOrder],
  ])('an amendment stays open after %s until the deadline and the margin have passed', (_case, seen) => {
    expect(afterLook(amendmentOf(), seen, provable - 1, provable)).toMatchObject({
      state: 'UNKNOWN',
      absentSince: null,
    });
  });

  it('an amendment never arrived after two looks at an order without the change, three seconds apart', () => {
    const once = afterLook(amendmentOf(), notShown, provable, provable + 10);
    expect(once).toMatchObject({ state: 'UNKNOWN', absentSince: provable + 10 });
    expect(afterLook(once, notShown, provable + 3_009, provable + 3_020).state).toBe('UNKNOWN');
    expect(afterLook(once, notShown, provable + 3_010, provable + 3_020).state).toBe('NEVER_ARRIVED');
  });

  it('failed readings are no looks: the amendment stays unknown, however long they last', () => {
    const waiting = afterLook(amendmentOf(), null, sentAt, sentAt + 86_400_000);
    expect(waiting).toMatchObject({ state: 'UNKNOWN', openBecause: 'LOOK_FAILED' });
    expect(afterLook(waiting, { kind: 'shown', order: amended }, sentAt, sentAt + 86_400_001).state).toBe('ACCEPTED');
  });

  it('an order that is shown nowhere proves nothing about its amendment', () => {
    const looks = [1, 2, 3].map((minutes) => sentAt + minutes * 60_000);
    expect(looks.reduce((line, now) => afterLook(line, noOrder, now, now), amendmentOf())).toMatchObject({
      ...{ state: 'UNKNOWN', absentSince: null, error: null },
    });
  });

  it.each([noOrder, { kind: 'unclear', order: resting }, { kind: 'blind' }] as const)(
    'an amendment needs review after twenty minutes of %s',
    (seen) => {
      expect(afterLook(amendmentOf(), seen, sentAt, sentAt + 1_200_000).state).toBe('UNKNOWN');
      expect(afterLook(amendmentOf(), seen, sentAt, sentAt + 1_200_001).state).toBe('NEEDS_REVIEW');
    },
  );

  it('an amendment keeps a verdict', () => {
    const settled = amendmentOf({ state: 'NEVER_ARRIVED' });
    expect(afterLook(settled, { kind: 'shown', order: amended }, sentAt, sentAt)).toBe(settled);
  });
});
