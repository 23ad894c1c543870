import { Decimal } from 'decimal.js';
import type { Account, Fill, Position } from '../../engine/account.ts';
import type { Events, PositionChange } from '../../engine/exchange.ts';
import { contractOf } from '../../engine/market.ts';
import type { World } from '../../engine/world.ts';
import type { HistoryEvent, Recorder } from './history-events.ts';
import { historyOrder } from './render-history.ts';

const zero = new Decimal(0);

/** What `history/v3/positions` selects by: a change (open, close …) and a reason (trade, fundingRealisation …). */
interface Tags {
  readonly change: string;
  readonly reason: string;
}

/** Trades, funding and settlements, as `history/v3/positions` and `executions` tell them. */
export function positionEvents(record: Recorder, world: World): Events {
  function recordPosition(
    account: Account,
    tradeable: string,
    timestamp: number,
    { change, reason }: Tags,
    update: HistoryEvent['event'],
  ): void {
    const full = { accountUid: account.uid, tradeable, ...update, updateReason: reason, timestamp };
    record(account, 'positions', { tradeable, tags: [change, reason], event: { PositionUpdate: full } }, timestamp);
  }
  return {
    contractTraded(account, fill, change) {
      const { symbol } = fill.order.market.terms;
      const tags = { change: change.kind, reason: 'trade' };
      recordPosition(account, symbol, fill.at, tags, positionTraded(fill, change));
      record(account, 'executions', { tradeable: symbol, tags: [], event: executed(account, fill, change) });
    },
    funded(account, position, funding, at) {
      recordPosition(
        account,
        position.symbol,
        at,
        { change: 'noChange', reason: 'fundingRealisation' },
        {
          ...unchanged(position),
          newPosition: position.quantity.toFixed(),
          newAverageEntryPrice: position.entry.toFixed(),
          fillTime: position.filledAt,
          positionChange: 'noChange',
          fundingRealizationTime: at,
          realizedFunding: funding.toFixed(),
        },
      );
    },
    settled(account, position, pnl, price) {
      recordPosition(
        account,
        position.symbol,
        world.now(),
        { change: 'close', reason: 'settlement' },
        {
          ...unchanged(position),
          newPosition: '0',
          newAverageEntryPrice: position.entry.toFixed(),
          fillTime: position.filledAt,
          realizedPnL: pnl.toFixed(),
          positionChange: 'close',
          settlementPrice: price.toFixed(),
        },
      );
    },
  };
}

function unchanged({ quantity, entry }: Position): HistoryEvent['event'] {
  return { oldPosition: quantity.toFixed(), oldAverageEntryPrice: entry.toFixed() };
}

function positionTraded(fill: Fill, { before, after, pnl, funding, kind }: PositionChange): HistoryEvent['event'] {
  return {
    oldPosition: (before?.quantity ?? zero).toFixed(),
    oldAverageEntryPrice: before?.entry.toFixed() ?? null,
    newPosition: after.quantity.toFixed(),
    newAverageEntryPrice: after.entry.toFixed(),
    fillTime: before?.filledAt ?? fill.at,
    fee: fill.fee.toFixed(),
    feeCurrency: contractOf(fill.order.market).settle.toUpperCase(),
    realizedPnL: pnl.toFixed(),
    positionChange: kind,
    executionUid: fill.id,
    executionPrice: fill.price.toFixed(),
    executionSize: fill.quantity.toFixed(),
    tradeType: fill.role === 'liquidation' ? 'liquidation' : 'userExecution',
    fundingRealizationTime: fill.at,
    realizedFunding: funding.toFixed(),
  };
}

function executed(account: Account, fill: Fill, { after, markPrice }: PositionChange): HistoryEvent['event'] {
  const { order, before, id, at, quantity, price, fee, usdValue } = fill;
  const maker = fill.role === 'maker';
  const execution = {
    uid: id,
    order: historyOrder(account, order),
    timestamp: at,
    quantity: quantity.toFixed(),
    price: price.toFixed(),
    markPrice: markPrice.toFixed(),
    limitFilled: order.filled.eq(order.quantity),
    executionType: maker ? 'maker' : 'taker',
    ...(maker ? {} : { oldTakerOrder: historyOrder(account, before) }),
    usdValue: usdValue.toFixed(),
    orderData: { fee: fee.toFixed(), positionSize: after.quantity.toFixed(), feeCalculationInfo: [] },
  };
  return { Execution: { execution, takerReducedQuantity: '' } };
}
