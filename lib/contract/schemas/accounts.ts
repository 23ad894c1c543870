import * as z from 'zod';
import { tradingStates, verifications } from '../../accounts/account.ts';
import { type ExchangeId, exchangeIds, exchanges } from '../../exchanges/exchanges.ts';
import { nonceScales } from '../../nonce/nonce-scale.ts';
import { deferred } from '../deferred.ts';
import { accountId, cursor, flag, isoTime, pageLimit, queryFlag, wireNumber } from '../fields.ts';

const exchange = deferred(() =>
  z.enum(exchangeIds as [string, ...string[]], { error: `must be one of: ${exchangeIds.join(', ')}` }),
);

/** A private key of RSA with 4096 bits has 3,272 characters in PEM, and KMS encrypts 4,096 bytes of JSON at the most. */
const secretText = deferred(() =>
  z
    .string()
    .max(3500)
    .refine((text) => JSON.stringify(text).length <= 3700, { error: 'is too long: has too many line ends' }),
);

/** Registration checks the names against the exchange's own. The schema checks the shape alone: short texts, nothing nested. */
const credentialParams = deferred(() =>
  z
    .record(z.string().max(32), secretText().nullable(), { error: 'must be an object of key names and values' })
    .describe(`${exchangeIds.map(fieldsOf).join('; ')}; each key may be absent`),
);

/** `kraken: apiKey and secret (spot key), …` */
function fieldsOf(exchange: ExchangeId): string {
  const keys = Object.values(exchanges[exchange].keys);
  const named = keys.map(({ title, fields }) => `${fields.map(({ name }) => name).join(' and ')} (${title})`);
  return `${exchange}: ${named.join(', ')}`;
}

const keyPolicy = deferred(() => ({
  verify: flag().default(true).describe('Check the keys with the exchange before they are stored'),
  allow_withdraw: flag().default(false).describe('Accept a key that can withdraw funds'),
}));

export const registerRequest = deferred(() =>
  z.strictObject({
    exchange_account_id: accountId(),
    exchange: exchange(),
    params: credentialParams(),
    ...keyPolicy(),
  }),
);
export const credentialsRequest = deferred(() =>
  z.strictObject({
    exchange_account_id: accountId(),
    params: credentialParams(),
    ...keyPolicy(),
  }),
);
export const tradingStateRequest = deferred(() =>
  z.strictObject({
    exchange_account_id: accountId(),
    trading_state: z.enum(tradingStates, { error: `must be one of: ${tradingStates.join(', ')}` }),
  }),
);
export const accountQuery = deferred(() => z.strictObject({ exchange_account_id: accountId() }));
export const accountsQuery = deferred(() => z.strictObject({ limit: pageLimit(100, 50), cursor: cursor().optional() }));
export const deleteQuery = deferred(() =>
  z.strictObject({
    exchange_account_id: accountId(),
    force: queryFlag()
      .default(false)
      .describe(
        'Delete although orders or positions are open, or a wallet cannot be looked at; they stay at the exchange, where this service can no longer cancel or close them',
      ),
    purge: queryFlag()
      .default(false)
      .describe(
        'Delete orders, transfers and ledger of the account too; refused (IN_PROGRESS) while the outcome of an order, transfer, amendment or cancellation is open',
      ),
  }),
);

const keyState = deferred(() =>
  z.object({
    configured: z.boolean(),
    key_hint: z.string().nullable().describe('Last four characters of the public key'),
    version: z.string().nullable(),
    verification: z.enum(verifications).nullable(),
    permissions: z.array(z.string()).nullable(),
    nonce_scale: z.enum(nonceScales).nullable(),
    nonce_window: z.string().nullable().describe("In the key's own nonce units"),
    expires_at: isoTime().nullable().describe('When the key ends at the exchange; null: no end, or none told'),
    shared_with: z
      .array(z.string())
      .nullable()
      .describe(
        'Other accounts of this tenant with the same key, or with a key of the same customer of the exchange. Sums over all accounts count such a wallet once. Null: not known, because the key was set under an earlier release or the accounts were not compared; PUT trading-state compares none',
      ),
    warnings: z.array(z.string()),
    set_at: isoTime().nullable(),
  }),
);

export const accountResponse = deferred(() =>
  z.object({
    exchange_account_id: z.string(),
    exchange: z.string(),
    trading_state: z.enum(tradingStates),
    credentials: z.object({ spot: keyState(), swap: keyState() }),
    created_at: isoTime(),
  }),
);

const pullState = deferred(() =>
  z
    .object({
      kind: z
        .enum(['ledger', 'fills'])
        .describe(
          'fills: the exchange tells no ledger of the market. Pulls store its fills, symbol by symbol, and one reading of balances a day. No time is covered then, and nothing is proven',
        ),
      last_success_at: isoTime().nullable(),
      last_error: z.object({ code: z.string(), message: z.string(), at: isoTime() }).nullable(),
      retry_at: isoTime().nullable().describe('After a failure: no pull before this time'),
      lag_seconds: z.number().nullable().describe('Age of covered_to'),
      covered_from: isoTime().nullable().describe('Null: from the beginning of the account'),
      covered_to: isoTime()
        .nullable()
        .describe('The ledger has every entry before this time; null: nothing has been read yet'),
      gaps: z.array(z.object({ from: isoTime(), to: isoTime() })).describe('Times in which entries are missing'),
      mismatches: z
        .array(z.object({ wallet: z.string(), asset: z.string(), ledger: wireNumber(), exchange: wireNumber() }))
        .describe('Balances that the ledger and the exchange report differently'),
      conflicts: z
        .number()
        .describe('Entries that the exchange has changed after they were stored, at most the last 50'),
      reconciled_at: isoTime().nullable(),
    })
    .nullable()
    .describe('Null: never pulled'),
);
export const accountWithPullsResponse = deferred(() =>
  accountResponse().extend({
    pulls: z.object({ spot: pullState(), swap: pullState() }).describe('The state of the ledger of each market type'),
  }),
);
export const accountsResponse = deferred(() =>
  z.object({
    accounts: z.array(accountResponse()),
    count: z.number(),
    next_cursor: z.string().nullable(),
  }),
);
export const deletedResponse = deferred(() =>
  z.object({
    exchange_account_id: z.string(),
    deleted: z.literal(true),
    purged_records: z.number(),
    orders_left_open: z
      .number()
      .nullable()
      .describe(
        'Orders that may be open at the exchange: with `force` every order that the exchange showed before the deletion, and orders of the journal beside those; without `force` the exchange has shown none, and the journal may know an order for a minute longer. Only the exchange can cancel the orders now. Null: the exchange or the journal could not be looked at. Positions are not counted',
      ),
  }),
);
