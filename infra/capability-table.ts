import { type MarketDefinition, type OrderTraits, storesOf, traitsOf } from '../lib/exchanges/definition.ts';
import { type ExchangeId, exchangeIds, exchanges } from '../lib/exchanges/exchanges.ts';
import { marketTypes } from '../lib/exchanges/model/axes.ts';
import type { AmendableTerm } from '../lib/exchanges/model/order.ts';

/** One market of one exchange, as a column of the table. */
interface Column {
  readonly exchange: ExchangeId;
  readonly market: MarketDefinition;
}

type Row = readonly [name: string, cell: (column: Column) => string];

const rows: readonly Row[] = [
  ['order types', ({ market }) => listed(market.capabilities.orderTypes)],
  ['time in force', ({ market }) => listed(market.capabilities.timeInForce)],
  ['time in force of stops', ({ market }) => listed(market.capabilities.triggeredTimeInForce)],
  ['trigger prices', ({ market }) => listed(market.capabilities.triggerPriceTypes)],
  ['distance of a trailing stop', ({ market }) => listed(market.capabilities.trailingDistances)],
  ['reduce-only', ({ market }) => yesOrNo(market.capabilities.reduceOnly)],
  ['amend an order', ({ market }) => listedTerms(market.regular)],
  ['amend a stop', ({ market }) => listedTerms(traitsOf(market, lastStoreOf(market)))],
  ['client order id', ({ market }) => market.regular.clientId?.rule ?? 'none'],
  ['a client order id is taken once', ({ market }) => uniqueness[market.regular.clientIdUnique]],
  ['an order ends itself when late', ({ market }) => deadlineOf(market.regular)],
  ['a stop ends itself when late', ({ market }) => deadlineOf(traitsOf(market, lastStoreOf(market)))],
  ['a canceled order is found for', ({ market }) => keptFor(market.regular)],
  ['leverage', ({ market }) => yesOrNo(market.capabilities.leverage)],
  ['margin modes', ({ market }) => listed(market.capabilities.marginModes)],
  ['a margin mode belongs to', ({ market }) => market.margin ?? 'none'],
  ['positions', ({ market }) => yesOrNo(market.capabilities.positions)],
  ['equity and margin of the wallet', ({ market }) => yesOrNo(market.capabilities.walletMargin)],
  ['funding', ({ market }) => yesOrNo(market.capabilities.funding)],
  ['realized PnL', ({ market }) => yesOrNo(market.capabilities.realizedPnl)],
  ['fills of all symbols at once', ({ market }) => yesOrNo(market.capabilities.fillsOfAllSymbols)],
  ['an order by its id alone', ({ market }) => yesOrNo(market.capabilities.ordersByIdAlone)],
  ['wallet', ({ market }) => market.wallet],
  ['transfers to', (column) => listed(transfersOf(column))],
  ['the ledger is proven by', proofOf],
  ['refused from', ({ exchange }) => exchanges[exchange].closedTo?.countries ?? 'nowhere that is documented'],
];

const uniqueness = { 'for-ever': 'for ever', 'among-open': 'among open orders', no: 'not proven' } as const;

/** A row for each capability, a column for each market of the table of exchanges. */
export function capabilityTable(): string {
  const columns = exchangeIds.flatMap((exchange) =>
    marketTypes.map((type) => ({ exchange, market: exchanges[exchange].markets[type] })),
  );
  const head = ['', ...columns.map(({ market }) => market.title)];
  const lines = rows.map(([name, cell]) => [name, ...columns.map(cell)]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function listed(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.map((value) => `\`${value}\``).join(', ');
}

const amendable = {
  quantity: 'quantity',
  lessQuantity: 'less quantity',
  price: 'price',
  stopPrice: 'stop price',
} as const satisfies Record<AmendableTerm, string>;

function listedTerms({ amend }: OrderTraits): string {
  return amend === null ? 'no' : amend.changes.map((term) => amendable[term]).join(', ');
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function lastStoreOf(market: MarketDefinition) {
  return storesOf(market).at(-1) ?? 'regular';
}

function deadlineOf({ deadline }: OrderTraits): string {
  return deadline === null ? 'no' : `after ${deadline.afterMs / 1000} s, judged by the ${deadline.judged}`;
}

function keptFor({ unfilledKeptMs }: OrderTraits): string {
  if (unfilledKeptMs === null) return 'as long as matters';
  const hours = unfilledKeptMs / 3_600_000;
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}

/** A move within the market reaches the wallets beside the market's own. */
function transfersOf({ exchange, market }: Column): readonly string[] {
  const own = exchanges[exchange].transfers.filter(({ from }) => from === market.wallet);
  return [...new Set(own.map(({ to }) => to))];
}

function proofOf({ exchange, market }: Column): string {
  if (market.stream === null) return 'nothing: the exchange tells no ledger';
  return exchanges[exchange].streams[market.stream]?.proof.replaceAll('-', ' ') ?? '';
}
