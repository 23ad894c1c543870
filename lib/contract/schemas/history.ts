import * as z from 'zod';
import { deferred } from '../deferred.ts';
import { accountId, isoTime, marketType, pageQuery, rangeInOrder, wireNumber, wireNumberOrNull } from '../fields.ts';
import { walletFields } from './wallets.ts';

export const coverageFields = deferred(() => ({
  from: isoTime().nullable().describe('Null: from the beginning; with `nothing_covered` from no moment'),
  to: isoTime().nullable().describe('Null: until now; with `nothing_covered` until no moment'),
  nothing_covered: z
    .literal(true)
    .optional()
    .describe(
      'Present while the answer speaks for no moment, as before the first pull; `reasons` says why. Absent otherwise',
    ),
  complete: z
    .boolean()
    .describe('False: more of the range follows with next_cursor, or could not be read; see `reasons`'),
  gaps: z.array(z.object({ from: isoTime(), to: isoTime() })),
  reasons: z
    .array(z.string())
    .describe('In words, everything that keeps `complete` from being true; empty exactly where `complete` is true'),
}));
const coverage = deferred(() =>
  z
    .object(coverageFields())
    .describe('The range that this answer covers: an empty list with complete coverage means that nothing happened'),
);
const page = deferred(() => ({
  count: z.number(),
  next_cursor: z.string().nullable(),
  coverage: coverage(),
  ...walletFields(),
  complete: z
    .boolean()
    .optional()
    .describe('Beside `wallets`: the same as `coverage.complete`, which a wallet that could not be read makes false'),
}));

export const fundingQuery = deferred(() =>
  rangeInOrder(
    z.strictObject({
      exchange_account_id: accountId(),
      market_type: marketType().optional(),
      kind: z
        .enum(['rates', 'payments'], { error: 'must be rates or payments' })
        .default('rates')
        .describe("rates: the exchange's published schedule; payments: this account's money"),
      ...pageQuery(500, 100),
    }),
  ),
);
const fundingRate = deferred(() => ({
  symbol: z.string(),
  timestamp: z.number(),
  datetime: isoTime(),
  rate: wireNumberOrNull().describe(
    'Relative: the fraction of the position’s value that is paid. Null for a payment whose published rate is not known',
  ),
  absolute_rate: wireNumberOrNull().describe(
    'The same rate in money per unit of size, in the asset that settles the contract; null where the exchange does not tell',
  ),
}));
export const fundingResponse = deferred(() =>
  z.object({
    payments: z.array(
      z.object({
        ...fundingRate(),
        amount: wireNumberOrNull().describe('Positive: received. Null for published rates'),
        asset: z.string().nullable(),
        kind: z.enum(['rates', 'payments']),
      }),
    ),
    rates: z
      .array(z.object(fundingRate()))
      .describe('The same rates as in `payments` with kind=rates; empty with kind=payments'),
    kind: z.enum(['rates', 'payments']),
    ...page(),
  }),
);

export const realizedPnlQuery = deferred(() =>
  rangeInOrder(
    z.strictObject({
      exchange_account_id: accountId(),
      market_type: marketType().optional(),
      ...pageQuery(500, 100),
    }),
  ),
);
export const realizedPnlResponse = deferred(() =>
  z.object({
    events: z.array(
      z.object({
        symbol: z.string(),
        realized_pnl: wireNumber(),
        fee: wireNumberOrNull().describe(
          'Null: the ledger books the fee in an entry of its own; the sums and the export have it',
        ),
        asset: z.string(),
        quantity: wireNumberOrNull(),
        price: wireNumberOrNull(),
        order_id: z.string().nullable(),
        trade_id: z.string().nullable(),
        timestamp: z.number(),
        datetime: isoTime(),
      }),
    ),
    total_realized_pnl: wireNumberOrNull().describe(
      'Sum over the events of this answer, before fees; null when the events are in several assets',
    ),
    source: z.string(),
    ...page(),
  }),
);

export const tradesQuery = deferred(() =>
  rangeInOrder(
    z.strictObject({
      exchange_account_id: accountId(),
      market_type: marketType().optional(),
      ...pageQuery(500, 50),
    }),
  ),
);
export const tradesResponse = deferred(() =>
  z.object({
    trades: z.array(
      z.object({
        trade_id: z.string(),
        order_id: z.string().nullable(),
        client_order_id: z
          .string()
          .nullable()
          .describe('Of an order of this service also where the exchange does not tell the id; null where unknown'),
        symbol: z.string(),
        side: z.enum(['buy', 'sell']),
        quantity: wireNumber(),
        price: wireNumber(),
        fee: wireNumberOrNull(),
        fee_asset: z.string().nullable(),
        liquidity: z.enum(['maker', 'taker']).nullable(),
        timestamp: z.number(),
        datetime: isoTime(),
      }),
    ),
    ...page(),
  }),
);
