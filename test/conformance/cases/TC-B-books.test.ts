import '../enter.ts';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../lib/decimal.ts';
import { everyMarket } from '../benches.ts';
import { useDesk } from '../desk.ts';
import { signless } from '../faulty-wire.ts';

const garbled = { code: 'EXCHANGE_UNAVAILABLE' };

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  const isSwap = each.name.marketType === 'swap';

  it('TC-B01 the ticker follows the price, and the bid is below the ask', async () => {
    const { adapter, symbol, setPrice } = desk();
    for (const price of [80_000, 60_000]) {
      setPrice(price);
      const { bid, ask, last, mark, index } = await adapter.data.ticker(symbol);
      expect(Number(ask)).toBeGreaterThan(Number(bid));
      for (const told of [bid, ask, last]) expect(Math.abs(Number(told) / price - 1)).toBeLessThan(0.001);
      for (const told of [mark, index]) expect(told === null).toBe(!isSwap);
    }
  });

  it('TC-B02 the volume counts what orders count: units of the base asset', async () => {
    const { adapter, symbol, place, advance } = desk();
    const before = new Decimal((await adapter.data.ticker(symbol)).volume24h ?? 'NaN');
    await place({ quantity: '0.02' });
    advance(1000);
    const { volume24h } = await adapter.data.ticker(symbol);
    expect(new Decimal(volume24h ?? 'NaN').minus(before).toFixed()).toBe('0.02');
  });

  it('TC-B03 the order book begins with the prices of the ticker, each side best first, and does not cross', async () => {
    const { adapter, symbol } = desk();
    const { bid, ask } = await adapter.data.ticker(symbol);
    const { bids, asks } = await adapter.data.orderBook(symbol, 100);
    expect([bids[0]?.price, asks[0]?.price]).toEqual([bid, ask]);
    expect(Math.min(bids.length, asks.length)).toBeGreaterThan(1);
    const rising = [...bids.toReversed(), ...asks].map(({ price }) => Number(price));
    expect(rising).toEqual([...new Set(rising)].sort((one, other) => one - other));
  });

  it('TC-B04 a quantity of the book is one that an order can have, in contracts on the wire where the exchange counts contracts', async () => {
    const { adapter, symbol, markets, market, order, bench } = desk();
    const [best] = (await adapter.data.orderBook(symbol, 1)).asks;
    const quantity = best?.quantity ?? '';
    const { contractSize, maxMarketQuantity = quantity } = await markets.market(symbol);
    // A level of the book holds several orders.
    const taken = Decimal.min(quantity, maxMarketQuantity).toFixed();
    const { body } = await adapter.orders.prepare(order({ quantity: taken }), Date.now() + 8000);
    const size = market.quantityUnit === 'contracts' ? contractSize : '1';
    expect(new Decimal(String(body[bench.quantityField])).mul(size).toFixed()).toBe(taken);
    if (market.quantityUnit === 'contracts') expect(new Decimal(quantity).div(contractSize).toFixed()).toBe('10');
  });

  it('TC-B05 the depth limits the levels of each side', async () => {
    const { adapter, symbol } = desk();
    const { bids, asks } = await adapter.data.orderBook(symbol, 2);
    expect([bids.length, asks.length]).toEqual([2, 2]);
  });

  it('TC-B06 an unknown symbol is refused before a byte leaves', async () => {
    const { adapter, wire, symbol } = desk();
    const unknown = symbol.replace('BTC', 'NOPE');
    await expect(adapter.data.ticker(unknown)).rejects.toMatchObject({ code: 'INVALID_SYMBOL' });
    await expect(adapter.data.orderBook(unknown, 1)).rejects.toMatchObject({ code: 'INVALID_SYMBOL' });
    expect(wire.sent).toEqual([]);
  });

  it('TC-B07 prices are asked for without a signature: a key that is revoked changes nothing', async () => {
    const { adapter, wire, symbol, simulator } = desk();
    simulator.setKey(each.name.marketType, 'revoked');
    await adapter.data.ticker(symbol);
    await adapter.data.orderBook(symbol, 1);
    expect(wire.sent.every(signless)).toBe(true);
  });

  it.each([
    ['a page', (_text: string) => '<html>Just a moment...</html>'],
    ['half of the answer', (text: string) => text.slice(0, text.length / 2)],
    ['a price in words', (text: string) => text.replaceAll(/\b8\d{4}(\.\d+)?\b/g, 'many')],
  ])('TC-B08 %s is an error, and never a wrong price', async (_what, spoil) => {
    const { adapter, wire, symbol } = desk();
    wire.spoil = spoil;
    await expect(adapter.data.ticker(symbol)).rejects.toMatchObject(garbled);
    await expect(adapter.data.orderBook(symbol, 1)).rejects.toMatchObject(garbled);
  });

  it('TC-B09 one negative price among the prices of an answer is an error, or is not told', async () => {
    const { adapter, symbol, wire } = desk();
    const wrong = async <T>(read: () => Promise<T>): Promise<number> => {
      wire.spoil = null;
      const whole = await read();
      let errors = 0;
      for (let place = 0, isThere = true; isThere; place += 1) {
        isThere = false;
        let index = 0;
        wire.spoil = (text) =>
          text.replaceAll(price, (found) => {
            isThere ||= index === place;
            return index++ === place ? '-1' : found;
          });
        const told = await read().catch((error: unknown) => {
          expect(error).toMatchObject(garbled);
          errors += 1;
          return whole;
        });
        expect(told).toEqual(whole);
      }
      return errors;
    };
    // Bid, ask and last price of the ticker; bid and ask of the book.
    expect(await wrong(() => adapter.data.ticker(symbol))).toBeGreaterThanOrEqual(3);
    expect(await wrong(() => adapter.data.orderBook(symbol, 1))).toBeGreaterThanOrEqual(2);
  });
});

const price = /"?\b(?:7[89]|8[01])\d{3}(\.\d+)?\b"?/g;
