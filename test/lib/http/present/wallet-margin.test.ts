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
