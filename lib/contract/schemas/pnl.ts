import * as z from 'zod';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { deferred } from '../deferred.ts';
import { accountId, isoTime, marketType, queryTime, rangeInOrder, wireNumber, wireNumberOrNull } from '../fields.ts';
import { coverageFields } from './history.ts';

export const summaryQuery = deferred(() =>
  rangeInOrder(
    z.strictObject({
      group_by: z
        .enum(['day', 'symbol', 'account'], { error: 'must be day, symbol or account' })
        .default('day')
        .describe('day: the date in UTC'),
      exchange_account_id: accountId().optional().describe('Omitted: all accounts of the tenant, 500 at most'),
      market_type: marketType().optional().describe('Omitted: both market types'),
      from: queryTime().optional().describe('Inclusive; omitted: 30 days before the day of `to`, in UTC'),
      to: queryTime().optional().describe('Exclusive; omitted: now. The last minutes are not in the ledger yet'),
    }),
  ),
);

const sums = deferred(() => ({
  asset: z.string(),
  realized_pnl: wireNumberOrNull().describe(
    'Before fees, as the exchange books it: futures, and margin positions on spot. Null: the trades are purchases and sales on spot, or positions settled in kind, whose profit no ledger tells',
  ),
  funding: wireNumber().describe('Positive: received'),
  interest: wireNumber().describe('Interest on a balance below zero or above; positive: received'),
  insurance: wireNumber().describe(
    'What an insurance fund has paid for losses that the wallet could not bear, where the exchange books the payment as part of a liquidation; positive: received',
  ),
  fees: wireNumber().describe('Fees of trades, margin positions, settlements and liquidations; positive: paid'),
  other_fees: wireNumber().describe(
    'Fees of withdrawals, rewards, conversions and the like; positive: paid. Not in `net`',
  ),
  net: wireNumber().describe(
    'What the exchange has booked: realized_pnl (0 where null) + funding + interest + insurance - fees',
  ),
}));

export const sharedAccounts = deferred(() =>
  z.array(z.object({ market_type: z.enum(marketTypes), exchange_account_ids: z.array(z.string()) })),
);

const balanceChange = deferred(() =>
  z.object({
    market_type: z.enum(marketTypes),
    asset: z.string(),
    from: isoTime().describe('The first reading of balances in the range'),
    to: isoTime().describe('The last reading of balances in the range'),
    opening: wireNumber().describe('The balance at `from`, with what open orders hold'),
    closing: wireNumber().describe('The balance at `to`, with what open orders hold'),
    fills: wireNumber().describe('What the stored fills between the readings have changed, with their fees'),
    unexplained: wireNumber().describe(
      'closing - opening - fills: deposits, withdrawals, transfers, conversions, rewards, and fills that are not stored',
    ),
  }),
);

export const summaryResponse = deferred(() =>
  z.object({
    group_by: z.enum(['day', 'symbol', 'account']),
    from: isoTime(),
    to: isoTime(),
    rows: z.array(
      z.object({
        group: z
          .string()
          .nullable()
          .describe(
            'By symbol, null: entries of no pair, such as rewards and withdrawals, and margin trades on spot whose fills no pull has read',
          ),
        ...sums(),
      }),
    ),
    totals: z.array(z.object(sums())).describe('Over all groups, per asset'),
    count: z.number(),
    complete: z.boolean().describe('True when every entry of the range is in the sums: all of `coverage` is complete'),
    reasons: z.array(z.string()).describe('Per account and market, everything that keeps `complete` from being true'),
    shared_accounts: sharedAccounts().describe(
      'Accounts with the same exchange key, or with keys of one customer of the exchange: their wallet is in the totals, days and symbols once. With group_by=account each row tells its account as a whole, so the rows add up to more than the totals',
    ),
    balance_changes: z
      .array(balanceChange())
      .nullable()
      .describe(
        'With exchange_account_id: of each market of which the exchange tells no ledger, the assets whose balance has changed. Pulls store one reading of balances a day; without two readings in the range the list is empty. In no sum. Null: without exchange_account_id',
      ),
    coverage: z
      .array(z.object({ exchange_account_id: z.string(), market_type: z.enum(marketTypes), ...coverageFields() }))
      .describe(
        'Per account and ledger; a ledger without a key that was never pulled is not listed. A market of which the exchange tells no ledger is listed, and never complete',
      ),
  }),
);
