import '../enter.ts';
import { describe, expect, it } from 'vitest';
import { storesOf, traitsOf } from '../../../lib/exchanges/definition.ts';
import {
  type OrderChange,
  type OrderRequest,
  type OrderStore,
  orderTypes,
} from '../../../lib/exchanges/model/order.ts';
import { type EachMarket, everyMarket } from '../benches.ts';
import { expectDenied } from '../case.ts';
import { type Desk, since, useDesk } from '../desk.ts';

type Denied = readonly [capability: string, call: (desk: Desk) => Promise<unknown>];

function placing(capability: string, terms: Partial<OrderRequest>): Denied {
  return [capability, ({ submit, order }) => submit(order(terms))];
}

const distanceOf = { percent: { trailingPercent: '1' }, amount: { trailingAmount: '800' } } as const;

function amending(capability: string, store: OrderStore, change: OrderChange): Denied {
  return [
    capability,
    ({ adapter, symbol }) =>
      adapter.orders.prepareAmend({ symbol, store, exchangeOrderId: '1' }, symbol, change, Date.now() + 8000),
  ];
}

/** A call for each value that a capability lacks. */
function everyDenial({ market }: EachMarket): Denied[] {
  const { capabilities: can, fillsPull } = market;
  const limit = { type: 'limit', price: '70000' } as const;
  const stop = { type: 'stop_loss', side: 'sell', stopPrice: '70000' } as const;
  const types = orderTypes.filter((type) => !can.orderTypes.includes(type));
  const kinds = (['GTC', 'IOC', 'FOK'] as const).filter((kind) => !can.timeInForce.includes(kind));
  const triggered = (['GTC', 'IOC', 'FOK'] as const).filter((kind) => !can.triggeredTimeInForce.includes(kind));
  const trailing = { type: 'trailing_stop', side: 'sell' } as const;
  const distances = (['percent', 'amount'] as const).filter((unit) => !can.trailingDistances.includes(unit));
  const prices = (['last', 'mark', 'index'] as const).filter((kind) => !can.triggerPriceTypes.includes(kind));
  const all: (Denied | false)[] = [
    ...types.map((type) => placing(`orderTypes ${type}`, { ...stop, type })),
    ...kinds.map((timeInForce) => placing(`timeInForce ${timeInForce}`, { ...limit, timeInForce })),
    ...triggered.map((timeInForce) => placing(`triggeredTimeInForce ${timeInForce}`, { ...stop, timeInForce })),
    ...distances.map((distance) => placing(`trailingDistances ${distance}`, { ...trailing, ...distanceOf[distance] })),
    ...storesOf(market).flatMap((store) =>
      (['price', 'stopPrice'] as const)
        .filter((term) => !(traitsOf(market, store).amend?.changes ?? []).includes(term))
        .map((term) => amending(`${store}.amend.changes ${term}`, store, { [term]: '71000' })),
    ),
    ...prices.map((triggerPriceType) =>
      placing(`triggerPriceTypes ${triggerPriceType}`, { ...stop, triggerPriceType }),
    ),
    !can.timeInForce.includes('POST_ONLY') && placing('timeInForce POST_ONLY', { ...limit, postOnly: true }),
    !can.reduceOnly && placing('reduceOnly', { side: 'sell', reduceOnly: true }),
    !can.positions && ['positions', ({ adapter }) => adapter.wallets.positions()],
    !can.walletMargin && ['walletMargin', ({ adapter }) => adapter.wallets.margin()],
    !can.leverage && ['leverage (read)', ({ adapter, symbol }) => adapter.margin.leverage(symbol)],
    !can.leverage && ['leverage (set)', ({ adapter, symbol }) => adapter.margin.setLeverage(symbol, '5')],
    !can.marginModes.includes('cross') && [
      'marginModes cross',
      ({ adapter, symbol }) => adapter.margin.setCrossMargin(symbol),
    ],
    !can.funding && ['funding (rates)', ({ adapter, symbol }) => adapter.data.fundingRates(symbol, {})],
    !can.funding && ['funding (payments)', ({ adapter }) => adapter.data.fundingPayments({ limit: 1 })],
    !can.fillsOfAllSymbols && ['fillsOfAllSymbols', ({ adapter }) => adapter.data.fills({ limit: 1 })],
    fillsPull === null && ['fillsPull', ({ adapter, symbol }) => adapter.data.fillsFrom(symbol, null)],
    !can.ordersByIdAlone && [
      'ordersByIdAlone (read)',
      ({ adapter }) => adapter.orders.read({ symbol: null, store: 'regular', exchangeOrderId: '1' }, since),
    ],
    !can.ordersByIdAlone && [
      'ordersByIdAlone (cancel)',
      ({ adapter }) => adapter.orders.cancel({ symbol: null, store: 'regular', exchangeOrderId: '1' }),
    ],
    !can.realizedPnl && ['realizedPnl', ({ adapter }) => adapter.data.realizedPnl({ limit: 1 })],
  ];
  return all.filter((each) => each !== false);
}

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  const denials = everyDenial(each);

  it.each(denials)('TC-N01 %s is false, and denied before a byte leaves', (_capability, call) =>
    expectDenied(desk(), call),
  );

  it.runIf(denials.length > 0)('TC-N02 an estimate is denied by the same capabilities', async () => {
    const { adapter, order, market, wire } = desk();
    const kind = (['FOK', 'IOC', 'GTC'] as const).find(
      (each) => !market.capabilities.triggeredTimeInForce.includes(each),
    );
    const stop = { type: 'stop_loss', side: 'sell', stopPrice: '70000' } as const;
    if (kind === undefined) return;
    await expect(adapter.orders.estimate(order({ ...stop, timeInForce: kind }))).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    });
    expect(wire.sent).toEqual([]);
  });
});
