import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { openOver, openVenues, type Venues } from '../../fixture-venues.ts';

let simulators: Venues;
let exchange: MarketAdapter;
beforeAll(async () => {
  simulators = openVenues();
  exchange = await openOver('swap', simulators.swap);
});
afterAll(() => simulators.world.close());

/** Answers with the text of a test: JSON.stringify would round the numbers. */
function success(rest: string): void {
  simulators.swap.substitute = () => ({ status: 200, body: `{"result":"success",${rest}}` });
}

describe('futures balances', () => {
  it('a futures balance that no float can hold keeps its digits', async () => {
    success('"accounts":{"flex":{"currencies":{"USD":{"quantity":100000000.123456789012,"available":0.1}}}}');
    expect(await exchange.wallets.balances()).toEqual([
      { asset: 'USD', total: '100000000.123456789012', free: '0.1', used: '100000000.023456789012' },
    ]);
  });
});
