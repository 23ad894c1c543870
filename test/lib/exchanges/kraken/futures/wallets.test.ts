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
  it.each([
    ['null', '"flex":null,'],
    ['absent', ''],
  ])('an account whose multi-collateral wallet is %s shows its money elsewhere', async (_what, flex) => {
    success(
      `"accounts":{${flex}"cash":{"balances":{"usd":"250.0","xrp":0}},"fi_xbtusd":{"balances":{"xbt":0.5,"FI_XBTUSD_201225":-15000}}}`,
    );
    expect(await exchange.wallets.balances()).toEqual([
      { otherWallet: 'cash', asset: 'USD', free: '250.0', used: '0', total: '250.0' },
      { otherWallet: 'fi_xbtusd', asset: 'BTC', free: '0.5', used: '0', total: '0.5' },
    ]);
    expect(await exchange.ledger?.balances()).toHaveLength(3);
  });

  it('an answer without any wallet is no empty account', async () => {
    for (const accounts of ['{}', '{"flex":null}']) {
      success(`"accounts":${accounts}`);
      await expect(exchange.wallets.balances()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    }
  });

  it('a debt has nothing free, and its three numbers add up', async () => {
    success('"accounts":{"flex":{"currencies":{"USD":{"quantity":-120.5,"available":0}}}}');
    expect(await exchange.wallets.balances()).toEqual([{ asset: 'USD', free: '-120.5', used: '0', total: '-120.5' }]);
  });

  it('a futures balance that no float can hold keeps its digits', async () => {
    success('"accounts":{"flex":{"currencies":{"USD":{"quantity":100000000.123456789012,"available":0.1}}}}');
    expect(await exchange.wallets.balances()).toEqual([
      { asset: 'USD', total: '100000000.123456789012', free: '0.1', used: '100000000.023456789012' },
    ]);
  });
});
