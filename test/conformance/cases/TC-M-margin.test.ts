import '../made-up/enter.ts';
import { describe, expect } from 'vitest';
import { everyMarket } from '../benches.ts';
import { conformanceCase, lacking } from '../case.ts';
import { useDesk } from '../desk.ts';

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  const { leverage, marginModes } = each.market.capabilities;
  const read = lacking(leverage, 'leverage', ({ adapter, symbol }) => adapter.margin.leverage(symbol));
  const change = lacking(leverage, 'leverage', ({ adapter, symbol }) => adapter.margin.setLeverage(symbol, '5'));
  const hasCross = marginModes.includes('cross');
  const cross = lacking(hasCross, 'marginModes cross', ({ adapter, symbol }) => adapter.margin.setCrossMargin(symbol));

  conformanceCase('TC-M01 a pair without a leverage of its own is in cross margin', desk, read, async (at) => {
    expect(await at.adapter.margin.leverage(at.symbol)).toBeNull();
  });

  conformanceCase('TC-M02 a leverage isolates its pair and no other', desk, change, async (at) => {
    await at.adapter.margin.setLeverage(at.symbol, '5');
    expect(await at.adapter.margin.leverage(at.symbol)).toBe('5');
    expect(await at.adapter.margin.leverage(at.other)).toBeNull();
    await at.place();
    const position = { marginMode: 'isolated', leverage: '5' };
    expect(await at.adapter.wallets.positions()).toMatchObject([position]);
  });

  conformanceCase('TC-M03 the same leverage set twice succeeds twice', desk, change, async (at) => {
    for (let times = 0; times < 2; times += 1) await at.adapter.margin.setLeverage(at.symbol, '5');
    expect(await at.adapter.margin.leverage(at.symbol)).toBe('5');
  });

  conformanceCase('TC-M04 cross margin takes the leverage away, also where there is none', desk, cross, async (at) => {
    await at.adapter.margin.setLeverage(at.symbol, '5');
    for (let times = 0; times < 2; times += 1) await at.adapter.margin.setCrossMargin(at.symbol);
    expect(await at.adapter.margin.leverage(at.symbol)).toBeNull();
  });
});
