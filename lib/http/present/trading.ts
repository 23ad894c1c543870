import type * as z from 'zod';
import type { fundingResponse, realizedPnlResponse, tradesResponse } from '../../contract/schemas/history.ts';
import type { orderRequest } from '../../contract/schemas/orders.ts';
import type { balanceResponse, marginResponse, positionsResponse } from '../../contract/schemas/trading.ts';
import type { MarketDefinition } from '../../exchanges/definition.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { Balance, Position } from '../../exchanges/model/position.ts';
import { marketTypeOf } from '../../exchanges/rules/steps.ts';
import type { Fills } from '../../ledger/reports/fills.ts';
import type { FundingHistory } from '../../ledger/reports/funding.ts';
import type { RealizedPnl } from '../../ledger/reports/realized-pnl.ts';
import type { Coverage } from '../../ledger/store/coverage.ts';
import type { MarginSettings } from '../../margin/margin.ts';
import type { OrderIntent } from '../../orders/order.ts';
import type { Call } from '../reply.ts';

/** Domain to wire, and the one way back that is more than renaming. snake_case lives here and in the schemas, nowhere else. */

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The market type asked for; omitted, the symbol tells, else spot. */
export function marketTypeFor(marketType: MarketType | undefined, symbol?: string): MarketType {
  return marketType ?? (symbol === undefined ? 'spot' : marketTypeOf(symbol));
}

export function presentBalances(
  market: MarketDefinition,
  accountId: string,
  marketType: MarketType,
  balances: Balance[],
): z.input<typeof balanceResponse> {
  return {
    exchange: market.ccxtId,
    exchange_account_id: accountId,
    market_type: marketType,
    balances,
    count: balances.length,
  };
}

export function presentPositions(
  market: MarketDefinition,
  accountId: string,
  positions: Position[],
): z.input<typeof positionsResponse> {
  return {
    positions: positions.map((position) => ({
      symbol: position.symbol,
      side: position.side,
      contracts: position.contracts,
      entry_price: position.entryPrice,
      leverage: position.leverage,
      margin_mode: position.marginMode,
      unrealized_pnl: position.unrealizedPnl,
      mark_price: position.markPrice,
      liquidation_price: position.liquidationPrice,
      exchange: market.ccxtId,
      exchange_account_id: accountId,
    })),
    count: positions.length,
  };
}

export function presentMargin(accountId: string, settings: MarginSettings): z.input<typeof marginResponse> {
  return {
    exchange: settings.exchange,
    exchange_account_id: accountId,
    symbol: settings.symbol,
    margin_mode: settings.marginMode,
    leverage: settings.leverage,
  };
}

/** POST_ONLY is a time in force on the wire and a flag everywhere else. */
export function orderIntent(call: Call, body: z.output<typeof orderRequest>): OrderIntent {
  const { time_in_force: timeInForce } = body;
  return {
    ref: { tenant: call.tenant, accountId: body.exchange_account_id },
    marketType: marketTypeFor(body.market_type, body.symbol),
    symbol: body.symbol,
    side: body.side,
    type: body.order_type,
    quantity: body.quantity,
    ...given('price', body.price),
    ...given('stopPrice', body.stop_price),
    ...given('trailingPercent', body.trailing_percent),
    ...given('trailingAmount', body.trailing_amount),
    ...given('timeInForce', timeInForce === 'POST_ONLY' ? undefined : timeInForce),
    ...given('triggerPriceType', body.trigger_price_type),
    ...given('clientOrderId', body.client_order_id),
    ...given('idempotencyKey', call.idempotencyKey),
    postOnly: body.post_only || timeInForce === 'POST_ONLY',
    reduceOnly: body.reduce_only,
  };
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

export function presentCoverage({ from, to, complete, gaps }: Coverage) {
  return {
    from: from === null ? null : iso(from),
    to: to === null ? null : iso(to),
    complete,
    gaps: gaps.map((gap) => ({ from: iso(gap.from), to: iso(gap.to) })),
  };
}

export function presentFunding(kind: 'rates' | 'payments', history: FundingHistory): z.input<typeof fundingResponse> {
  return {
    payments: history.entries.map((entry) => ({
      symbol: entry.symbol,
      timestamp: entry.timestamp,
      datetime: iso(entry.timestamp),
      rate: entry.rate,
      amount: entry.amount,
      asset: entry.asset,
      kind,
    })),
    kind,
    count: history.entries.length,
    next_cursor: history.next,
    coverage: presentCoverage(history.coverage),
  };
}

export function presentRealizedPnl(pnl: RealizedPnl): z.input<typeof realizedPnlResponse> {
  return {
    events: pnl.items.map((event) => ({
      symbol: event.symbol,
      realized_pnl: event.realizedPnl,
      fee: event.fee,
      asset: event.asset,
      quantity: event.quantity,
      price: event.price,
      order_id: event.orderId,
      trade_id: event.tradeId,
      timestamp: event.timestamp,
      datetime: iso(event.timestamp),
    })),
    total_realized_pnl: pnl.total,
    source: pnl.source,
    count: pnl.items.length,
    next_cursor: pnl.next,
    coverage: presentCoverage(pnl.coverage),
  };
}

export function presentTrades({ fills, next, coverage }: Fills): z.input<typeof tradesResponse> {
  return {
    trades: fills.map((fill) => ({
      trade_id: fill.id,
      order_id: fill.orderId,
      client_order_id: fill.clientOrderId,
      symbol: fill.symbol,
      side: fill.side,
      quantity: fill.quantity,
      price: fill.price,
      fee: fill.fee,
      fee_asset: fill.feeAsset,
      liquidity: fill.liquidity,
      timestamp: fill.timestamp,
      datetime: iso(fill.timestamp),
    })),
    count: fills.length,
    next_cursor: next,
    coverage: presentCoverage(coverage),
  };
}
