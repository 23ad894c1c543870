import '../enter.ts';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../lib/decimal.ts';
import type { Market } from '../../../lib/exchanges/model/market.ts';
import type { OrderRequest } from '../../../lib/exchanges/model/order.ts';
import { inOurUnit } from '../../../lib/exchanges/rules/quantity.ts';
import { benchOf, everyMarket } from '../benches.ts';
import { conformanceCase, lacking } from '../case.ts';
import { type Desk, since, useDesk, waitingIn } from '../desk.ts';

/** The market with its steps in units of the base asset. */
async function tradedAt({ markets, symbol, market }: Desk): Promise<Market> {
  return inOurUnit(await markets.market(symbol), market);
}

async function expectRefused(desk: Desk, terms: Partial<OrderRequest>, detail: { field: string; message: string }) {
  const { field, message } = detail;
  desk.wire.sent.length = 0;
  const order = terms.type === 'market' ? terms : { type: 'limit' as const, price: '70000', ...terms };
  await expect(desk.submit(desk.order(order))).rejects.toMatchObject({
    code: 'INVALID_ORDER',
    details: expect.arrayContaining([{ field, message: expect.stringContaining(message) }]),
  });
  expect(desk.wire.sent).toEqual([]);
}

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  const isConverted = each.market.quantityUnit === 'contracts';

  it('TC-Q01 a quantity between two steps is refused with the step, before a byte leaves', async () => {
    const { quantityStep } = await tradedAt(desk());
    const quantity = new Decimal(quantityStep).mul('1000.5').toFixed();
    await expectRefused(desk(), { quantity }, { field: 'quantity', message: `step ${quantityStep} ` });
  });

  it('TC-Q02 a price between two steps is refused with the step, before a byte leaves', async () => {
    const { priceStep } = await tradedAt(desk());
    const price = new Decimal(priceStep).div(2).plus(70_000).toFixed();
    await expectRefused(desk(), { price }, { field: 'price', message: `step ${priceStep} ` });
  });

  it('TC-Q03 a quantity below the minimum is refused with the minimum, before a byte leaves', async () => {
    const { quantityStep, minQuantity } = await tradedAt(desk());
    // A market whose minimum is one step refuses half of it by the step.
    const isStep = minQuantity === null || new Decimal(minQuantity).eq(quantityStep);
    const quantity = isStep ? new Decimal(quantityStep).div(2) : new Decimal(minQuantity).minus(quantityStep);
    const message = isStep ? `step ${quantityStep} ` : `minimum ${minQuantity} `;
    await expectRefused(desk(), { quantity: quantity.toFixed() }, { field: 'quantity', message });
  });

  it('TC-Q10 a quantity above a maximum that the exchange tells is refused with the maximum, before a byte leaves', async () => {
    const { quantityStep, maxQuantity, maxMarketQuantity } = await tradedAt(desk());
    const kinds = [
      [{}, maxQuantity],
      [{ type: 'market' }, maxMarketQuantity],
    ] as const;
    for (const [terms, most] of kinds) {
      if (most === undefined) continue;
      const quantity = new Decimal(most).div(quantityStep).floor().plus(1).mul(quantityStep).toFixed();
      const message = `${quantity} is above the maximum ${most} `;
      await expectRefused(desk(), { quantity, ...terms }, { field: 'quantity', message });
    }
    const isTold = ['Binance', 'Bybit'].some((exchange) => each.title.startsWith(exchange));
    expect(kinds.map(([, most]) => most !== undefined)).toEqual([isTold, isTold]);
  });

  it('TC-Q04 an unknown symbol is refused with a suggestion, before a byte leaves', async () => {
    const { wire, submit, order, symbol } = desk();
    const message = expect.stringContaining('did you mean');
    const [base = ''] = symbol.split('/');
    await expect(submit(order({ symbol: `${base}/NOPE` }))).rejects.toMatchObject({ code: 'INVALID_SYMBOL', message });
    expect(wire.sent).toEqual([]);
  });

  it(`TC-Q05 a quantity of the base asset leaves as ${isConverted ? 'contracts' : 'it is'}, and comes back in the base asset`, async () => {
    const { adapter, bench, order, place, markets, symbol, fillsOf } = desk();
    const { contractSize } = await markets.market(symbol);
    const { body } = await adapter.orders.prepare(order({ quantity: '0.03' }), Date.now() + 8000);
    const counted = isConverted ? new Decimal('0.03').div(contractSize).toFixed() : '0.03';
    expect(body[bench.quantityField]).toBe(counted);
    const { ref } = await place({ quantity: '0.03' });
    const found = { quantity: '0.03', filledQuantity: '0.03', remainingQuantity: '0' };
    expect(await adapter.orders.find(ref, since)).toMatchObject({ order: found });
    expect((await adapter.data.fills({ limit: 10, ...fillsOf })).items).toMatchObject([{ quantity: '0.03' }]);
  });

  const outside = isConverted ? 'has no quantity, because it counts contracts' : 'keeps its quantity of the base asset';
  it(`TC-Q06 an order of a market outside the catalogue ${outside}`, async () => {
    const { adapterWithout, place, symbol, other } = desk();
    await place({ type: 'limit', price: '70000', quantity: '0.03' });
    const { ref } = await place({ symbol: other, type: 'limit', price: '2000', quantity: '0.3' });
    const adapter = adapterWithout(other);
    const quantity = isConverted ? null : '0.3';
    const found = await adapter.orders.read(ref, since);
    expect(found).toMatchObject({ quantity, remainingQuantity: quantity, filledQuantity: isConverted ? null : '0' });
    const open = await adapter.orders.open();
    expect(open.find(({ exchangeOrderId }) => exchangeOrderId === ref.exchangeOrderId)).toMatchObject({ quantity });
    expect(open.find((order) => order.symbol === symbol)).toMatchObject({ quantity: '0.03' });
  });

  conformanceCase(
    `TC-Q07 a fill of a market outside the catalogue ${isConverted ? 'is left out, with its time told' : 'is shown'}`,
    desk,
    lacking(each.market.capabilities.fillsOfAllSymbols, 'fillsOfAllSymbols', ({ adapter }) =>
      adapter.data.fills({ limit: 10 }),
    ),
    async ({ adapterWithout, place, symbol, other }) => {
      await place({ quantity: '0.03' });
      await place({ symbol: other, quantity: '0.3' });
      const { items, leftOut = [] } = await adapterWithout(other).data.fills({ limit: 10 });
      expect(items.filter((fill) => fill.symbol === symbol)).toMatchObject([{ quantity: '0.03' }]);
      const others = items.filter((fill) => fill.symbol !== symbol);
      expect(others).toMatchObject(isConverted ? [] : [{ quantity: '0.3' }]);
      expect(leftOut).toHaveLength(isConverted ? 1 : 0);
    },
  );

  it('TC-Q09 no reader of the other market of the exchange tells orders and fills of this market, whose unit is another', async () => {
    const { beside, place } = desk();
    const other = await beside();
    const otherBench = benchOf(each.name.exchange).markets[each.name.marketType === 'spot' ? 'swap' : 'spot'];
    const filled = await place({ quantity: '0.03' });
    const resting = await place({ ...waitingIn.regular, quantity: '0.03' });
    const stop = await place({ ...waitingIn.trigger, quantity: '0.03' });
    for (const { ref } of [filled, resting, stop]) {
      expect(await other.orders.find(ref, since, { older: 'all', inFills: true })).toEqual({ kind: 'absent' });
      expect(await other.orders.read(ref, since)).toBeNull();
    }
    expect(await other.orders.open()).toEqual([]);
    const [own = ''] = otherBench.symbols;
    const fillsOf = each.market.capabilities.fillsOfAllSymbols ? {} : { symbol: own };
    expect((await other.data.fills({ limit: 10, ...fillsOf })).items).toEqual([]);
  });

  conformanceCase(
    `TC-Q08 a position of a market outside the catalogue has ${isConverted ? 'no size' : 'its size in the base asset'}`,
    desk,
    lacking(each.market.capabilities.positions, 'positions', ({ adapter }) => adapter.wallets.positions()),
    async ({ adapterWithout, place, symbol, other }) => {
      await place({ quantity: '0.03' });
      await place({ symbol: other, quantity: '0.3' });
      const positions = await adapterWithout(other).wallets.positions();
      expect(positions.find((position) => position.symbol === symbol)).toMatchObject({ contracts: '0.03' });
      const outsider = positions.find((position) => position.symbol !== symbol);
      expect(outsider).toMatchObject({ contracts: isConverted ? null : '0.3' });
    },
  );
});
