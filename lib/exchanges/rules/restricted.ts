import { settleAll } from '../../aws/all-to-the-end.ts';
import { Decimal, type DecimalString } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import { type MarketDefinition, traitsOf } from '../definition.ts';
import type { Margin } from '../interfaces/margin.ts';
import type { MarketAdapter, ProvidedAdapter } from '../interfaces/market-adapter.ts';
import type { MarketData } from '../interfaces/market-data.ts';
import type { Markets } from '../interfaces/markets.ts';
import type { Transfers } from '../interfaces/transfers.ts';
import type { Wallets } from '../interfaces/wallets.ts';
import type { Fill, Page, RealizedPnlEvent } from '../model/history.ts';
import type { Balance, Position } from '../model/position.ts';
import type { Told } from '../model/told.ts';
import { supported } from './capabilities.ts';
import { withHighest } from './highest-leverage.ts';
import { fromAnswer } from './quantity.ts';
import { ourId, restrictedOrders } from './restricted-orders.ts';
import { restrictedPrices } from './restricted-prices.ts';
import type { Terms } from './restriction-terms.ts';
import { noteUnread, wholeList } from './unread-rows.ts';

/**
 * An exchange's adapter as the service uses it: whatever the definition says the market lacks is denied, symbols are known, prices and
 * quantities keep the exchange's steps, and quantities count the base asset. All of it happens before a byte leaves.
 */
export function restricted(provided: ProvidedAdapter, market: MarketDefinition, markets: Markets): MarketAdapter {
  const requireKnown = async (symbol: string | undefined): Promise<void> => {
    if (symbol !== undefined) await markets.market(symbol);
  };
  const terms: Terms = { market, markets, requireKnown };
  return {
    ...provided,
    orders: restrictedOrders(provided.orders, terms),
    wallets: restrictedWallets(provided.wallets, terms),
    margin: restrictedMargin(provided.margin, terms),
    transfers: notedTransfers(provided.transfers, market),
    data: { ...restrictedData(provided.data, terms), ...restrictedPrices(provided.data, terms) },
  };
}

function restrictedWallets(wallets: ProvidedAdapter['wallets'], { market, markets, requireKnown }: Terms): Wallets {
  const inOurs = async (position: Position): Promise<Position> => {
    const shown = { ...position, unrealizedPnl: withoutNoise(position.unrealizedPnl) };
    if (market.quantityUnit === 'base') return shown;
    const traded = position.symbol === null ? null : await markets.find(position.symbol);
    return { ...shown, contracts: fromAnswer(position.contracts, market, traded) };
  };
  const balanceList = async (): Promise<Told<Balance>> => {
    const list = await wallets.balanceList();
    noteUnread(list, 'balance', market);
    return list;
  };
  return {
    balances: async () => wholeList(await balanceList(), 'balance', market),
    balanceList,
    margin: async () => supported(wallets.margin, market.capabilities.walletMargin, market, 'margin figures')(),
    untraded: async () => (market.capabilities.untradedPositions && (await wallets.untraded?.())) || [],
    positions: async (symbol) => {
      const positions = supported(wallets.positions, market.capabilities.positions, market, 'positions');
      await requireKnown(symbol);
      const all = await settleAll((await positions(symbol)).map(inOurs));
      // A position of an unknown symbol may be the wanted one.
      return symbol === undefined ? all : all.filter((position) => (position.symbol ?? symbol) === symbol);
    },
  };
}

function notedTransfers(transfers: Transfers | null, market: MarketDefinition): Transfers | null {
  if (transfers === null) return null;
  const find: Transfers['find'] = async (request, since) => {
    const list = await transfers.find(request, since);
    noteUnread(list, 'transfer', market);
    return list;
  };
  return { ...transfers, find };
}

/** A profit that has not been realized moves with every price: digits behind the smallest unit of a coin (1e-8) are noise of a quotient. */
function withoutNoise(profit: DecimalString | null): DecimalString | null {
  return profit === null ? null : new Decimal(profit).toDecimalPlaces(8).toFixed();
}

function restrictedMargin(margin: Margin | null, { market, markets }: Terms): Margin {
  const { leverage, marginModes } = market.capabilities;
  const withLeverage = () => supported(margin, leverage, market, 'leverage');
  return {
    leverage: async (symbol) => withLeverage().leverage(symbol),
    setLeverage: async (symbol, value) => {
      try {
        await withLeverage().setLeverage(symbol, value);
      } catch (error) {
        const traded = await markets.find(symbol);
        throw traded === null ? error : withHighest(error, value, traded);
      }
    },
    setCrossMargin: async (symbol) =>
      supported(margin, marginModes.includes('cross'), market, 'margin mode').setCrossMargin(symbol),
  };
}

function restrictedData(
  data: ProvidedAdapter['data'],
  { market, markets, requireKnown }: Terms,
): Omit<MarketData, 'ticker' | 'orderBook'> {
  const { funding, realizedPnl, fillsOfAllSymbols } = market.capabilities;
  const inOurUnit = async <E extends Quantified>(event: E): Promise<E> => {
    if (market.quantityUnit === 'base') return event;
    return { ...event, quantity: fromAnswer(event.quantity, market, await markets.find(event.symbol)) };
  };
  const inOurs = async (fill: Fill): Promise<Fill | null> => {
    const clientOrderId = ourId(fill.clientOrderId, traitsOf(market, fill.store));
    const { quantity } = await inOurUnit<Quantified>(fill);
    return quantity === null ? null : { ...fill, clientOrderId, quantity };
  };
  return {
    requireKnown,
    fills: async (request) => {
      if (request.symbol === undefined && !fillsOfAllSymbols) throw withoutSymbol(market);
      await requireKnown(request.symbol);
      const page = await data.fills(request);
      return counted(page, await settleAll(page.items.map(inOurs)));
    },
    fillsFrom: async (symbol, fromId) => {
      const read = supported(data.fillsFrom, market.fillsPull !== null, market, 'fills by their ids');
      const { fills, leftOut, ...told } = await read(symbol, fromId);
      const ours = await settleAll(fills.map(inOurs));
      const uncounted = fills.filter((_fill, index) => ours[index] === null).map(({ timestamp }) => timestamp);
      return { ...told, fills: ours.filter((fill) => fill !== null), leftOut: [...leftOut, ...uncounted] };
    },
    fundingRates: async (symbol, range) =>
      supported(data.fundingRates, funding, market, 'funding rates')(symbol, range),
    fundingPayments: async (request) => {
      const payments = supported(data.fundingPayments, funding, market, 'funding payments');
      await requireKnown(request.symbol);
      return payments(request);
    },
    realizedPnl: async (request) => {
      const events = supported(data.realizedPnl, realizedPnl, market, 'realized PnL');
      await requireKnown(request.symbol);
      const page = await events(request);
      return { ...page, items: await settleAll(page.items.map(inOurUnit)) };
    },
  };
}

/** Some exchanges keep the fills of each symbol apart, and no list tells which symbols were traded. */
function withoutSymbol({ title }: MarketDefinition): OemsError {
  const message = `${title} tells the fills of one symbol at a time; send a symbol`;
  return new OemsError('NOT_SUPPORTED', `symbol: ${message}`, { details: [{ field: 'symbol', message }] });
}

/**
 * A fill has a quantity or is no fill, and a fill of an unknown market must not hide the remaining fills. The fill is left out and the
 * answer tells the time: a number of contracts in place of the quantity would silently falsify every sum over the fills.
 */
function counted(page: Page<Fill>, items: readonly (Fill | null)[]): Page<Fill> {
  const uncounted = page.items.filter((_fill, index) => items[index] === null).map(({ timestamp }) => timestamp);
  const leftOut = [...(page.leftOut ?? []), ...uncounted];
  return { ...page, items: items.filter((fill) => fill !== null), leftOut };
}

type Quantified = Pick<RealizedPnlEvent, 'symbol' | 'quantity'>;
