import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import { ledgerOf } from '../fixture-calls.ts';
import { answer, openOutcomes } from '../fixture-outcomes.ts';

let scene: Awaited<ReturnType<typeof openOutcomes>>;
beforeAll(async () => {
  scene = await openOutcomes();
});
afterEach(() => {
  for (const wire of [scene.simulators.spot, scene.simulators.swap]) wire.substitute = null;
});
afterAll(() => scene.simulators.world.close());

const page = '<html><head><title>401 Authorization Required</title></head></html>';
const denied = [
  ...['', 'Unauthorized', page, '"Unauthorized"', '[]'].map((body) => [401, body] as const),
  ...['', 'Forbidden', '"Forbidden"', '[]'].map((body) => [403, body] as const),
];
const reads: readonly (readonly [string, (adapter: MarketAdapter) => Promise<unknown>])[] = [
  ['balances', ({ wallets }) => wallets.balances()],
  ['open orders', ({ orders }) => orders.open()],
  ['fills', ({ data }) => data.fills({ limit: 5 })],
  ['ledger', (adapter) => ledgerOf(adapter).entries({ since: null, after: null, maxRequests: 1 })],
];

describe.each(['spot', 'swap'] as const)('a read on %s that is denied without a word of Kraken', (marketType) => {
  it.each(denied.flatMap(([status, body]) => reads.map(([what, read]) => ({ status, body, what, read }))))(
    'is a matter of the key after HTTP $status with "$body": $what',
    async ({ status, body, read }) => {
      scene.simulators[marketType].substitute = () => answer(body, status);
      await expect(read(scene.exchanges[marketType])).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    },
  );

  it('is no matter of the key after a page under HTTP 403, which the firewall before Kraken writes', async () => {
    scene.simulators[marketType].substitute = () => answer(page, 403);
    const read = scene.exchanges[marketType].wallets.balances();
    await expect(read).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});

it.each(denied)('fills are no profit where the account log is denied by HTTP %i with "%s"', async (status, body) => {
  const { swap } = scene.simulators;
  swap.substitute = () =>
    swap.sent.at(-1)?.path.includes('account-log') ? answer(body, status) : answer({ result: 'success', fills: [] });
  await expect(scene.exchanges.swap.data.realizedPnl({ limit: 5 })).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
});
