import { describe, expect, it } from 'vitest';
import { marketOf } from '../../../lib/exchanges/exchanges.ts';
import { marketTypes } from '../../../lib/exchanges/model/axes.ts';
import { enforceTradingState, reduces } from '../../../lib/orders/send-guard.ts';

const [spot, swap] = marketTypes.map((marketType) => marketOf({ exchange: 'kraken', marketType }));

describe('an order in a REDUCE_ONLY account', () => {
  it.each([
    ['a sale without the flag', 'sell', false, [true, false]],
    ['a purchase with the flag', 'buy', true, [false, true]],
    ['a purchase without the flag', 'buy', false, [false, false]],
  ] as const)(
    'the capability of the market decides whether an order reduces: %s',
    (_title, side, reduceOnly, [without, withFlag]) => {
      for (const market of [spot, swap]) {
        if (market === undefined) throw new Error('no market');
        const withCapability = (can: boolean) => ({
          ...market,
          capabilities: { ...market.capabilities, reduceOnly: can },
        });
        expect(reduces(withCapability(false), { side, reduceOnly })).toBe(without);
        expect(reduces(withCapability(true), { side, reduceOnly })).toBe(withFlag);
        const enforce = () => enforceTradingState('REDUCE_ONLY', withCapability(true), { side, reduceOnly });
        if (withFlag) expect(enforce).not.toThrow();
        else expect(enforce).toThrow('denied: the account is REDUCE_ONLY');
      }
    },
  );
});
