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

describe('futures positions', () => {
  it('a futures position that no float can hold keeps its digits', async () => {
    success(
      '"tickers":[],"openPositions":[{"symbol":"PF_XBTUSD","side":"long","size":0.1000000000000000055,"price":80000.00000000000001,"unrealizedPnl":-0.000000000000000001}]',
    );
    const [position] = await exchange.wallets.positions();
    expect(position).toMatchObject({
      contracts: '0.1000000000000000055',
      entryPrice: '80000.00000000000001',
      unrealizedPnl: '-0.000000000000000001',
    });
  });

  it('a position in a contract that no cached market lists has the contract’s own name and hides no other position', async () => {
    success(
      '"tickers":[],"openPositions":[{"symbol":"PF_NEWUSD","side":"short","size":1,"price":2},{"symbol":"PF_XBTUSD","side":"long","size":1,"price":2}]',
    );
    const positions = await exchange.wallets.positions();
    expect(positions.map(({ symbol }) => symbol)).toEqual(['PF_NEWUSD', 'BTC/USD:USD']);
    expect(positions[0]).toMatchObject({ unrealizedPnl: null, side: 'short', contracts: '1' });
  });
});
