import { settleAll } from '../../aws/all-to-the-end.ts';
import { OemsError } from '../../errors.ts';
import type { Fill, RealizedPnlEvent } from '../../exchanges/model/history.ts';
import { withContracts } from '../../exchanges/rules/traded-contracts.ts';
import { streamOf } from '../../exchanges/streams.ts';
import type { Session } from '../../session/open-session.ts';
import { positionEntries } from '../store/ledger-store.ts';
import type { EventSources } from './ledger-answer.ts';
import { tradeSpreadMs } from './trade-facts.ts';

type Events = readonly RealizedPnlEvent[];

/**
 * The events with the quantity of their trade, from the entry of the contracts and, where the exchange has answered already, from the fills of
 * the trade. The quantity stays null where neither tells the trade: of an old event, and of one that is no trade.
 */
export async function withQuantities(events: Events, sources: EventSources): Promise<Events> {
  const told = withContracts(events, await contractsBeside(events, sources));
  return sources.session === null ? told : withFills(told, sources.session);
}

function lacksQuantity({ quantity, tradeId }: RealizedPnlEvent): boolean {
  return quantity === null && tradeId !== null;
}

async function contractsBeside(events: Events, { ledger, live }: EventSources) {
  const times = events.filter(lacksQuantity).map(({ timestamp }) => timestamp);
  if (times.length === 0 || ledger === null) return live;
  const range = { from: Math.min(...times) - tradeSpreadMs, to: Math.max(...times) + tradeSpreadMs };
  return [...live, ...(await positionEntries(ledger, range))];
}

/** Symbols whose fills one answer asks for, a request each: pulls tell the remaining quantities. */
const mostSymbols = 3;
/** Below the shortest range that an exchange tells fills for: seven days (Binance, Bybit). */
const spanMs = 6 * 24 * 3_600_000;
const mostFills = 500;

/** An answer about money does not fail for want of a quantity. */
async function withFills(
  events: Events,
  { account: { exchange }, market: { stream }, data }: Session,
): Promise<Events> {
  const lacking = events.filter(lacksQuantity);
  if (lacking.length === 0 || stream === null || streamOf({ exchange, stream }).tradesInFills !== 'every')
    return events;
  const symbols = [...new Set(lacking.map(({ symbol }) => symbol))].slice(0, mostSymbols);
  const fills = await settleAll(symbols.map((symbol) => fillsAround(lacking, symbol, data)));
  return events.map((event) => (lacksQuantity(event) ? withFill(event, fills.flat()) : event));
}

async function fillsAround(events: Events, symbol: string, data: Session['data']): Promise<readonly Fill[]> {
  const times = events.filter((event) => event.symbol === symbol).map(({ timestamp }) => timestamp);
  const to = Math.max(...times) + tradeSpreadMs;
  const from = Math.max(Math.min(...times) - tradeSpreadMs, to - spanMs);
  try {
    return (await data.fills({ symbol, from, to, limit: mostFills })).items;
  } catch (error) {
    if (error instanceof OemsError) return [];
    throw error;
  }
}

/** Two orders of one account that trade with each other have two fills of one id: which of them has the profit nobody tells. */
function withFill(event: RealizedPnlEvent, fills: readonly Fill[]): RealizedPnlEvent {
  const [fill, other] = fills.filter(({ id, symbol }) => id === event.tradeId && symbol === event.symbol);
  if (fill === undefined || other !== undefined) return event;
  const { quantity, price, orderId } = fill;
  return { ...event, quantity, price: event.price ?? price, orderId: event.orderId ?? orderId };
}
