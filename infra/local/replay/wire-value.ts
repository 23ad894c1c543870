import { wireNumberOrNull } from '../../../lib/contract/fields.ts';
import { fundingResponse, realizedPnlResponse, tradesResponse } from '../../../lib/contract/schemas/history.ts';
import { orderBookShape, tickerShape } from '../../../lib/contract/schemas/markets.ts';
import { orderShape } from '../../../lib/contract/schemas/order-shape.ts';
import { balanceResponse, positionsResponse } from '../../../lib/contract/schemas/trading.ts';
import type { DecimalString } from '../../../lib/decimal.ts';
import { type MarketName, marketOf } from '../../../lib/exchanges/exchanges.ts';
import type { Fill, FundingPayment, FundingRate, RealizedPnlEvent } from '../../../lib/exchanges/model/history.ts';
import type { ExchangeOrder } from '../../../lib/exchanges/model/order.ts';
import type { Balance, Position } from '../../../lib/exchanges/model/position.ts';
import type { OrderBook, Ticker } from '../../../lib/exchanges/model/prices.ts';
import { presentBalances } from '../../../lib/http/present/balances.ts';
import { presentFunding } from '../../../lib/http/present/funding.ts';
import { presentOrderBook, presentTicker } from '../../../lib/http/present/markets.ts';
import { presentOrder } from '../../../lib/http/present/orders.ts';
import { presentPositions } from '../../../lib/http/present/positions.ts';
import { presentRealizedPnl } from '../../../lib/http/present/realized-pnl.ts';
import { presentTrades } from '../../../lib/http/present/trades.ts';
import type { FundingEntry } from '../../../lib/ledger/reports/funding.ts';
import { orderFromExchange } from '../../../lib/orders/order-view.ts';

/** The API's own presenters and schemas, without the account: an answer of an exchange belongs to none. */
const ref = { tenant: '', accountId: '' };
const coverage = { from: null, to: null, complete: true, gaps: [], reasons: [], proof: null };

function withoutAccount<T extends object>({ exchange_account_id: _, ...rest }: T & { exchange_account_id?: unknown }) {
  return rest;
}

export function orderValue(name: MarketName, order: ExchangeOrder): object {
  const place = { exchange: marketOf(name).ccxtId, marketType: name.marketType, ref };
  const told = presentOrder(orderFromExchange(place, { described: order, at: null }, null));
  return withoutAccount(orderShape().parse(told));
}

/** The balances alone, or with the money of other wallets where the answer tells some. */
export function balancesValue({ exchange, marketType }: MarketName, told: Balance[]): object {
  const market = marketOf({ exchange, marketType });
  const { balances, other_wallets } = balanceResponse().parse(presentBalances(market, '', marketType, told));
  return other_wallets.length === 0 ? balances : { balances, other_wallets };
}

export function positionsValue(name: MarketName, positions: Position[]): object {
  return positionsResponse()
    .parse(presentPositions('', { ...name, market: marketOf(name), traded: positions, untraded: [] }))
    .positions.map(({ market_type: _marketType, ...position }) => withoutAccount(position));
}

export function fillsValue(fills: readonly Fill[]): object {
  return tradesResponse().parse(presentTrades({ items: fills, source: '', next: null, coverage })).trades;
}

/** A payment's row does not tell the relative rate. */
export function paymentsValue(payments: readonly FundingPayment[]) {
  return fundingValue(payments.map((payment) => ({ ...payment, rate: null })));
}

function fundingValue(entries: readonly FundingEntry[]) {
  return fundingResponse().parse(presentFunding('payments', { entries, next: null, coverage })).payments;
}

/** The answer does not tell the symbol of a rate. */
export function ratesValue(entries: readonly FundingRate[]): object {
  const payments = entries.map((entry) => ({ absoluteRate: null, ...entry, amount: '0', asset: '' }));
  return fundingValue(payments).map(({ timestamp, datetime, rate, absolute_rate }) => ({
    timestamp,
    datetime,
    rate,
    absolute_rate,
  }));
}

export function tickerValue(ticker: Ticker): object {
  return tickerShape().parse(presentTicker(ticker));
}

export function orderBookValue(book: OrderBook): object {
  return orderBookShape().parse(presentOrderBook(book));
}

/** A decimal as a JSON number with every digit, as answers of the API have it. */
export function numberValue(text: DecimalString | null): number | null {
  return wireNumberOrNull().parse(text);
}

export function profitsValue(items: readonly RealizedPnlEvent[], source: string): object {
  const pnl = { items: [...items], total: null, source, next: null, coverage };
  return realizedPnlResponse().parse(presentRealizedPnl(pnl)).events;
}

/** A value that the API does not show as JSON: the fields of the domain in snake_case, decimals as text. */
export function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [snakeCase(key), plainValue(each)]));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
