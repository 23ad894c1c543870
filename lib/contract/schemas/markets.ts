import * as z from 'zod';
import { exchangeIds } from '../../exchanges/exchanges.ts';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { marketStatuses } from '../../exchanges/model/market.ts';
import { deferred } from '../deferred.ts';
import { asset, cursor, isoTime, marketType, pageLimit, symbol, wireNumber, wireNumberOrNull } from '../fields.ts';

const exchange = deferred(() =>
  z
    .enum(exchangeIds as [string, ...string[]], { error: `must be one of: ${exchangeIds.join(', ')}` })
    .describe('The exchange, as accounts are registered with it'),
);

export const symbolsQuery = deferred(() =>
  z.strictObject({
    exchange: exchange(),
    market_type: marketType().optional().describe('Omitted: all market types'),
    search: z
      .string()
      .regex(/^[A-Za-z0-9._/:-]{1,48}$/, 'must be 1 to 48 of A-Z a-z 0-9 . _ / : -')
      .optional()
      .describe('A part of the symbol, or of the exchange’s own name of the market; capitals do not count'),
    quote: asset().optional().describe('The quote asset'),
    cursor: cursor().optional(),
    limit: pageLimit(500, 100),
  }),
);

const marketSymbol = deferred(() =>
  z.object({
    symbol: z.string().describe('The name of the market in all calls of this service'),
    exchange: z.string(),
    market_type: z.enum(marketTypes),
    base: z.string(),
    quote: z.string(),
    settle: z.string().nullable().describe('The asset that profit and margin are paid in; null on spot'),
    price_step: wireNumberOrNull().describe('Prices of orders are multiples of this step'),
    quantity_step: wireNumberOrNull().describe(
      'Quantities of orders are multiples of this step. Quantities count the base asset; of an inverse contract, such as BTC/USD:BTC, they count contracts',
    ),
    min_quantity: wireNumberOrNull().describe('The smallest quantity of an order; null: the exchange tells none'),
    min_cost: wireNumberOrNull().describe(
      'The smallest value of an order in the quote asset; null: the exchange tells none',
    ),
    contract_size: wireNumberOrNull().describe(
      'Units of one contract: of the base asset, or of the quote asset where the contract is inverse. Null on spot',
    ),
    maker_fee: wireNumberOrNull().describe(
      'A share of the value (0.0025 is 0.25 %), of the lowest tier of volume: an estimate, and not the fee of an account',
    ),
    taker_fee: wireNumberOrNull().describe('As `maker_fee`, for orders that take'),
    expires_at: isoTime().nullable().describe('The last moment of trading of a dated contract; null: none'),
    status: z
      .enum(marketStatuses)
      .nullable()
      .describe(
        'The orders that the market takes at the time of `as_of`; `closed`: none. Null: the state is not known',
      ),
  }),
);
export const symbolsResponse = deferred(() =>
  z.object({
    symbols: z.array(marketSymbol()).describe('By market type, then by symbol'),
    count: z.number(),
    next_cursor: z.string().nullable(),
    as_of: isoTime().describe('The time of the catalogue; with several market types, of the oldest'),
  }),
);

export const tickerQuery = deferred(() => z.strictObject({ exchange: exchange(), symbol: symbol() }));

const exchangeTime = deferred(() =>
  z
    .number()
    .nullable()
    .describe('The time of the answer by the exchange’s clock, in epoch milliseconds; null: the exchange tells none'),
);
export const tickerShape = deferred(() =>
  z
    .object({
      bid: wireNumberOrNull().describe('The best price of a buyer'),
      ask: wireNumberOrNull().describe('The best price of a seller'),
      last: wireNumberOrNull().describe('The price of the last trade'),
      mark: wireNumberOrNull().describe('The price by which the exchange values positions; null on spot'),
      index: wireNumberOrNull().describe('The price of the base asset over several exchanges'),
      volume_24h: wireNumberOrNull().describe(
        'Traded within 24 hours, in the unit of quantities: the base asset, or contracts of an inverse contract',
      ),
      timestamp: exchangeTime(),
    })
    .describe('Null: there is no such price, or the exchange does not tell the price'),
);
const named = deferred(() => ({
  exchange: z.string(),
  symbol: z.string(),
  market_type: z.enum(marketTypes),
  as_of: isoTime().describe(
    'The time at which this service asked the exchange: the answer is as old as this, and never older than five seconds',
  ),
}));
export const tickerResponse = deferred(() => z.object({ ...named(), ticker: tickerShape() }));

export const orderBookQuery = deferred(() =>
  z.strictObject({
    exchange: exchange(),
    symbol: symbol(),
    depth: pageLimit(100, 10).describe('Levels of each side'),
  }),
);
const level = deferred(() => z.tuple([wireNumber(), wireNumber()]));
export const orderBookShape = deferred(() =>
  z.object({
    bids: z.array(level()).describe('`[price, quantity]`, the best level first; quantities in the unit of orders'),
    asks: z.array(level()).describe('`[price, quantity]`, the best level first; quantities in the unit of orders'),
    timestamp: exchangeTime(),
  }),
);
export const orderBookResponse = deferred(() => z.object({ ...named(), order_book: orderBookShape() }));
