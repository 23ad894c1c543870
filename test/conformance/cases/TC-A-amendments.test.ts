import '../enter.ts';
import { describe, expect, it, vi } from 'vitest';
import { OemsError } from '../../../lib/errors.ts';
import { type MarketDefinition, storeOf, storesOf, traitsOf } from '../../../lib/exchanges/definition.ts';
import type { AmendableTerm, OrderChange, OrderRef } from '../../../lib/exchanges/model/order.ts';
import type { SubmitOutcome } from '../../../lib/exchanges/model/outcome.ts';
import { openAmended } from '../../../lib/orders/amend/amended-order.ts';
import { type EachMarket, everyMarket } from '../benches.ts';
import { conformanceCase, type Lack } from '../case.ts';
import { type Desk, type FullRef, since, useDesk, waitingIn } from '../desk.ts';
import { ref as account, useDeskSession } from '../desk-session.ts';

vi.mock('../../../lib/session/open-session.ts', async (original) =>
  (await import('../desk-session.ts')).sessionModule(original<object>),
);

async function amend({ adapter }: Desk, ref: OrderRef, change: OrderChange): Promise<SubmitOutcome> {
  const prepared = await adapter.orders.prepareAmend(ref, ref.symbol ?? '', change, Date.now() + 8000);
  return adapter.orders.amend(prepared, ref);
}

/** Where no amendment can keep an order passive, the amendment is denied before a byte leaves. */
function deniedAs(error: unknown): SubmitOutcome {
  if (error instanceof OemsError && error.code === 'NOT_SUPPORTED') return { kind: 'rejected', error };
  throw error;
}

/** The lack of amendments in a store, and an amendment there as the proof that it is denied. */
function without(store: FullRef['store'], { market }: EachMarket): Lack | null {
  if (traitsOf(market, store).amend !== null) return null;
  const call = (desk: Desk) => {
    const ref = { symbol: desk.symbol, store, exchangeOrderId: '1', clientOrderId: '1' };
    return amend(desk, ref, { quantity: '0.02' });
  };
  return { reason: `${store}.amend is null`, call };
}

function changesOf(market: MarketDefinition, store: FullRef['store'] = 'regular'): readonly AmendableTerm[] {
  return traitsOf(market, store).amend?.changes ?? [];
}

/** A change that every market with amendments takes in one of two forms: a dearer price, or less of the 0.01. */
function changeFor(market: MarketDefinition): OrderChange {
  return changesOf(market).includes('price') ? { price: '71000' } : { quantity: '0.005' };
}

/** A change of the quantity that the store takes. */
function sizeFor(market: MarketDefinition, store: FullRef['store']): { readonly quantity: string } {
  return { quantity: changesOf(market, store).includes('quantity') ? '0.02' : '0.005' };
}

/** The lack of a term among those that an amendment of the store changes, and the denial of the term. */
function withoutTerm(term: 'price' | 'stopPrice', store: FullRef['store'], each: EachMarket): Lack | null {
  if (changesOf(each.market, store).includes(term)) return null;
  const call = (desk: Desk) => {
    const ref = { symbol: desk.symbol, store, exchangeOrderId: '1', clientOrderId: '1' };
    return amend(desk, ref, { [term]: '71000' });
  };
  return { reason: `${store}.amend.changes has no ${term}`, call };
}

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  useDeskSession(desk, each.name);
  const { market } = each;
  const { marketType } = each.name;
  const regular = without('regular', each);

  conformanceCase(
    'TC-A01 an amendment changes quantity and price, and keeps id and fills',
    desk,
    withoutTerm('price', 'regular', each),
    async (at) => {
      const { ref, order } = await at.place({ type: 'limit', price: '70000' });
      const outcome = await amend(at, ref, { quantity: '0.02', price: '71000' });
      expect(outcome.kind).toBe('accepted');
      if (outcome.kind === 'accepted' && outcome.order !== null)
        expect(outcome.order).toMatchObject({ clientOrderId: order.clientOrderId, quantity: '0.02', price: '71000' });
      const { clientOrderId } = order;
      const changed = { clientOrderId, quantity: '0.02', price: '71000', status: 'open', filledQuantity: '0' };
      expect(await at.adapter.orders.find(ref, since)).toMatchObject({ order: changed });
      expect(await at.adapter.orders.open()).toMatchObject([
        { exchangeOrderId: ref.exchangeOrderId, quantity: '0.02' },
      ]);
    },
  );

  const said = market.regular.amend?.keepsPostOnly ? 'without a word of it' : 'when the amendment says so too';
  conformanceCase(`TC-A02 a post-only order stays post-only, ${said}`, desk, regular, async (at) => {
    const { ref } = await at.place({ type: 'limit', price: '70000', postOnly: true });
    const change = at.market.regular.amend?.keepsPostOnly ? {} : { postOnly: true as const };
    const outcome = await amend(at, ref, { price: '85000', ...change }).catch(deniedAs);
    expect(outcome).toMatchObject({ kind: 'rejected' });
    expect(await at.adapter.orders.find(ref, since)).toMatchObject({ order: { status: 'open', price: '70000' } });
  });

  conformanceCase('TC-A03 an amendment of an order that is gone is rejected', desk, regular, async (at) => {
    const { ref } = await at.place({ type: 'limit', price: '70000' });
    await at.adapter.orders.cancel(ref);
    expect(await amend(at, ref, changeFor(market))).toMatchObject({ kind: 'rejected' });
  });

  conformanceCase(
    'TC-A04 an amendment whose answer is lost is unknown, and was sent once',
    desk,
    regular,
    async (at) => {
      const { ref } = await at.place({ type: 'limit', price: '70000' });
      // Some exchanges want terms of the order in the request: those are read before.
      const prepared = await at.adapter.orders.prepareAmend(ref, at.symbol, changeFor(market), Date.now() + 8000);
      at.wire.sent.length = 0;
      at.wire.next = { kind: 'lost-after' };
      expect(await at.adapter.orders.amend(prepared, ref)).toMatchObject({ kind: 'unknown' });
      expect(at.wire.sent).toHaveLength(1);
      expect(await at.adapter.orders.find(ref, since)).toMatchObject({ order: changeFor(market) });
    },
  );

  conformanceCase('TC-A05 an amendment that arrives after its deadline changes nothing', desk, regular, async (at) => {
    const { ref } = await at.place({ type: 'limit', price: '70000' });
    const prepared = await at.adapter.orders.prepareAmend(ref, at.symbol, changeFor(market), Date.now() + 8000);
    at.wire.next = { kind: 'late', ms: 9000 };
    const outcome = await at.adapter.orders.amend(prepared, ref);
    const isRefused = outcome.kind === 'notExecuted' && ['expired', 'nonce'].includes(outcome.reason);
    expect(outcome.kind === 'unknown' || isRefused).toBe(true);
    expect(await at.adapter.orders.find(ref, since)).toMatchObject({ order: { price: '70000', quantity: '0.01' } });
  });

  conformanceCase(
    'TC-A06 an amendment of a stop moves its trigger',
    desk,
    without(storeOf(market, 'stop_loss'), each) ?? withoutTerm('stopPrice', storeOf(market, 'stop_loss'), each),
    async (at) => {
      const { ref } = await at.place({ type: 'stop_loss', side: 'sell', stopPrice: '70000' });
      expect(await amend(at, ref, { stopPrice: '71000' })).toMatchObject({ kind: 'accepted' });
      expect(await at.adapter.orders.find(ref, since)).toMatchObject({ order: { stopPrice: '71000', status: 'open' } });
    },
  );

  conformanceCase(
    'TC-A07 an amendment to a finer step names the step, and nothing leaves',
    desk,
    regular,
    async (at) => {
      const { ref } = await at.place({ type: 'limit', price: '70000' });
      const { priceStep, quantityStep } = await at.markets.market(at.symbol);
      at.wire.sent.length = 0;
      const isPrice = changesOf(market).includes('price');
      const [field, step] = isPrice ? ['price', priceStep] : ['quantity', quantityStep];
      const change = isPrice ? { price: '70000.000001' } : { quantity: '0.005000001' };
      await expect(amend(at, ref, change)).rejects.toMatchObject({
        code: 'INVALID_ORDER',
        details: [{ field, message: expect.stringContaining(`step ${step} `) }],
      });
      expect(at.wire.sent).toEqual([]);
    },
  );

  it('TC-A08 the definition says of each store whether post-only survives an amendment, or that nothing is amended', () => {
    for (const store of ['regular', 'trigger'] as const)
      expect([null, true, false]).toContain(traitsOf(market, store).amend?.keepsPostOnly ?? null);
  });

  it.each(storesOf(market))(
    'TC-A09 an order known by the exchange’s id alone is amended in the %s store, or refused where nothing is amended',
    async (store) => {
      const at = desk();
      const { ref } = await at.place(waitingIn[store]);
      const { exchangeOrderId } = ref;
      const change = sizeFor(market, store);
      const opened = openAmended({ ref: account, marketType, exchangeOrderId, symbol: at.symbol, change });
      if (traitsOf(market, store).amend === null) {
        await expect(opened).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
        return;
      }
      expect(await opened).toMatchObject({ entry: null, exchangeOrderId, store });
      const named = { symbol: at.symbol, store: (await opened).store, exchangeOrderId };
      expect(await amend(at, named, change)).toMatchObject({ kind: 'accepted' });
      expect(await at.adapter.orders.read(ref, since)).toMatchObject({ ...change, status: 'open' });
    },
  );

  it.runIf(changesOf(market).includes('lessQuantity'))(
    'TC-A10 where a quantity can only fall, more and the same are refused before the amendment leaves, and less keeps both ids',
    async () => {
      const at = desk();
      const { ref, order } = await at.place({ type: 'limit', price: '70000' });
      at.wire.sent.length = 0;
      for (const quantity of ['0.02', '0.01'])
        await expect(amend(at, ref, { quantity })).rejects.toMatchObject({ details: [{ field: 'quantity' }] });
      expect(at.wire.sent.every(({ method }) => method === 'GET')).toBe(true);
      expect(await amend(at, ref, { quantity: '0.004' })).toMatchObject({ kind: 'accepted' });
      const { clientOrderId } = order;
      const kept = { clientOrderId, exchangeOrderId: ref.exchangeOrderId, quantity: '0.004', price: '70000' };
      expect(await at.adapter.orders.find(ref, since)).toMatchObject({ order: { ...kept, status: 'open' } });
    },
  );
});
