import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTransfers } from './fixture-transfers.ts';

/** What gateways and firewalls between this service and the exchange answer, in the shapes of their documentation. */
const bodies = [
  '<html><head><title>403 Forbidden</title></head></html>',
  '',
  { message: 'Forbidden' },
  { error: 'Forbidden' },
  { error: 'Unauthorized' },
  { errors: ['Unauthorized'] },
  { reason: 'Unauthorized', status: 'error' },
] as const;

describe.each(['spot', 'swap'] as const)('a transfer from %s that something on the way refuses', (marketType) => {
  let scene: Awaited<ReturnType<typeof openTransfers>>;
  beforeAll(async () => {
    scene = await openTransfers(marketType);
  });
  afterEach(() => scene.reset());

  it.each(bodies.flatMap((body) => [401, 403].map((status) => ({ status, body }))))(
    'has an unknown outcome after HTTP $status with $body: the bytes have left, and the words are not the exchange’s',
    async ({ status, body }) => {
      expect(await scene.outcomeOf(body, status)).toMatchObject({ kind: 'unknown', requests: 1 });
    },
  );
});

describe('a withdrawal that Kraken Futures refuses in its own words', () => {
  it.each([
    [{ result: 'error', error: 'insufficientPrivileges', serverTime: '2026-05-20T10:30:00.000Z' }, 200],
    [{ reason: 'You are not authorized to access this endpoint.', status: 'unauthorized' }, 401],
  ])('such as %j is rejected', async (body, status) => {
    const scene = await openTransfers('swap');
    expect(await scene.outcomeOf(body, status)).toMatchObject({
      kind: 'rejected',
      error: { code: 'PERMISSION_DENIED' },
    });
  });
});
