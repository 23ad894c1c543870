import { Decimal } from 'decimal.js';
import type { Account } from '../engine/account.ts';
import { exact } from '../engine/decimals.ts';
import type { FeeRates } from '../engine/fees.ts';
import type { Market } from '../engine/market.ts';
import type { Collateral, Rules } from '../engine/rules.ts';
import { categoryOf } from './instruments.ts';

/** The one wallet of a Unified Trading Account: coins, their collateral value and the margin of all contracts. */
export const wallet = 'unified';

/** What every new customer of the sandbox starts with. */
export const startingBalances = { USDT: '50000', USDC: '20000', BTC: '1', ETH: '10' } as const;

/** Collateral ratios are round values of the order that Bybit publishes, which change without notice. */
const table: readonly (readonly [coin: string, haircut: number])[] = [
  ...([
    ['USDT', 0],
    ['USDC', 0],
    ['BTC', 0.05],
    ['ETH', 0.05],
  ] as const),
  ...(['SOL', 'XRP', 'ADA', 'DOGE', 'LTC', 'DOT', 'LINK'] as const).map((coin) => [coin, 0.15] as const),
];

const collaterals: ReadonlyMap<string, Collateral> = new Map(
  table.map(([coin, haircut]) => [coin, { asset: coin, haircut: exact(haircut), conversionFee: exact(0) }]),
);

/** Base tier: spot 0.1 %, contracts 0.02 % and 0.055 %. */
export const usualFees = { spot: ['0.001', '0.001'], contract: ['0.0002', '0.00055'] } as const;

/** Maker and taker of a category, as fractions: the exchange's state, so that a control can give the rates of a market maker. */
export type FeeTable = Map<string, readonly [maker: string, taker: string]>;

export function feeRatesIn(rates: FeeTable, market: Market): FeeRates {
  const category = categoryOf(market);
  const [maker, taker] = rates.get(category) ?? (category === 'spot' ? usualFees.spot : usualFees.contract);
  return { maker: exact(maker), taker: exact(taker), liquidation: exact(taker) };
}

/** Bybit in rules of the engine. Client order ids are judged at the gateway, before the engine sees an order. */
export function bybitRules(fees: FeeTable): Rules {
  return {
    number: exact,
    quote: { halfSpread: exact('0.00005'), leastHalfTicks: exact('0.5') },
    matching: {
      ...{ triggersFirst: true, triggersAtPlacement: true, judgedBy: 'offer' },
      // Acknowledged orders that the engine does not take are in the history, with a reason.
      ...{ rejectsIdleImmediate: true, rejectsSelfTrade: false, recordedRejections: everyRejection },
      // "The engine converts a market order into an IOC limit order" at the price limit (docs v5, order/create-order).
      ...{ priceCollar: null, marketProtection: exact('0.05'), trailingStaysPositive: true },
      offsetRounding: Decimal.ROUND_HALF_UP,
    },
    clientOrderIds: 'free',
    feeRates: (_account: Account, market: Market) => feeRatesIn(fees, market),
    decimalsOf: () => 8,
    wallets: () => [[wallet, []]],
    tradingWallet: wallet,
    margin: {
      collaterals,
      pool: { wallet, currency: 'USD' },
      liquidationFeeRate: exact(0),
      lends: true,
      fundingCharged,
    },
  };
}

/** "Position value x funding rate" at the end of the interval, of the mark price (Bybit help, introduction to funding rate). */
const fundingCharged = 'on the value at the end' as const;

const everyRejection = new Set([
  ...(['postOnlyWouldTrade', 'immediateWouldNotTrade', 'wouldNotReduce', 'outsidePriceCollar', 'selfTrade'] as const),
  ...(['positionTooLarge', 'leverageTooHigh', 'notEnoughMargin', 'notEnoughFunds', 'clientOrderIdTaken'] as const),
]);
