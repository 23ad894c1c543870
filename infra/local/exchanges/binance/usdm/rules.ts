import { Decimal } from 'decimal.js';
import { exact } from '../../engine/decimals.ts';
import type { Rules } from '../../engine/rules.ts';
import { feeInBnb } from '../rest/fees.ts';
import type { Profile } from '../rest/profiles.ts';
import { marginAssets, walletOf } from './contracts.ts';

/** Of a new account: 0.02 % and 0.05 %. */
export const feeRates = { maker: exact('0.0002'), taker: exact('0.0005'), liquidation: exact('0.0005') };

/** Binance USD-M futures in rules of the engine. Each margin asset is a wallet of its own: single-asset mode. */
export function usdmRules(profiles: ReadonlyMap<string, Profile>): Rules {
  return {
    number: exact,
    quote: { halfSpread: exact(0), leastHalfTicks: exact('0.5') },
    matching: {
      ...{ triggersFirst: true, triggersAtPlacement: false, judgedBy: 'price', trailingStaysPositive: true },
      // IOC is accepted and EXPIRED, fill-or-kill is refused without a record (fapi/error-code, -5021).
      ...{ rejectsIdleImmediate: false, rejectsIdleFok: true, rejectsSelfTrade: false },
      ...{ recordedRejections: new Set(), priceCollar: null, marketProtection: null },
      offsetRounding: Decimal.ROUND_HALF_UP,
    },
    clientOrderIds: 'unique among open of each store',
    feeRates: () => feeRates,
    feeElsewhere: feeInBnb({
      wallet: () => walletOf('BNB'),
      discount: exact('0.9'),
      isChosen: ({ customer }) => profiles.get(customer)?.futuresFeesInBnb === true,
    }),
    decimalsOf: () => 8,
    wallets: () => marginAssets.map((asset) => [walletOf(asset), [asset]]),
    tradingWallet: walletOf('none'),
    margin: {
      ...{ collaterals: new Map(), pool: { wallet: walletOf('none'), currency: 'USD' } },
      ...{ fundingCharged: 'at the end', liquidationFeeRate: exact('0.0125') },
    },
  };
}

/** What a new account holds in the futures wallet. */
export const startingBalances: Readonly<Record<string, string>> = { USDT: '50000', USDC: '10000', BNB: '5' };
export const startingLeverage = exact(20);
