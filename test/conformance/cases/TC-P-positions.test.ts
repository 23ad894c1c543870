import '../enter.ts';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../lib/decimal.ts';
import { everyMarket } from '../benches.ts';
import { conformanceCase, lacking } from '../case.ts';
import { useDesk } from '../desk.ts';

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  const { positions: hasPositions, reduceOnly } = each.market.capabilities;
  const positions = lacking(hasPositions, 'positions', ({ adapter }) => adapter.wallets.positions());
  const margined = lacking(each.market.capabilities.walletMargin, 'walletMargin', ({ adapter }) =>
    adapter.wallets.margin(),
  );
  const reducing = lacking(reduceOnly, 'reduceOnly', ({ submit, order }) => submit(order({ reduceOnly: true })));

  it('TC-P01 balances name assets by their codes, and free and used add up to the total', async () => {
    const { adapter, markets, symbol } = desk();
    const { quote } = await markets.market(symbol);
    const balances = await adapter.wallets.balances();
    expect(balances.map(({ asset }) => asset)).toContain(quote);
    for (const { free, used, total } of balances) expect(new Decimal(free).plus(used).toFixed()).toBe(total);
  });

  conformanceCase('TC-P02 a purchase is a long position in the base asset', desk, positions, async (at) => {
    expect(await at.adapter.wallets.positions()).toEqual([]);
    await at.place({ quantity: '0.02' });
    const position = { symbol: at.symbol, side: 'long', contracts: '0.02', marginMode: 'cross' };
    expect(await at.adapter.wallets.positions()).toMatchObject([position]);
    expect(await at.adapter.wallets.positions(at.other)).toEqual([]);
  });

  conformanceCase('TC-P03 a sale is a short position', desk, positions, async (at) => {
    await at.place({ side: 'sell' });
    expect(await at.adapter.wallets.positions(at.symbol)).toMatchObject([{ side: 'short', contracts: '0.01' }]);
  });

  conformanceCase('TC-P04 a reduce-only order closes a position, part by part', desk, reducing, async (at) => {
    await at.place({ quantity: '0.03' });
    await at.place({ side: 'sell', quantity: '0.01', reduceOnly: true });
    expect(await at.adapter.wallets.positions()).toMatchObject([{ contracts: '0.02' }]);
    await at.place({ side: 'sell', quantity: '0.02', reduceOnly: true });
    expect(await at.adapter.wallets.positions()).toEqual([]);
  });

  conformanceCase('TC-P05 a reduce-only order without a position is rejected', desk, reducing, async (at) => {
    const outcome = await at.submit(at.order({ side: 'sell', reduceOnly: true }));
    if (!at.bench.judgesLater || outcome.kind !== 'accepted')
      expect(outcome).toMatchObject({ kind: 'rejected', error: { code: 'ORDER_REJECTED' } });
    expect(await at.adapter.wallets.positions()).toEqual([]);
  });

  it('TC-P07 an account without positions of other kinds shows none, and no market refuses the question', async () => {
    expect(await desk().adapter.wallets.untraded()).toEqual([]);
  });

  conformanceCase(
    'TC-P08 a position takes margin, and free money shrinks by the margin',
    desk,
    margined,
    async (at) => {
      const own = async () => (await at.adapter.wallets.margin()).find(({ otherWallet }) => otherWallet === null);
      const before = await own();
      if (hasPositions) await at.place({ quantity: '0.1' });
      const after = await own();
      for (const figure of [after?.equity, after?.available, after?.initialMargin, after?.unrealizedPnl])
        expect(figure).toEqual(expect.any(String));
      if (!hasPositions) return;
      expect(Number(after?.initialMargin)).toBeGreaterThan(Number(before?.initialMargin));
      expect(Number(after?.equity) - Number(after?.initialMargin)).toBeCloseTo(Number(after?.available), 6);
    },
  );

  conformanceCase('TC-P06 the unrealized profit of a position follows the price', desk, positions, async (at) => {
    await at.place({ quantity: '0.1' });
    at.setPrice(81_000);
    const [position] = await at.adapter.wallets.positions();
    expect(Number(position?.unrealizedPnl)).toBeCloseTo(100, -2);
    expect(Number(position?.entryPrice)).toBeCloseTo(80_000, -3);
  });
});
