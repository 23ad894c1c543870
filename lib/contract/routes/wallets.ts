import type { Route } from '../route.ts';
import * as portfolio from '../schemas/portfolio.ts';
import * as trading from '../schemas/trading.ts';
import * as transfer from '../schemas/transfers.ts';
import * as verdicts from '../schemas/verdicts.ts';
import * as walletMargin from '../schemas/wallet-margin.ts';
import { body, exchange, query } from './terms.ts';

/** Operations on balances, margin and transfers. */
// biome-ignore format: an operation takes few lines, so that the table stays readable
export const walletRoutes = {
  getBalance: {
    method: 'GET', path: '/oems/execution/balance', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Balances of one wallet, or of every wallet of the account', message: 'Balances',
    request: trading.balanceQuery, response: trading.balanceResponse,
  },
  getPositions: {
    method: 'GET', path: '/oems/execution/positions', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Open futures positions; on spot the margin positions that were opened elsewhere', message: 'Positions',
    request: trading.positionsQuery, response: trading.positionsResponse,
  },
  getMargin: {
    method: 'GET', path: '/oems/execution/margin', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Equity, available and required margin of each wallet', message: 'Margin',
    request: walletMargin.walletMarginQuery, response: walletMargin.walletMarginResponse,
  },
  getPortfolio: {
    method: 'GET', path: '/oems/execution/portfolio', tag: 'Trading', scope: 'oems/read', ...query, ...exchange, heavy: true,
    summary: 'Balances and positions of all accounts of the tenant, with their value in USD', message: 'Portfolio',
    request: portfolio.portfolioQuery, response: portfolio.portfolioResponse,
  },
  createTransfer: {
    method: 'POST', path: '/oems/execution/transfer', tag: 'Trading', scope: 'oems/trade', ...body, ...exchange, idempotent: true,
    summary: 'Move funds between two wallets of the account; the trading state governs orders and does not stop transfers', message: 'Transfer completed',
    request: transfer.transferRequest, response: transfer.transferResponse,
  },
  getTransfer: {
    method: 'GET', path: '/oems/execution/transfer', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'One transfer of this service, which is settled if it is pending or unknown; without a name the list of transfers', message: 'Transfer',
    request: transfer.transferQuery, response: transfer.transferAnswer,
  },
  decideTransfer: {
    method: 'POST', path: '/oems/execution/transfer/verdict', tag: 'Trading', scope: 'oems/admin', ...body, ...exchange,
    summary: "A person's word on a transfer without a verdict, held against the ledger of the exchange", message: 'Verdict recorded',
    request: verdicts.transferVerdictRequest, response: verdicts.transferVerdictResponse,
  },
  getLeverage: {
    method: 'GET', path: '/oems/execution/leverage', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Leverage and margin mode of a pair', message: 'Leverage',
    request: trading.leverageQuery, response: trading.marginResponse,
  },
  setLeverage: {
    method: 'POST', path: '/oems/execution/leverage', tag: 'Trading', scope: 'oems/trade', ...body, ...exchange,
    summary: 'Set the leverage of a pair; some exchanges make the pair isolated by it', message: 'Leverage set',
    request: trading.leverageRequest, response: trading.marginResponse,
  },
  setMarginMode: {
    method: 'POST', path: '/oems/execution/margin-mode', tag: 'Trading', scope: 'oems/trade', ...body, ...exchange,
    summary: 'Set cross or isolated margin of a pair', message: 'Margin mode set',
    request: trading.marginModeRequest, response: trading.marginResponse,
  },
} as const satisfies Record<string, Route>;
