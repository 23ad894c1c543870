import '../enter.ts';
import { describe, expect, it } from 'vitest';
import { everyMarket } from '../benches.ts';
import { conformanceCase, expectDenied, lacking } from '../case.ts';
import { useDesk } from '../desk.ts';

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  const { margin } = each.market;
  const { leverage, marginModes } = each.market.capabilities;
  const isByLeverage = margin === 'leverage' || margin === null;
  const read = lacking(leverage, 'leverage', ({ adapter, symbol }) => adapter.margin.leverage(symbol));
  const change = lacking(leverage, 'leverage', ({ adapter, symbol }) => adapter.margin.setLeverage(symbol, '5'));
  const hasCross = marginModes.includes('cross');
  const cross = lacking(hasCross, 'marginModes cross', ({ adapter, symbol }) => adapter.margin.setCrossMargin(symbol));

  const told = isByLeverage ? 'a pair without a leverage of its own is in cross margin' : 'each pair has a leverage';
  conformanceCase(`TC-M01 ${told}`, desk, read, async (at) => {
    const own = await at.adapter.margin.leverage(at.symbol);
    if (isByLeverage) expect(own).toBeNull();
    else expect(Number(own)).toBeGreaterThan(0);
  });

  const what = isByLeverage ? 'isolates its pair' : 'holds for its pair';
  conformanceCase(`TC-M02 a leverage ${what} and no other`, desk, change, async (at) => {
    const before = await at.adapter.margin.leverage(at.other);
    await at.adapter.margin.setLeverage(at.symbol, '5');
    expect(await at.adapter.margin.leverage(at.symbol)).toBe('5');
    expect(await at.adapter.margin.leverage(at.other)).toBe(before);
    await at.place();
    const [position] = await at.adapter.wallets.positions();
    expect(position).toMatchObject({ leverage: '5', ...(isByLeverage ? { marginMode: 'isolated' } : {}) });
  });

  conformanceCase('TC-M03 the same leverage set twice succeeds twice', desk, change, async (at) => {
    for (let times = 0; times < 2; times += 1) await at.adapter.margin.setLeverage(at.symbol, '5');
    expect(await at.adapter.margin.leverage(at.symbol)).toBe('5');
  });

  conformanceCase(
    'TC-M09 a leverage beyond every limit is refused for good, with the field',
    desk,
    change,
    async (at) => {
      const refused = expect(at.adapter.margin.setLeverage(at.symbol, '500')).rejects;
      await refused.toMatchObject({ code: 'INVALID_ORDER', statusCode: 422, details: [{ field: 'leverage' }] });
      const { marginLevels } = await at.markets.market(at.symbol);
      if (marginLevels.length === 0) return;
      const told = expect(at.adapter.margin.setLeverage(at.symbol, '500')).rejects;
      await told.toMatchObject({
        message: expect.stringMatching(/the highest leverage that the exchange lists for \S+ is \d+$/),
      });
    },
  );

  if (margin === 'account') {
    it('TC-M04 the mode of the account is told for a pair, and a call about a pair changes nothing', async () => {
      const mode = await desk().adapter.marginModes?.mode(desk().symbol);
      expect(marginModes).toContain(mode);
      await expectDenied(desk(), ({ adapter, symbol }) => adapter.margin.setCrossMargin(symbol));
      await expectDenied(desk(), async ({ adapter, symbol }) => adapter.marginModes?.setMode(symbol, 'isolated'));
    });
    return;
  }

  const kept = isByLeverage
    ? 'takes the leverage away, also where there is none'
    : 'keeps the leverage, set once or twice';
  conformanceCase(`TC-M04 cross margin ${kept}`, desk, cross, async (at) => {
    await at.adapter.margin.setLeverage(at.symbol, '5');
    if (margin === 'symbol') await at.adapter.marginModes?.setMode(at.symbol, 'isolated');
    for (let times = 0; times < 2; times += 1) await at.adapter.margin.setCrossMargin(at.symbol);
    expect(await at.adapter.margin.leverage(at.symbol)).toBe(isByLeverage ? null : '5');
  });

  if (margin !== 'symbol') return;
  it('TC-M05 the mode of a pair is set for the pair and no other, and leaves the leverage as it is', async () => {
    const { adapter, symbol, other, place } = desk();
    await adapter.margin.setLeverage(symbol, '5');
    const before = await adapter.marginModes?.mode(other);
    for (const mode of ['isolated', 'isolated', 'cross', 'isolated'] as const) {
      await adapter.marginModes?.setMode(symbol, mode);
      expect(await adapter.marginModes?.mode(symbol)).toBe(mode);
    }
    expect(await adapter.marginModes?.mode(other)).toBe(before);
    expect(await adapter.margin.leverage(symbol)).toBe('5');
    await place();
    expect(await adapter.wallets.positions()).toMatchObject([{ symbol, marginMode: 'isolated', leverage: '5' }]);
  });
});
