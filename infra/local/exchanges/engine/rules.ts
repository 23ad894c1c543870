import type { Decimal } from 'decimal.js';
import type { Account } from './account.ts';
import type { FeeRates } from './fees.ts';
import type { Market } from './market.ts';
import type { Rejection } from './order.ts';
import type { World } from './world.ts';

/** Where exchanges differ. The engine knows no exchange by name. */
export interface Rules {
  /** Precision of figures: a result keeps as many digits as the numbers made here. */
  readonly number: (value: Decimal | string | number) => Decimal;
  readonly quote: QuoteRule;
  readonly matching: MatchingRules;
  readonly clientOrderIds:
    | 'unique among open'
    | 'unique among open of a store'
    | 'unique among open of each store'
    | 'unique for ever'
    | 'free';
  readonly feeRates: (account: Account, market: Market, now: number) => FeeRates;
  /** The fee in another asset than the trade's, where a customer has chosen so and holds enough; null: the usual fee. */
  readonly feeElsewhere?: (world: World, account: Account, fee: UsualFee) => FeeElsewhere | null;
  /** Digits after the point that balances of an asset carry. */
  readonly decimalsOf: (asset: string) => number;
  /** Wallets of a new account, with the assets that show a balance of zero from the start. */
  readonly wallets: (markets: Iterable<Market>) => readonly (readonly [wallet: string, assets: readonly string[]])[];
  /** Wallet of trades that deliver assets. */
  readonly tradingWallet: string;
  /** Null where no market is a contract. */
  readonly margin: MarginRules | null;
}

/** The fee that a trade would pay, in an asset of the world. */
export interface UsualFee {
  readonly assetCode: string;
  readonly amount: Decimal;
}

export interface FeeElsewhere {
  readonly wallet: string;
  readonly asset: string;
  readonly amount: Decimal;
}

export interface MatchingRules {
  /** Whether a price change fires all triggers before any resting order trades, or takes order by order. */
  readonly triggersFirst: boolean;
  /** Whether a trigger is looked at when it is placed, or only with the next price. */
  readonly triggersAtPlacement: boolean;
  /** Whether post-only and immediate orders are judged by price alone, or by the quantity on offer too. */
  readonly judgedBy: 'price' | 'offer';
  /** Whether an immediate order that would trade nothing is rejected, or accepted and ended. */
  readonly rejectsIdleImmediate: boolean;
  /** The same of fill-or-kill alone. */
  readonly rejectsIdleFok?: boolean;
  readonly rejectsSelfTrade: boolean;
  /** Rejections after which the history shows a rejected order. Any further rejection leaves no trace, and the order gets no id. */
  readonly recordedRejections: ReadonlySet<Rejection>;
  /** Fraction that the limit of an order that trades at once may be beyond the mark; null = no collar. */
  readonly priceCollar: Decimal | null;
  /** Fraction beyond the best price that a fired order without a limit is held to; null = at any price. */
  readonly marketProtection: Decimal | null;
  /** Whether a trailing stop stays at a tick when the distance exceeds the price, or goes below zero. */
  readonly trailingStaysPositive: boolean;
  /** How a limit measured from a trigger price gets onto a tick. */
  readonly offsetRounding: Decimal.Rounding;
}

export interface MarginRules {
  /** Collateral by asset, in the order of sale when a debt must be covered. */
  readonly collaterals: ReadonlyMap<string, Collateral>;
  /** Wallet that pools all collaterals and counts in `currency`. Every further margin wallet holds a single asset. */
  readonly pool: { readonly wallet: string; readonly currency: string };
  /**
   * Whether funding is charged for the time a position is held (the usual), or whole to who holds at the end of an interval: at the price and
   * the rate of the interval that begins then, or at the rate of the interval that ends, on the value at the mark price of the moment.
   */
  readonly fundingCharged?: 'by time' | 'at the end' | 'on the value at the end';
  /** Whether a balance may fall below zero, as a debt to the exchange; absent: collateral is sold, and the exchange bears the rest. */
  readonly lends?: boolean;
  /** Share of its value that a liquidated linear position pays. */
  readonly liquidationFeeRate: Decimal;
}

export interface QuoteRule {
  /** Half of the spread, as a fraction of the price. */
  readonly halfSpread: Decimal;
  /** Half of the spread in ticks, at least. */
  readonly leastHalfTicks: Decimal;
}

/** Weight of an asset in a pool of collaterals. `haircut` and `conversionFee` are fractions. */
export interface Collateral {
  /** The world's name of the asset. */
  readonly asset: string;
  readonly haircut: Decimal;
  readonly conversionFee: Decimal;
}
