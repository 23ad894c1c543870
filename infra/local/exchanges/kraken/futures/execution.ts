import { Decimal } from 'decimal.js';
import type { Customer, Exchange, Position } from './exchange.ts';
import { isInverse, marketOf } from './exchange.ts';
import type { Instrument } from './instruments.ts';
import { append, balanceOf, book, coverDebt } from './ledger.ts';
import type { Order } from './order.ts';
import { signed } from './order.ts';
import { recordExecution, recordPosition } from './order-history.ts';
import { historyOrder, orderJson } from './order-json.ts';
import { accruedFunding, averageEntry, notional, profit } from './position-value.ts';
import { quote } from './prices.ts';

/** Base tier of the fee schedule: 0.02 % maker, 0.05 % taker. */
export const feeRates = {
  maker: new Decimal('0.0002'),
  taker: new Decimal('0.0005'),
  liquidation: new Decimal('0.0005'),
};
/** Taken from what a liquidated linear position leaves behind; Kraken has announced such a fee but prints no number. */
const liquidationFeeRate = new Decimal('0.0025');

export interface Execution {
  size: Decimal;
  price: Decimal;
  type: 'maker' | 'taker' | 'liquidation';
}

const zero = new Decimal(0);

/**
 * Fills part of an order: position, wallet, account log (two rows, as Kraken writes), fill list and history.
 * Answers the EXECUTION event of an order answer. The caller moves the order on to its next state.
 */
export function execute(exchange: Exchange, customer: Customer, order: Order, execution: Execution) {
  const market = marketOf(exchange, order.symbol);
  const { instrument } = market;
  const now = exchange.world.now();
  const uid = exchange.uid();
  const prior = { ...order };
  const change = positionChange(exchange, customer, instrument, signed(order.side, execution.size), execution.price);
  const fee = notional(instrument, execution.size, execution.price).mul(feeRates[execution.type]);
  order.filled = order.filled.add(execution.size);
  order.updatedAt = now;
  if (market.liquidity) market.liquidity = Decimal.max(0, market.liquidity.sub(execution.size));

  bookTrade(exchange, customer, instrument, { uid, fee, execution, change });
  const { size, price, type } = execution;
  const about = { cliOrdId: order.cliOrdId, symbol: order.symbol, side: order.side, time: now };
  const gains = {
    realizedPnl: change.pnl,
    realizedFunding: change.funding,
    fee,
    feeCurrency: instrument.settle.toUpperCase(),
  };
  customer.fills.push({ uid, orderId: order.id, ...about, size, price, type, ...gains });
  recordTrade(exchange, customer, instrument, { uid, order, prior, execution, change, fee });
  return {
    type: 'EXECUTION',
    executionId: uid,
    price: price.toNumber(),
    amount: size.toNumber(),
    orderPriorEdit: null,
    orderPriorExecution: orderJson(prior),
    takerReducedQuantity: null as number | null,
  };
}

interface Change {
  before: Position | null;
  after: Position;
  pnl: Decimal;
  funding: Decimal;
  kind: 'open' | 'increase' | 'decrease' | 'close' | 'reverse';
}

/** Nets a signed trade into the position and realizes profit on what it closes, and the funding accrued so far. */
function positionChange(
  exchange: Exchange,
  customer: Customer,
  instrument: Instrument,
  trade: Decimal,
  price: Decimal,
): Change {
  const now = exchange.world.now();
  const before = customer.positions.get(instrument.symbol) ?? null;
  const size = (before?.size ?? zero).add(trade);
  const after = { symbol: instrument.symbol, size, entry: price, fillTime: now, fundingSince: now };
  if (!before) {
    customer.positions.set(instrument.symbol, after);
    return { before, after, pnl: zero, funding: zero, kind: 'open' };
  }
  const funding = accruedFunding(exchange, instrument, before, now);
  const grows = before.size.mul(trade).gt(0);
  const reverses = !grows && trade.abs().gt(before.size.abs());
  if (grows) after.entry = averageEntry(instrument, before, trade, price);
  else if (!reverses) after.entry = before.entry;
  const closed = reverses ? before.size : grows ? zero : trade.neg();
  if (size.isZero()) customer.positions.delete(instrument.symbol);
  else customer.positions.set(instrument.symbol, after);
  const kind = grows ? 'increase' : size.isZero() ? 'close' : reverses ? 'reverse' : 'decrease';
  return { before, after, pnl: profit(instrument, closed, before.entry, price), funding, kind };
}

interface Trade {
  uid: string;
  fee: Decimal;
  execution: Execution;
  change: Change;
}

function bookTrade(exchange: Exchange, customer: Customer, instrument: Instrument, trade: Trade): void {
  const { uid, fee, change, execution } = trade;
  const liquidated = execution.type === 'liquidation';
  const shared = {
    info: liquidated ? 'futures liquidation' : 'futures trade',
    contract: instrument.symbol.toLowerCase(),
    collateral: instrument.settle,
    trade_price: execution.price,
    mark_price: quote(exchange.world, instrument).mark,
    execution: uid,
    funding_rate:
      instrument.lastTradingTime === null ? exchange.funding.at(instrument, exchange.world.now()).absolute : null,
  };
  append(exchange, customer, {
    ...shared,
    asset: shared.contract,
    margin_account: instrument.wallet,
    old_balance: change.before?.size ?? zero,
    new_balance: change.after.size,
    old_average_entry_price: change.before?.entry ?? zero,
    new_average_entry_price: change.after.entry,
  });
  const realized_funding = change.before ? change.funding : null;
  const amounts = { realized_pnl: change.pnl, fee, realized_funding };
  const liquidation_fee = liquidated && !isInverse(instrument) ? liquidationFee(customer, instrument, trade) : null;
  book(exchange, customer, {
    ...shared,
    wallet: instrument.wallet,
    currency: instrument.settle,
    ...amounts,
    liquidation_fee,
  });
  coverDebt(exchange, customer, instrument.wallet, instrument.settle);
}

/** Never more than what the trade leaves in the wallet: the fee alone cannot push an account below zero. */
function liquidationFee(customer: Customer, instrument: Instrument, { change, fee, execution }: Trade): Decimal {
  const left = balanceOf(customer, instrument.wallet, instrument.settle).add(change.pnl).add(change.funding).sub(fee);
  const wanted = execution.size.mul(execution.price).mul(liquidationFeeRate);
  return Decimal.max(0, Decimal.min(wanted, left.sub('0.0002'))).toDecimalPlaces(4, Decimal.ROUND_DOWN);
}

function recordTrade(
  exchange: Exchange,
  customer: Customer,
  instrument: Instrument,
  trade: Trade & { order: Order; prior: Order },
): void {
  const { uid, execution, change, fee, order, prior } = trade;
  const now = exchange.world.now();
  recordPosition(exchange, customer, now, {
    tradeable: instrument.symbol,
    oldPosition: (change.before?.size ?? zero).toFixed(),
    oldAverageEntryPrice: change.before?.entry.toFixed() ?? null,
    newPosition: change.after.size.toFixed(),
    newAverageEntryPrice: change.after.entry.toFixed(),
    fillTime: change.before?.fillTime ?? now,
    fee: fee.toFixed(),
    feeCurrency: instrument.settle.toUpperCase(),
    realizedPnL: change.pnl.toFixed(),
    positionChange: change.kind,
    executionUid: uid,
    executionPrice: execution.price.toFixed(),
    executionSize: execution.size.toFixed(),
    tradeType: execution.type === 'liquidation' ? 'liquidation' : 'userExecution',
    fundingRealizationTime: now,
    realizedFunding: change.funding.toFixed(),
    updateReason: 'trade',
  });
  const maker = execution.type === 'maker';
  const detail = {
    uid,
    order: historyOrder(customer, order),
    timestamp: now,
    quantity: execution.size.toFixed(),
    price: execution.price.toFixed(),
    markPrice: quote(exchange.world, instrument).mark.toFixed(),
    limitFilled: order.filled.eq(order.size),
    executionType: maker ? 'maker' : 'taker',
    ...(maker ? {} : { oldTakerOrder: historyOrder(customer, prior) }),
    usdValue: (isInverse(instrument) ? execution.size : execution.size.mul(execution.price)).toFixed(),
    orderData: { fee: fee.toFixed(), positionSize: change.after.size.toFixed(), feeCalculationInfo: [] },
  };
  recordExecution(exchange, customer, instrument.symbol, {
    Execution: { execution: detail, takerReducedQuantity: '' },
  });
}
