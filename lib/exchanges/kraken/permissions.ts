import type { PermissionNeed } from '../model/key-report.ts';

/** Names of GetApiKeyInfo. Each endpoint's page of docs.kraken.com/api-reference names the permission it needs. */
export const spotPermissions: readonly PermissionNeed[] = [
  {
    anyOf: ['query-funds'],
    title: 'Query Funds',
    without: 'balances are not shown, and transfers to the futures wallet do not work',
  },
  {
    anyOf: ['query-open-trades'],
    title: 'Query Open Orders & Trades',
    without:
      'open orders are not shown, an order whose answer was lost can never be settled, and a cancellation of all orders or a halt cannot be confirmed',
  },
  {
    anyOf: ['query-closed-trades'],
    title: 'Query Closed Orders & Trades',
    without:
      'fills and ended orders are not shown, and an order whose answer was lost can never be settled: its status stays unknown until a person looks at the exchange',
  },
  {
    anyOf: ['modify-trades'],
    title: 'Create & Modify Orders',
    without: 'orders cannot be placed',
  },
  {
    anyOf: ['modify-trades', 'close-trades'],
    title: 'Cancel & Close Orders',
    without: 'orders cannot be canceled or amended, and a halt cancels nothing',
  },
  {
    anyOf: ['query-ledger'],
    title: 'Query Ledger Entries',
    without: 'the ledger and the PnL summary stay empty, and a transfer whose answer was lost can never be settled',
  },
];

/**
 * Names as the check of a futures key makes them, of `general` in the answer of the auth service. The right to transfer is the right to
 * withdraw, which the guide advises against: its absence is no defect.
 */
export const futuresPermissions: readonly PermissionNeed[] = [
  {
    anyOf: ['general:READ_ONLY', 'general:FULL_ACCESS'],
    title: 'General API: Read Only',
    without: 'balances, orders and positions are not shown',
  },
  {
    anyOf: ['general:FULL_ACCESS'],
    title: 'General API: Full Access',
    without: 'orders, cancellations and leverage are refused, and a halt cancels nothing',
  },
];
