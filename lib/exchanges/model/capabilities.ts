import type { OrderType, TimeInForce, TriggerPriceType } from './order.ts';
import type { MarginMode } from './position.ts';
import type { PercentRange, TrailingDistance } from './trailing.ts';

/** What this service supports on a market: columns of the market's definition. */
export interface Capabilities {
  readonly orderTypes: readonly OrderType[];
  readonly timeInForce: readonly (TimeInForce | 'POST_ONLY')[];
  /** Of orders that wait for a trigger. */
  readonly triggeredTimeInForce: readonly TimeInForce[];
  readonly triggerPriceTypes: readonly TriggerPriceType[];
  /** How the distance of a trailing stop may be given; empty where there are no trailing stops. */
  readonly trailingDistances: readonly TrailingDistance[];
  /** What the exchange takes as a distance in percent, of each symbol; null where nothing is known. */
  readonly trailingPercents: PercentRange | null;
  readonly reduceOnly: boolean;
  readonly leverage: boolean;
  readonly marginModes: readonly MarginMode[];
  readonly positions: boolean;
  /** Positions of kinds that this service does not trade can be open, and are shown. */
  readonly untradedPositions: boolean;
  /** Orders of kinds that this service does not trade can be open in the wallet, and are shown and canceled. */
  readonly untradedOrders: boolean;
  /** The exchange tells equity and margin of the market's wallets. */
  readonly walletMargin: boolean;
  readonly funding: boolean;
  readonly realizedPnl: boolean;
  /** The exchange tells the fills of all symbols at once. False: fills are asked for by symbol. */
  readonly fillsOfAllSymbols: boolean;
  /** The exchange shows and cancels an order by its id alone. Where it does not, an order that is not in the journal is named with its symbol. */
  readonly ordersByIdAlone: boolean;
}
