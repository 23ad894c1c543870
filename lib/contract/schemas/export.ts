import * as z from 'zod';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { deferred } from '../deferred.ts';
import { accountId, cursor, isoTime, marketType, queryTime, rangeInOrder, wireNumberOrNull } from '../fields.ts';
import { coverageFields } from './history.ts';

export const exportQuery = deferred(() =>
  rangeInOrder(
    z.strictObject({
      format: z
        .enum(['csv', 'json'], { error: 'must be csv or json' })
        .describe('csv: a file for spreadsheets, RFC 4180; json: the same columns as fields'),
      exchange_account_id: accountId(),
      market_type: marketType().optional().describe('Omitted: both market types'),
      include: z
        .enum(['positions'], { error: 'must be positions' })
        .optional()
        .describe('positions: the entries of contracts too (`kind` is position), which move no money'),
      from: queryTime().describe('Inclusive'),
      to: queryTime().describe('Exclusive'),
      cursor: cursor().optional().describe('`X-Next-Cursor` or `next_cursor` of the answer before'),
    }),
  ),
);

/** The columns of CSV, in order. */
const row = deferred(() =>
  z.object({
    time: isoTime().describe('UTC'),
    exchange: z.string().nullable().describe('Null: the account is deleted'),
    exchange_account_id: z.string(),
    market_type: z.enum(marketTypes),
    kind: z
      .string()
      .describe(
        'trade, liquidation, settlement, rollover (the fee of a margin position that stays open), funding, interest, transfer, conversion, position or other',
      ),
    label: z.string().describe('The exchange’s own word for the kind of entry'),
    symbol: z.string().nullable().describe('On spot the pair of the two entries of a trade'),
    asset: z.string().describe('The asset that moved; of a position the contract'),
    change: wireNumberOrNull().describe('By how much the balance changed, fees included'),
    realized_pnl: wireNumberOrNull().describe('In `asset`, before fees; null: the ledger tells none'),
    funding: wireNumberOrNull().describe('Positive: received'),
    fee: wireNumberOrNull().describe('In `asset`; positive: taken'),
    liquidation_fee: wireNumberOrNull().describe('In `asset`; positive: taken'),
    balance_before: wireNumberOrNull(),
    balance_after: wireNumberOrNull(),
    price: wireNumberOrNull().describe(
      'Of a spot trade on the entry of the base asset: what was paid divided by the quantity, to ten digits, because the ledger tells no price',
    ),
    trade_id: z.string().nullable().describe('The entries of one trade share it'),
    row_id: z.string().describe('The id of the entry at the exchange'),
    side: z.enum(['buy', 'sell']).nullable(),
    quantity: wireNumberOrNull().describe(
      'What was traded, on one entry of a trade alone, so that the column can be added up: coins, and contracts of the futures ledger',
    ),
    order_id: z
      .string()
      .nullable()
      .describe(
        'The order that made the trade. Null: the entry is no trade, pulls have not read the fill of the trade yet, or the exchange no longer tells the fill',
      ),
  }),
);

const exportRows = deferred(() =>
  z.object({
    entries: z.array(row()).describe('Oldest first'),
    count: z.number(),
    next_cursor: z.string().nullable(),
    complete: z
      .boolean()
      .describe('True when the ledger has every entry of the range; more may follow with next_cursor'),
    reasons: z.array(z.string()).describe('Everything that keeps `complete` from being true'),
    coverage: z.array(
      z.object({ exchange_account_id: z.string(), market_type: z.enum(marketTypes), ...coverageFields() }),
    ),
  }),
);

/** Text for `format=csv`, an object for `format=json`. */
export const exportText = deferred(() =>
  z
    .string()
    .describe('One line an entry under a header line; the columns are the fields of `entries` with format=json'),
);
export const exportJson = exportRows;
export const exportResponse = deferred(() => z.union([exportText(), exportRows()]));

export const exportHeaders = {
  'X-Next-Cursor': 'Sent when more entries follow: the `cursor` of the next call',
  'X-Coverage-Complete': '`true` when the ledger has every entry of the range, `false` when entries may be missing',
  'X-Coverage-Nothing-Covered':
    '`true` while a ledger of the export is not proven for any moment, as before the first pull; X-Coverage-Reasons names the ledger. Absent otherwise',
  'X-Coverage-From': 'Start of the covered time; absent: from the beginning of the account',
  'X-Coverage-To': 'End of the covered time',
  'X-Coverage-Reasons': 'In words, what keeps X-Coverage-Complete from being true; absent where nothing does',
  'Content-Disposition': 'The name of the file, with account and days',
} as const;
