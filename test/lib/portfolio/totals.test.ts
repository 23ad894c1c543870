import { describe, expect, it } from 'vitest';
import { type CountedWallet, type PriceOf, totalsOf } from '../../../lib/portfolio/totals.ts';
import type { HeldPosition } from '../../../lib/portfolio/wallet.ts';

const prices: Record<string, string> = { BTC: '80000', USD: '1' };
const priceOf: PriceOf = (exchange, asset) => ({
  ...{ exchange, asset, price: prices[asset] ?? null, asOf: null, markets: [], reason: null },
});

function walletOf(terms: Partial<CountedWallet> = {}): CountedWallet {
  return {
    ...{ accountId: 'a', exchange: 'kraken', wallet: 'spot', slot: 'spot', marketType: 'spot', asOf: 1 },
    ...{ balances: [], positions: [], reasons: [], countedUnder: null, unreadBalances: 0 },
    ...terms,
  };
}
function holding(asset: string, total: string) {
  return { asset, total, free: total, used: '0' };
}
function position(unrealizedPnl: string | null): HeldPosition {
  const untold = { symbol: 'BTC/USD:USD', side: 'long', quantity: '1', entryPrice: null, markPrice: null } as const;
  return { ...untold, unrealizedPnl, settle: 'USD', isTraded: true };
}

describe('the totals of a portfolio', () => {
  it('beside a balance that cannot be read, the worth of the rest is no worth of all', () => {
    const totals = totalsOf([walletOf({ balances: [holding('BTC', '1')], unreadBalances: 1 })], priceOf);
    expect(totals).toMatchObject({ valueUsd: null, knownValueUsd: '80000' });
  });

  it('add up each asset over all wallets, exact to the last digit, debts included', () => {
    const one = walletOf({ balances: [holding('BTC', '0.1'), holding('USD', '-120.5')] });
    const two = walletOf({ accountId: 'b', balances: [holding('BTC', '0.000000000000000001')] });
    expect(totalsOf([one, two], priceOf)).toMatchObject({
      assets: [
        { asset: 'BTC', amount: '0.100000000000000001', valueUsd: '8000.00000000000008' },
        { asset: 'USD', amount: '-120.5', valueUsd: '-120.5' },
      ],
      valueUsd: '7879.50000000000008',
    });
  });

  it('count a shared wallet once', () => {
    const shared = { balances: [holding('BTC', '1')], positions: [position('5')] };
    const totals = totalsOf([walletOf(shared), walletOf({ ...shared, accountId: 'b', countedUnder: 'a' })], priceOf);
    expect(totals).toMatchObject({ valueUsd: '80000', knownValueUsd: '80000', unrealizedPnlUsd: '5' });
  });

  it('of an asset without a price are not known, and the known part stands apart', () => {
    const totals = totalsOf([walletOf({ balances: [holding('XYZ', '3'), holding('BTC', '1')] })], priceOf);
    expect(totals).toMatchObject({
      assets: [{ asset: 'BTC' }, { asset: 'XYZ', amount: '3', valueUsd: null }],
      ...{ valueUsd: null, knownValueUsd: '80000' },
    });
    expect(totalsOf([walletOf({ balances: [holding('XYZ', '0')] })], priceOf).valueUsd).toBe('0');
  });

  it('with a wallet that could not be read are not known', () => {
    const unread = walletOf({ accountId: 'b', balances: null, positions: null });
    const totals = totalsOf(
      [walletOf({ balances: [holding('BTC', '1')], positions: [position('1')] }), unread],
      priceOf,
    );
    expect(totals).toMatchObject({ valueUsd: null, knownValueUsd: '80000', unrealizedPnlUsd: null });
  });

  it('of a position whose profit is not known are not known', () => {
    const totals = totalsOf([walletOf({ positions: [position('5'), position(null)] })], priceOf);
    expect(totals).toMatchObject({ unrealizedPnl: [{ asset: 'USD', amount: null }], unrealizedPnlUsd: null });
  });
});
