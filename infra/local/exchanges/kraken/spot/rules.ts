import { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import { exact } from '../../engine/decimals.ts';
import { feeRate, tradedSince } from '../../engine/fees.ts';
import type { Market } from '../../engine/market.ts';
import type { Rules } from '../../engine/rules.ts';
import { decimalsOf } from './assets.ts';
import { pairOf } from './pairs.ts';

export const spotWallet = 'spot';

/** What every new customer of the sandbox starts with; the last asset sits in Flex Earn. */
export const startingBalances: Readonly<Record<string, string>> = {
  ZUSD: '100000',
  ZEUR: '20000',
  USDT: '50000',
  XXBT: '2',
  XETH: '20',
  'XBT.F': '0.5',
};

/** Kraken Spot in rules of the engine. */
export const spotRules: Rules = {
  number: exact,
  quote: { halfSpread: exact('0.00005'), leastHalfTicks: exact(0) },
  matching: {
    triggersFirst: false,
    triggersAtPlacement: true,
    judgedBy: 'price',
    rejectsIdleImmediate: false,
    rejectsSelfTrade: false,
    recordedRejections: new Set(),
    priceCollar: null,
    marketProtection: null,
    trailingStaysPositive: true,
    offsetRounding: Decimal.ROUND_CEIL,
  },
  clientOrderIds: 'unique among open',
  feeRates,
  decimalsOf,
  wallets: () => [[spotWallet, []]],
  tradingWallet: spotWallet,
  margin: null,
};

function feeRates(account: Account, market: Market, now: number) {
  const { fees, makerFees } = pairOf(market);
  const traded = tradedIn30Days(account, now);
  const taker = feeRate(fees, traded);
  return { maker: feeRate(makerFees, traded), taker, liquidation: taker };
}

const thirtyDays = 30 * 24 * 3600 * 1000;

/** Dollars traded in 30 days decide the fee step. */
export function tradedIn30Days({ fills }: Account, now: number): Decimal {
  return tradedSince(fills, now - thirtyDays);
}
