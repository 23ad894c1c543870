import type { Route } from '../route.ts';
import * as account from '../schemas/accounts.ts';
import * as audit from '../schemas/audit.ts';
import { body, exchange, ledger, light, query } from './terms.ts';

/** Operations on exchange accounts. */
// biome-ignore format: an operation takes few lines, so that the table stays readable
export const accountRoutes = {
  registerExchangeAccount: {
    method: 'POST', path: '/delegation/register-exchange-account', tag: 'Accounts', scope: 'oems/admin', ...body, ...exchange,
    summary: 'Register an exchange account with its keys', message: 'Exchange account registered',
    request: account.registerRequest, response: account.accountResponse,
  },
  listExchangeAccounts: {
    method: 'GET', path: '/delegation/exchange-accounts', tag: 'Accounts', scope: 'oems/read', ...query, ...light,
    summary: 'List the exchange accounts', message: 'Exchange accounts',
    request: account.accountsQuery, response: account.accountsResponse,
  },
  getExchangeAccount: {
    method: 'GET', path: '/delegation/exchange-account', tag: 'Accounts', scope: 'oems/read', ...query, ...light,
    summary: 'Read one exchange account with the state of its ledgers, without its secrets', message: 'Exchange account',
    request: account.accountQuery, response: account.accountWithPullsResponse,
  },
  setCredentials: {
    method: 'PUT', path: '/delegation/exchange-account/credentials', tag: 'Accounts', scope: 'oems/admin', ...body, ...exchange,
    summary: 'Set, rotate or clear keys; the next call uses them', message: 'Credentials updated',
    request: account.credentialsRequest, response: account.accountResponse,
  },
  setTradingState: {
    method: 'PUT', path: '/delegation/exchange-account/trading-state', tag: 'Accounts', scope: 'oems/admin', ...body, ...light, safety: true,
    summary: 'Allow all orders, only reducing ones, or none', message: 'Trading state updated',
    request: account.tradingStateRequest, response: account.accountResponse,
  },
  deleteExchangeAccount: {
    method: 'DELETE', path: '/delegation/exchange-account', tag: 'Accounts', scope: 'oems/admin', ...query, ...ledger,
    summary: 'Destroy the keys and remove the account', message: 'Exchange account deleted',
    request: account.deleteQuery, response: account.deletedResponse,
  },
  listAudit: {
    method: 'GET', path: '/delegation/audit', tag: 'Accounts', scope: 'oems/admin', ...query, ...light, explained: true,
    summary: 'Who did what, newest first: every call that changes something, and how the call ended', message: 'Audit records',
    request: audit.auditQuery, response: audit.auditResponse,
  },
} as const satisfies Record<string, Route>;
