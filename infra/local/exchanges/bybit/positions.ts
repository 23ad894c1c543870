import { Decimal } from 'decimal.js';
import type { Account, Position } from '../engine/account.ts';
import { onTick } from '../engine/decimals.ts';
import type { Market } from '../engine/market.ts';
import { contractOf } from '../engine/market.ts';
import { notional, profit, requirement } from '../engine/position-value.ts';
import { quoteOf } from '../engine/quote.ts';
import { averageKey } from './averages.ts';
import { type BybitExchange, isHedged, leverageOf } from './exchange.ts';
import { categoryOf, instrumentOf } from './instruments.ts';
import { marginOf } from './isolated.ts';
import { liquidationPrice } from './liquidation-price.ts';
import { isOption, optionPositions } from './options.ts';
import { pageOf } from './pages.ts';
import { type Params, text } from './params.ts';
import { categoryIn, marketIn } from './parse-order.ts';
import { badParameter } from './refusal.ts';

/** GET /v5/position/list: of one symbol also without a position; by settle coin real positions alone (docs v5, position/list). */
export function positionList(exchange: BybitExchange, account: Account, params: Params): object {
  if (isOption(params)) return optionPositions({ exchange, customer: account.customer, params });
  const category = categoryIn(params);
  if (category === 'spot') badParameter('category invalid');
  const [symbol, settle] = [text(params, 'symbol'), text(params, 'settleCoin')];
  if (category === 'linear' && !symbol && !settle) badParameter('symbol or settleCoin is required');
  const markets = symbol
    ? [marketIn(exchange.markets, category, params)]
    : [...exchange.markets.values()].filter(
        (market) =>
          categoryOf(market) === category &&
          (!settle || instrumentOf(market).settleCoin === settle) &&
          account.positions.has(market.terms.symbol),
      );
  const rows = markets.flatMap((market) => rowsOf(exchange, account, market));
  const { rows: page, nextPageCursor } = pageOf(rows, params, { most: 200, usual: 20 });
  return { category, list: page.map(({ json }) => json), nextPageCursor };
}

/** A single row in one-way mode, two rows in hedge mode: a position of the buy side and a position of the sell side. */
function rowsOf(exchange: BybitExchange, account: Account, market: Market) {
  const hedged = isHedged(exchange, account, market.terms.symbol);
  const position = account.positions.get(market.terms.symbol);
  const sides = hedged ? [1, 2] : [0];
  return sides.map((positionIdx) => ({
    ...{ key: `${instrumentOf(market).id}-${positionIdx}`, at: position?.filledAt ?? 1 },
    json: positionJson(exchange, account, { market, positionIdx, position: hedged ? undefined : position }),
  }));
}

interface Row {
  readonly market: Market;
  readonly positionIdx: number;
  readonly position: Position | undefined;
}

function positionJson(exchange: BybitExchange, account: Account, { market, positionIdx, position }: Row): object {
  const { symbol } = market.terms;
  const { mark } = quoteOf(exchange, market);
  const size = position?.quantity ?? new Decimal(0);
  const average = exchange.averages.get(averageKey(account.customer, symbol)) ?? position?.entry;
  const money = (amount: Decimal) => amount.toDecimalPlaces(8).toFixed();
  const value = position ? notional(market, size, position.entry) : size;
  return {
    ...{ positionIdx, riskId: 1, riskLimitValue: '2000000', symbol: instrumentOf(market).id, tradeMode: 0 },
    ...{ side: size.isZero() ? '' : size.gt(0) ? 'Buy' : 'Sell', size: size.abs().toFixed() },
    ...{ avgPrice: position ? (average?.toFixed() ?? '0') : '0', positionValue: position ? money(value) : '' },
    ...{
      autoAddMargin: 0,
      positionStatus: 'Normal',
      leverage: leverageOf(account, symbol).toFixed(),
      markPrice: onTick(mark, market.terms.tickSize).toFixed(),
    },
    ...{
      liqPrice: liquidationPrice(exchange, account, market, position),
      bustPrice: '',
      trailingStop: '0',
      stopLoss: '',
      takeProfit: '',
    },
    positionIM: position ? money(marginOf(account, market, size, mark)) : '',
    positionMM: position ? money(requirement(market, size, mark, 'maintenanceMargin')) : '',
    ...{ positionBalance: '0', tpslMode: 'Full', adlRankIndicator: 0, seq: account.ledger.length, isReduceOnly: false },
    unrealisedPnl: position ? money(profit(market, size, position.entry, mark)) : '',
    sessionAvgPrice: position && contractOf(market).settlesSessions ? position.entry.toFixed() : '',
    ...realised(account, market),
    ...{ mmrSysUpdatedTime: '', leverageSysUpdatedTime: '', createdTime: String(position?.filledAt ?? 0) },
    updatedTime: String(position?.filledAt ?? 0),
  };
}

/** Realized by the position that is open (`cur`) and since ever: profit, funding and fees. */
function realised({ ledger }: Account, { terms }: Market): object {
  let [current, all] = [new Decimal(0), new Decimal(0)];
  let isOver = false;
  for (const { of, asset, after, details, realizedPnl, realizedFunding, fee } of ledger) {
    if (of === 'position' && asset === terms.symbol) isOver = after.isZero();
    if (of !== 'balance' || details.symbol !== terms.symbol || details.price === undefined) continue;
    const amount = (realizedPnl ?? new Decimal(0)).add(realizedFunding ?? 0).sub(fee ?? 0);
    [current, all] = [isOver ? new Decimal(0) : current.add(amount), all.add(amount)];
  }
  return { curRealisedPnl: current.toFixed(), cumRealisedPnl: all.toFixed() };
}
