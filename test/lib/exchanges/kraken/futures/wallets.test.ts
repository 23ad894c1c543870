import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { openOver, openVenues, type Venues } from '../../fixture-venues.ts';
import { scene } from './fixture-account.ts';

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

describe('futures margin', () => {
  it('is told for each wallet that has margin, in the wallet’s own unit, and a figure that cannot be read is null', async () => {
    success(
      '"accounts":{"cash":{"type":"cashAccount","balances":{"usd":"250.0"}},"fi_xbtusd":{"type":"marginAccount","currency":"xbt","balances":{"xbt":"0.5"},"auxiliary":{"pv":0.52,"pnl":0.02,"af":0.41},"marginRequirements":{"im":0.11,"mm":0.055}},"flex":{"currencies":{},"marginEquity":1200.5,"portfolioValue":1300.25,"availableMargin":900.5,"initialMargin":200,"initialMarginWithOrders":300,"maintenanceMargin":"soon","pnl":100,"unrealizedFunding":-0.25}}',
    );
    const flex = { otherWallet: null, asset: 'USD', portfolioValue: '1300.25', equity: '1200.5', available: '900.5' };
    const coin = { otherWallet: 'fi_xbtusd', asset: 'BTC', portfolioValue: '0.52', equity: '0.52', available: '0.41' };
    expect(await exchange.wallets.margin()).toEqual([
      { ...coin, initialMargin: '0.11', maintenanceMargin: '0.055', unrealizedPnl: '0.02', unrealizedFunding: null },
      { ...flex, initialMargin: '300', maintenanceMargin: null, unrealizedPnl: '100', unrealizedFunding: '-0.25' },
    ]);
  });

  it.each([
    '"accounts":{"flex":7}',
    '"accounts":{"flex":{}}',
    '"accounts":{"fi_xbtusd":7}',
    '"accounts":{"fi_xbtusd":{"auxiliary":7}}',
  ])('of a wallet that nobody can read is not known: %s', async (answer) => {
    success(answer);
    const [margin, ...others] = await exchange.wallets.margin();
    expect(margin).toMatchObject({ equity: null, available: null, maintenanceMargin: null });
    expect(others).toEqual([]);
  });

  it.each(['"accounts":{}', '"accounts":{"flex":null,"cash":null}'])(
    'is no empty list where the answer is %s',
    async (answer) => {
      success(answer);
      await expect(exchange.wallets.margin()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    },
  );

  it('an account without a multi-collateral wallet has the margin of its other wallets', async () => {
    const { wire, exchange: own, hand } = await scene();
    hand.post('transfer', { fromAccount: 'flex', toAccount: 'fi_xbtusd', unit: 'xbt', amount: 0.05 });
    hand.order({ orderType: 'mkt', symbol: 'PI_XBTUSD', side: 'buy', size: 2000 });
    for (const flex of ['null', 'left-out']) {
      wire.control('money', { flex });
      const held = (await own.wallets.margin()).filter(({ equity }) => Number(equity) > 0);
      expect(held).toMatchObject([{ otherWallet: 'fi_xbtusd', asset: 'BTC', initialMargin: expect.any(String) }]);
      expect(await own.wallets.balances()).toMatchObject([{ otherWallet: 'fi_xbtusd', asset: 'BTC' }]);
      expect(await own.wallets.positions()).toMatchObject([{ symbol: 'BTC/USD:BTC', contracts: '2000' }]);
    }
  });

  it('an inverse contract is margined from the wallet of its coin and touches no other wallet', async () => {
    const { exchange: own, hand } = await scene();
    hand.post('transfer', { fromAccount: 'flex', toAccount: 'fi_xbtusd', unit: 'xbt', amount: 0.05 });
    const flexOf = async () => (await own.wallets.margin()).find(({ otherWallet }) => otherWallet === null);
    const before = await flexOf();
    hand.order({ orderType: 'mkt', symbol: 'PI_XBTUSD', side: 'buy', size: 2000 });
    hand.order({ orderType: 'lmt', symbol: 'PI_XBTUSD', side: 'buy', size: 1000, limitPrice: 70_000 });
    expect(await flexOf()).toEqual(before);
    const coin = (await own.wallets.margin()).find(({ otherWallet }) => otherWallet === 'fi_xbtusd');
    const [{ free = '', total = '' } = {}] = (await own.wallets.balances()).filter(({ otherWallet }) => otherWallet);
    // 3,000 USD at 80,000 with 2 % are 0.00075 BTC; a third of it rests in the book.
    expect(Number(coin?.equity) - Number(coin?.available)).toBeCloseTo(0.00075, 6);
    expect(Number(coin?.initialMargin)).toBeCloseTo(0.0005, 6);
    expect(Number(total) - Number(free)).toBeGreaterThan(0.00074);
  });
});

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
      // The answer does not tell how much of the coin the contracts need.
      { otherWallet: 'fi_xbtusd', asset: 'BTC', free: '0', used: '0.5', total: '0.5' },
    ]);
    expect(await exchange.ledger?.balances()).toHaveLength(3);
  });

  it('what positions, orders and losses need is not free, and a profit that can vanish frees nothing', async () => {
    const currencies =
      '"USD":{"quantity":1000,"value":1000,"collateral":1000,"available":1000},"EUR":{"quantity":1000,"value":1100,"collateralValue":1000,"available":900}';
    const free = async (figures: string) => {
      success(`"accounts":{"flex":{"currencies":{${currencies}},${figures}}}`);
      const balances = await exchange.wallets.balances();
      for (const { free, used, total } of balances) expect(Number(free) + Number(used)).toBe(Number(total));
      return balances.map(({ free }) => free);
    };
    expect(await free('"availableMargin":700,"totalUnrealizedAsMargin":-50')).toEqual(['700', '700']);
    expect(await free('"availableMargin":950,"totalUnrealizedAsMargin":250')).toEqual(['700', '700']);
    expect(await free('"availableMargin":950,"totalUnrealized":250')).toEqual(['700', '700']);
    expect(await free('"availableMargin":-1,"totalUnrealizedAsMargin":-50')).toEqual(['0', '0']);
    expect(await free('"availableMargin":5000,"totalUnrealizedAsMargin":0')).toEqual(['1000', '900']);
  });

  it('the coin that a wallet of inverse contracts needs for margin and losses is not free; another coin there is', async () => {
    success(
      '"accounts":{"flex":null,"fi_xbtusd":{"type":"marginAccount","currency":"xbt","balances":{"xbt":0.5,"xrp":3},"auxiliary":{"pv":0.52,"pnl":0.03,"funding":-0.01,"af":0.4}}}',
    );
    expect(await exchange.wallets.balances()).toEqual([
      { otherWallet: 'fi_xbtusd', asset: 'BTC', free: '0.38', used: '0.12', total: '0.5' },
      { otherWallet: 'fi_xbtusd', asset: 'XRP', free: '3', used: '0', total: '3' },
    ]);
  });

  it.each(['"pnl":"x"', '"pnl":0.03,"funding":"x"', '"pnl":{}'])(
    'a coin has nothing free beside an unreadable profit, which may be of any size: %s',
    async (figures) => {
      success(
        `"accounts":{"fi_xbtusd":{"type":"marginAccount","currency":"xbt","balances":{"xbt":0.5},"auxiliary":{"pv":0.9,${figures},"af":0.4}}}`,
      );
      expect(await exchange.wallets.balances()).toEqual([
        { otherWallet: 'fi_xbtusd', asset: 'BTC', free: '0', used: '0.5', total: '0.5' },
      ]);
    },
  );

  it.each(['"x"', '""', 'null', '7'])(
    'a wallet of a coin named %s has nothing free beside what its margin leaves: any coin may be the margin',
    async (currency) => {
      success(
        `"accounts":{"fi_xbtusd":{"currency":${currency},"balances":{"xbt":0.5},"auxiliary":{"pv":0.5,"pnl":0,"af":0.4}}}`,
      );
      expect(await exchange.wallets.balances()).toEqual([
        { otherWallet: 'fi_xbtusd', asset: 'BTC', free: '0.4', used: '0.1', total: '0.5' },
      ]);
    },
  );

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
