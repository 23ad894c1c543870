import { marketOf } from '../../../lib/exchanges/exchanges.ts';
import type { Market } from '../../../lib/exchanges/model/market.ts';
import type { OrderRequest, Side } from '../../../lib/exchanges/model/order.ts';
import { inOurUnit } from '../../../lib/exchanges/rules/quantity.ts';
import type { Operation } from '../exchanges/answer-table.ts';
import { type Desk, noId, type Reader, reading } from './desk.ts';
import { accepted } from './order-readers.ts';
import { numberValue, orderBookValue, tickerValue } from './wire-value.ts';

/** Questions about single markets, over every exchange. */
export const marketReaders = {
  leverage: async (desk) => {
    const found: object[] = [];
    for (const symbol of await symbolsOf(desk))
      found.push({ symbol, leverage: numberValue(await desk.call(({ margin }) => margin.leverage(symbol))) });
    return reading(found);
  },
  setLeverage: async (desk) => {
    await desk.call(({ margin }) => margin.setLeverage(firstSymbol(desk), '2'));
    return accepted(null);
  },
  setMarginMode: async (desk) => {
    await desk.call(({ margin }) => margin.setCrossMargin(firstSymbol(desk)));
    return accepted(null);
  },
  prices: async (desk) => {
    const found: object[] = [];
    for (const symbol of await symbolsOf(desk))
      found.push({ symbol, bid: await bestPrice(desk, symbol, 'sell'), ask: await bestPrice(desk, symbol, 'buy') });
    return reading(found);
  },
  ticker: async (desk) => {
    const found: object[] = [];
    for (const symbol of await symbolsOf(desk))
      found.push({ symbol, ...tickerValue(await desk.call(({ data }) => data.ticker(symbol))) });
    return reading(found);
  },
  orderBook: async (desk) => {
    const [symbol = ''] = await symbolsOf(desk);
    return reading(orderBookValue(await desk.call(({ data }) => data.orderBook(symbol, mostLevels))));
  },
} as const satisfies Partial<Record<Operation, Reader>>;

/** More levels than any exchange tells. */
const mostLevels = 10_000;

function firstSymbol({ catalogue }: Desk): string {
  return catalogue.markets[0]?.symbol ?? '';
}

/** The markets that the answer names and the catalogue lists. Where there is none the first name is asked for, and refused. */
async function symbolsOf(desk: Desk): Promise<string[]> {
  const naming = await desk.markets.naming();
  const named = (desk.named.markets ?? []).map(naming);
  const listed = new Set(desk.catalogue.markets.map(({ symbol }) => symbol));
  const known = named.filter((symbol) => listed.has(symbol));
  return known.length > 0 ? known : [named[0] ?? firstSymbol(desk)];
}

/** The price at which a market order would be estimated now. */
async function bestPrice({ name, call, markets }: Desk, symbol: string, side: Side): Promise<number | null> {
  const market = inOurUnit(await markets.market(symbol), marketOf(name));
  const { price } = await call(({ orders }) => orders.estimate(smallestOrder(market, side)));
  return numberValue(price);
}

function smallestOrder({ symbol, minQuantity, quantityStep }: Market, side: Side): OrderRequest {
  const quantity = minQuantity ?? quantityStep;
  return { clientOrderId: noId, symbol, side, type: 'market', quantity, postOnly: false, reduceOnly: false };
}
