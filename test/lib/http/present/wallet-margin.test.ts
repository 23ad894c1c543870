import { expect, it } from 'vitest';
import { OemsError } from '../../../../lib/errors.ts';
import { presentWalletMargin } from '../../../../lib/http/present/wallet-margin.ts';

function presented(error: OemsError) {
  const asOf = Date.UTC(2026, 10, 30);
  const read = [{ exchange: 'binance', marketType: 'swap', wallets: [], asOf }] as const;
  return presentWalletMargin('desk', { read, notRead: [{ marketType: 'spot', error }] });
}

it('a market without margin misses no margin, and is told with the reason', () => {
  const none = new OemsError('NOT_SUPPORTED', 'Binance Spot has no margin');
  expect(presented(none)).toMatchObject({
    complete: true,
    not_read: [{ market_type: 'spot', code: 'NOT_SUPPORTED' }],
  });
});

it('a market that could not be read leaves the answer incomplete', () => {
  expect(presented(new OemsError('EXCHANGE_UNAVAILABLE', 'away')).complete).toBe(false);
});

it.each([
  ['bybit', 'swap', 'unified', null],
  ['bybit', 'spot', 'unified', null],
  ['kraken', 'swap', 'futures', 'swap'],
  ['binance', 'spot', 'spot', 'spot'],
] as const)('the wallet of %s %s is named %s, and in transfers %s', (exchange, marketType, name, account) => {
  const figures = { portfolioValue: null, equity: null, available: null, initialMargin: null, maintenanceMargin: null };
  const wallet = { otherWallet: null, asset: 'USD', ...figures, unrealizedPnl: null, unrealizedFunding: null };
  const asOf = Date.UTC(2026, 10, 30);
  const { wallets } = presentWalletMargin('desk', {
    read: [{ exchange, marketType, wallets: [wallet], asOf }],
    notRead: [],
  });
  expect(wallets).toMatchObject([{ wallet: null, wallet_name: name, account }]);
});
