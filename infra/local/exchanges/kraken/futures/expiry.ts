import { Decimal } from 'decimal.js';
import type { Customer, Exchange, Position } from './exchange.ts';
import { marketOf } from './exchange.ts';
import { append, book, coverDebt } from './ledger.ts';
import { end } from './matching.ts';
import { recordPosition } from './order-history.ts';
import { profit } from './position-value.ts';
import { quote } from './prices.ts';

/** Closes everything in a dated contract at the index when its time has come, and lists its successor. Answers whether any had expired. */
export function settleExpired(exchange: Exchange): boolean {
  const now = exchange.world.now();
  const due = [...exchange.markets.values()].filter(
    ({ instrument, expired }) => !expired && instrument.lastTradingTime !== null && instrument.lastTradingTime <= now,
  );
  for (const market of due) {
    for (const customer of exchange.customers.values()) settleContract(exchange, customer, market.instrument.symbol);
    market.expired = true;
  }
  return due.length > 0;
}

function settleContract(exchange: Exchange, customer: Customer, symbol: string): void {
  for (const order of [...customer.open.values()]) {
    if (order.symbol === symbol) end(exchange, customer, order, 'cancelled', 'contract_expired');
  }
  const position = customer.positions.get(symbol);
  if (!position) return;
  const { instrument } = marketOf(exchange, symbol);
  const { index } = quote(exchange.world, instrument);
  const pnl = profit(instrument, position.size, position.entry, index);
  customer.positions.delete(symbol);
  const shared = { info: 'settlement', contract: symbol.toLowerCase(), trade_price: index, mark_price: index };
  append(exchange, customer, {
    ...shared,
    asset: shared.contract,
    margin_account: instrument.wallet,
    old_balance: position.size,
    new_balance: new Decimal(0),
    old_average_entry_price: position.entry,
    new_average_entry_price: position.entry,
  });
  const { wallet, settle: currency } = instrument;
  book(exchange, customer, { ...shared, wallet, currency, realized_pnl: pnl, fee: new Decimal(0) });
  recordSettlement(exchange, customer, position, pnl, index);
  coverDebt(exchange, customer, wallet, currency);
}

function recordSettlement(
  exchange: Exchange,
  customer: Customer,
  position: Position,
  pnl: Decimal,
  price: Decimal,
): void {
  recordPosition(exchange, customer, exchange.world.now(), {
    tradeable: position.symbol,
    oldPosition: position.size.toFixed(),
    oldAverageEntryPrice: position.entry.toFixed(),
    newPosition: '0',
    newAverageEntryPrice: position.entry.toFixed(),
    fillTime: position.fillTime,
    realizedPnL: pnl.toFixed(),
    positionChange: 'close',
    settlementPrice: price.toFixed(),
    updateReason: 'settlement',
  });
}
