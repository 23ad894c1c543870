import { beforeEach, expect, it, vi } from 'vitest';
import { countedNonces } from '../../../lib/session/nonce-source.ts';

const counter = vi.hoisted(() => ({ next: 0n }));
vi.mock('../../../lib/nonce/nonce-counter.ts', () => ({
  takeNonces: async () => {
    counter.next += 1n;
    return { item: {}, first: counter.next };
  },
  leapNonce: async () => {
    counter.next += 10_000n;
    return counter.next;
  },
  raiseNonce: async () => undefined,
}));

beforeEach(() => {
  counter.next = 102n;
  vi.useRealTimers();
});

/** Nonces of a call that has taken 101 and 102 with the account. */
function noncesOfCall() {
  const taken = { first: 101n, count: 2, at: Date.now() };
  return countedNonces({ tenant: 'acme', accountId: 'main', nonceScales: { spot: 'ms' } }, 'spot', taken);
}

it('the nonces taken with the account are handed out first, and each once', async () => {
  const nonces = noncesOfCall();
  expect([await nonces.next(), await nonces.next(), await nonces.next()]).toEqual(['101', '102', '103']);
});

it('nonces taken more than a second ago are not handed out: another call has probably overtaken them', async () => {
  vi.useFakeTimers();
  const nonces = noncesOfCall();
  vi.advanceTimersByTime(1000);
  expect(await nonces.next()).toBe('103');
});

it('the last nonce is null before the first signature, and then the last one handed out, a leap included', async () => {
  const nonces = noncesOfCall();
  expect(nonces.last()).toBeNull();
  await nonces.next();
  await nonces.next();
  expect(nonces.last()).toBe('102');
  await nonces.leap();
  expect(nonces.last()).toBe('10102');
  await nonces.next();
  expect(nonces.last()).toBe('10103');
});

it('after a leap no nonce from before the leap is handed out', async () => {
  const nonces = noncesOfCall();
  await nonces.next();
  const leap = BigInt(await nonces.leap());
  expect(BigInt(await nonces.next())).toBe(leap + 1n);
});
