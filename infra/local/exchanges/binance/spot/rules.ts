import { Decimal } from 'decimal.js';
import { exact } from '../../engine/decimals.ts';
import type { Rules } from '../../engine/rules.ts';
import { feeInBnb } from '../rest/fees.ts';
import type { Profile } from '../rest/profiles.ts';
import { assets } from './symbols.ts';

export const spotWallet = 'spot';

/** 0.1 % both ways: the fee of a new account. */
export const spotFee = exact('0.001');

/** Binance Spot in rules of the engine. */
export function spotRules(profiles: ReadonlyMap<string, Profile>): Rules {
  return {
    number: exact,
    quote: { halfSpread: exact(0), leastHalfTicks: exact('0.5') },
    matching: {
      // A price beyond a stop fires the stop before resting orders trade.
      ...{ triggersFirst: true, triggersAtPlacement: false, judgedBy: 'price', trailingStaysPositive: true },
      // Immediate orders that find nothing are accepted, and EXPIRED (spot/enums).
      ...{ rejectsIdleImmediate: false, rejectsSelfTrade: false, recordedRejections: new Set() },
      ...{ priceCollar: null, marketProtection: null, offsetRounding: Decimal.ROUND_HALF_UP },
    },
    clientOrderIds: 'unique among open',
    feeRates: () => ({ maker: spotFee, taker: spotFee, liquidation: spotFee }),
    feeElsewhere: feeInBnb({
      wallet: () => spotWallet,
      discount: exact('0.75'),
      isChosen: ({ customer }) => profiles.get(customer)?.spotFeesInBnb === true,
    }),
    decimalsOf: () => 8,
    wallets: () => [[spotWallet, assets]],
    tradingWallet: spotWallet,
    margin: null,
  };
}

/** What a new account holds. */
export const startingBalances: Readonly<Record<string, string>> = {
  ...{ USDT: '100000', USDC: '20000', BTC: '2', ETH: '20', BNB: '10' },
  ...{ SOL: '100', XRP: '5000', DOGE: '10000' },
};
