import * as z from 'zod';
import { tradingStates } from '../../accounts/account.ts';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { deferred } from '../deferred.ts';
import { accountId, flag, wireNumber, wireNumberOrNull } from '../fields.ts';

export const haltRequest = deferred(() =>
  z
    .strictObject({
      exchange_account_id: accountId().optional(),
      all_accounts: flag()
        .default(false)
        .describe('Halt every account of the tenant, in one call. Give either true here or exchange_account_id'),
      close_positions: flag().default(false).describe('Close every futures position with reduce-only market orders'),
    })
    .superRefine(({ exchange_account_id: id, all_accounts: all }, context) => {
      const fault = faultOf(id !== undefined, all);
      if (fault !== null) context.addIssue({ code: 'custom', path: [fault.field], message: fault.message });
    }),
);

function faultOf(isNamed: boolean, isAll: boolean): { readonly field: string; readonly message: string } | null {
  if (isNamed && isAll)
    return { field: 'all_accounts', message: 'contradicts exchange_account_id; send only one of them' };
  if (isNamed || isAll) return null;
  return { field: 'exchange_account_id', message: 'is required, or all_accounts: true' };
}

const step = deferred(() =>
  z.object({
    market_type: z.enum(marketTypes),
    outcome: z
      .enum(['done', 'failed', 'not_configured'])
      .describe(
        'done: the open orders were canceled. not_configured: the account never had a key for the market. failed: also where a key was removed',
      ),
    canceled: z.number().nullable(),
    message: z.string().nullable(),
  }),
);

const wallet = deferred(() =>
  z.object({
    market_type: z.enum(marketTypes),
    open_orders: z.number().nullable().describe('At the end of the halt; null when the number is not known'),
    open_positions: z
      .array(
        z.object({
          symbol: z.string().nullable(),
          side: z.enum(['long', 'short']).nullable(),
          quantity: wireNumberOrNull(),
          closable: z
            .boolean()
            .describe('False for a position that this service does not trade, such as a margin position on spot'),
        }),
      )
      .nullable()
      .describe('At the end of the halt; null when the positions are not known'),
    reasons: z.array(z.string()).describe('Why something may be open here. Empty when complete'),
    not_looked_at: z
      .array(z.string())
      .optional()
      .describe(
        'Kinds of orders that the exchange does not show to the key, with the answer of the exchange: `complete` says nothing about such orders. Absent where there are none',
      ),
    complete: z.boolean(),
  }),
);

export const haltedAccount = deferred(() =>
  z.object({
    exchange_account_id: z.string(),
    trading_state: z
      .enum(tradingStates)
      .nullable()
      .describe('The state at the end of the halt; null when the state could not be read'),
    cancellations: z.array(step()),
    orders_in_flight: z
      .number()
      .nullable()
      .describe(
        'Orders sent just before the halt that may still arrive, or that have arrived under a key which was replaced meanwhile; null when the number could not be read',
      ),
    closing_failed: z.string().nullable(),
    closed_positions: z.array(
      z.object({
        symbol: z.string(),
        outcome: z.enum(['closed', 'partially_closed', 'failed', 'unknown']),
        quantity: wireNumber(),
        message: z.string().nullable(),
      }),
    ),
    wallets: z.array(wallet()).describe('Each market as the exchange shows the market at the end of the halt'),
    reasons: z
      .array(z.string())
      .describe('Everything that keeps the halt from being complete, in words; empty exactly when complete is true'),
    complete: z
      .boolean()
      .describe(
        'True when no order is open or can still arrive and, with close_positions, no position is open: every step was done, every wallet that ever had a key was looked at, and the account stayed halted with the same keys all the while',
      ),
    halt_id: z
      .string()
      .nullable()
      .describe(
        'Names the halt in the event halt_completed. Halts of one account that meet share the id. Null when HALTED could not be written',
      ),
    carried_on: z
      .boolean()
      .describe(
        'True when something may be open and the service goes on by itself, with pauses of 1, 2, 4 and then 5 minutes, until a complete look shows nothing open or the trading state is set to another than HALTED. The event halt_completed tells the end',
      ),
  }),
);

const haltedAccounts = deferred(() =>
  z.object({
    accounts: z.array(haltedAccount()),
    count: z.number(),
    reasons: z
      .array(z.string())
      .describe('Why accounts may be missing in the list; reasons of an account stand in the account'),
    complete: z.boolean().describe('True when every account of the tenant is complete'),
  }),
);

export const haltResponse = deferred(() => z.union([haltedAccount(), haltedAccounts()]));
