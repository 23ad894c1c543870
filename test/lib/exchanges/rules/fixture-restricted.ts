import type { ClientIdCodec, MarketDefinition } from '../../../../lib/exchanges/definition.ts';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { ProvidedAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Markets } from '../../../../lib/exchanges/interfaces/markets.ts';
import type { ExchangeOrder } from '../../../../lib/exchanges/model/order.ts';
import { restricted } from '../../../../lib/exchanges/rules/restricted.ts';
import { unknownSymbol } from '../../../../lib/exchanges/rules/symbols.ts';
import { contractMarket } from '../fixture-markets.ts';

export const symbol = 'BTC/USD:USD';

function prefixed(prefix: string): ClientIdCodec {
  return {
    encode: (id) => `${prefix}${id}`,
    decode: (text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text),
    accepts: /./,
    rule: '',
  };
}

const swap = marketOf({ exchange: 'kraken', marketType: 'swap' });
/** A market that counts contracts of 0.01 BTC, spells client ids `r-…` and stop orders' ids `t-…`. */
export const definition: MarketDefinition = {
  ...swap,
  title: 'Some Exchange',
  quantityUnit: 'contracts',
  regular: { ...swap.regular, clientId: prefixed('r-') },
  trigger: { ...swap.regular, clientId: prefixed('t-') },
};

export function orderOnExchange(terms: Partial<ExchangeOrder> = {}): ExchangeOrder {
  return {
    ...{ exchangeOrderId: 'O1', clientOrderId: 'r-abc', symbol, store: 'regular', side: 'buy', type: 'limit' },
    ...{ status: 'open', quantity: '7', filledQuantity: '3', remainingQuantity: '4', averagePrice: null },
    ...{ price: '70000', stopPrice: null, timeInForce: null, postOnly: null, reduceOnly: null, createdAt: null },
    ...terms,
  } as ExchangeOrder;
}
const markets: Markets = {
  find: async (name) => (name === symbol ? contractMarket() : null),
  market: async (name) => {
    if (name !== symbol) throw unknownSymbol(name, definition.title, [symbol]);
    return contractMarket();
  },
  named: async (items) => [...items],
  naming: async () => (name) => name,
  asset: async () => undefined,
  assetNaming: async () => (name) => name,
};

/** A position without a profit has null there. */
function positionsIn({ positions }: Record<string, unknown>): unknown {
  return (positions as readonly object[]).map((position) => ({ unrealizedPnl: null, ...position }));
}

/** A restricted adapter over code that records each call. `answers` holds the results by the name of the call. */
export function scene(
  answers: Record<string, unknown> = {},
  market: MarketDefinition = definition,
  lacking: object = {},
) {
  const calls: unknown[][] = [];
  const recording = (...names: string[]) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        async (...given: unknown[]) => {
          calls.push([name, ...given]);
          if (name === 'openList') return { rows: answers.open ?? [], unread: answers.unread ?? [] };
          if (name === 'balanceList') return { rows: answers.balances ?? [], unread: answers.unread ?? [] };
          return name === 'positions' ? positionsIn(answers) : answers[name];
        },
      ]),
    );
  const orders = ['prepare', 'submit', 'estimate', 'find', 'read', 'openList', 'cancel', 'cancelAll', 'prepareAmend'];
  const provided = {
    orders: recording(...orders),
    wallets: {
      ...recording('balanceList', 'margin', 'untraded', 'positions'),
      ...('positions' in lacking ? lacking : {}),
    },
    margin: 'margin' in lacking ? null : recording('leverage', 'setLeverage', 'setCrossMargin'),
    data: { ...recording('fills', 'fundingRates', 'fundingPayments', 'realizedPnl'), ...lacking },
    ledger: null,
    transfers: null,
    checkKey: async () => ({}),
  };
  return { calls, adapter: restricted(provided as unknown as ProvidedAdapter, market, markets) };
}
