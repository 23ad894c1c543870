import { afterEach, describe, expect, it, vi } from 'vitest';
import { forgetTableClock, observeTableDate } from '../../../lib/aws/clock.ts';
import type { KeyDefinition, NoncePolicy } from '../../../lib/exchanges/definition.ts';
import { uncountedNonces } from '../../../lib/session/nonce-source.ts';

function keyWith(nonce: NoncePolicy): KeyDefinition {
  return { title: 'key', fields: [], nonce, mayHideHistory: false, permissions: [] };
}
const timestamps: NoncePolicy = { kind: 'timestamp', toleranceMs: 30_000 };

afterEach(() => {
  vi.useRealTimers();
  forgetTableClock();
});

describe('keys that count no nonces', () => {
  it('a key with timestamps signs with the clock that all containers share, and not with a wrong local clock', async () => {
    const now = Date.UTC(2026, 4, 20, 10, 30);
    vi.useFakeTimers({ toFake: ['Date'], now });
    observeTableDate(new Date(now + 3_600_000).toUTCString(), now, now);
    expect(await uncountedNonces(keyWith(timestamps))?.next()).toBe(String(now + 3_600_000));
  });

  it.each(['none', 'increasing', 'unique'] as const)('a key with the nonce policy "%s" has no timestamps', (kind) => {
    expect(uncountedNonces(keyWith({ kind }))).toBeNull();
  });
});
