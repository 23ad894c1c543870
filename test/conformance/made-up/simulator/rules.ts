import type { Rules } from '../../../../infra/local/exchanges/engine/rules.ts';
import { Decimal } from '../../../../lib/decimal.ts';

/** The one wallet: coins, their collateral value and the margin of contracts. */
export const wallet = 'unified';

const fee = new Decimal('0.0005');

/** The made-up exchange in rules of the engine. */
export const rules: Rules = {
  number: (value) => new Decimal(value),
  quote: { halfSpread: new Decimal(0), leastHalfTicks: new Decimal(0) },
  matching: {
    ...{ triggersFirst: true, triggersAtPlacement: false, judgedBy: 'price', trailingStaysPositive: true },
    ...{ rejectsIdleImmediate: false, rejectsSelfTrade: false, recordedRejections: new Set() },
    ...{ priceCollar: null, marketProtection: null, offsetRounding: Decimal.ROUND_HALF_UP },
  },
  clientOrderIds: 'unique among open of a store',
  feeRates: () => ({ maker: fee, taker: fee, liquidation: fee }),
  decimalsOf: () => 8,
  wallets: () => [[wallet, ['USDT', 'BTC', 'ETH']]],
  tradingWallet: wallet,
  margin: {
    collaterals: new Map([
      ['USDT', { asset: 'USD', haircut: new Decimal(0), conversionFee: new Decimal(0) }],
      ['BTC', { asset: 'BTC', haircut: new Decimal('0.05'), conversionFee: new Decimal(0) }],
      ['ETH', { asset: 'ETH', haircut: new Decimal('0.1'), conversionFee: new Decimal(0) }],
    ]),
    pool: { wallet, currency: 'USDT' },
    liquidationFeeRate: new Decimal(0),
  },
};
