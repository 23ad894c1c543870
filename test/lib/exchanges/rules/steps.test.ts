import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText } from '../../../../lib/decimal.ts';
import { OemsError } from '../../../../lib/errors.ts';
import type { Market } from '../../../../lib/exchanges/model/market.ts';
import type { OrderRequest } from '../../../../lib/exchanges/model/order.ts';
import { checkAgainstMarket, checkChange } from '../../../../lib/exchanges/rules/steps.ts';
import { scaled } from '../fixture-decimals.ts';
import { orderOf } from '../fixture-venues.ts';

function marketOf(terms: Partial<Market> = {}): Market {
  return {
    id: 'X',
    symbol: 'BTC/USD',
    base: 'BTC',
    quote: 'USD',
    settle: null,
    priceStep: '0.1',
    quantityStep: '0.00000001',
    minQuantity: null,
    minCost: null,
    takerFee: null,
    makerFee: null,
    contractSize: '1',
    inverse: false,
    aliases: [],
    marginLevels: [],
    ...terms,
  };
}

/** The details of the refusal, or null when the order passes. */
function refusalOf(terms: Partial<OrderRequest>, market: Partial<Market> = {}) {
  try {
    checkAgainstMarket(orderOf('spot', { type: 'limit', price: '1', ...terms }), marketOf(market));
    return null;
  } catch (error) {
    if (!(error instanceof OemsError)) throw error;
    return { code: error.code, message: error.message, details: error.details };
  }
}

/** An order of 0 is no neighbour. */
function neighbours(below: string, above: string): string {
  return below === '0' ? `the smallest is ${above}` : `the nearest are ${below} and ${above}`;
}

describe('the distance of a trailing stop in percent', () => {
  const range = { step: '0.1', bounds: { least: '0.1', most: '20' } };
  const trailingPercents = { buy: { least: '1', most: '5' }, sell: { least: '2', most: '5' } };
  const check =
    (trailingPercent: string, market: Partial<Market>, side: 'buy' | 'sell' = 'sell') =>
    () =>
      checkAgainstMarket(orderOf('spot', { type: 'trailing_stop', side, trailingPercent }), marketOf(market), range);

  it('is held to the bounds of the exchange where the symbol has none', () => {
    expect(check('0.1', {})).not.toThrow();
    expect(check('20', {})).not.toThrow();
    expect(check('20.1', {})).toThrow(/20.1 is not within 0.1 and 20/);
  });

  it('is held to the bounds of the symbol for its side', () => {
    expect(check('1', { trailingPercents }, 'buy')).not.toThrow();
    expect(check('1', { trailingPercents }, 'sell')).toThrow(/1 is not within 2 and 5/);
    expect(check('5.1', { trailingPercents }, 'buy')).toThrow(/5.1 is not within 1 and 5/);
  });

  it('is a multiple of the step, and anything where the exchange tells no range', () => {
    expect(check('2.55', {})).toThrow(/2.55 is not a multiple of the step 0.1/);
    expect(refusalOf({ trailingPercent: '2.555' })).toBeNull();
  });
});

describe('a value finer than its step', () => {
  it.each([
    ['quantity', { quantity: '0.123456789' }, {}, '0.00000001', '0.12345678', '0.12345679'],
    ['price', { price: '75000.05' }, {}, '0.1', '75000', '75000.1'],
    ['stop_price', { stopPrice: '70000.01' }, {}, '0.1', '70000', '70000.1'],
    ['trailing_amount', { trailingAmount: '99.99' }, {}, '0.1', '99.9', '100'],
    ['price', { price: '1.3' }, { priceStep: '0.25' }, '0.25', '1.25', '1.5'],
    ['quantity', { quantity: '1500' }, { quantityStep: '1000' }, '1000', '1000', '2000'],
    ['quantity', { quantity: '0.000000001' }, {}, '0.00000001', '0', '0.00000001'],
  ] as const)(
    'a %s finer than its step is refused: of %j %j the message names the step %s and the neighbours %s and %s',
    (field, terms, market, step, below, above) => {
      const message = `is not a multiple of the step ${step} of BTC/USD; ${neighbours(below, above)}`;
      expect(refusalOf(terms, market)).toMatchObject({
        code: 'INVALID_ORDER',
        details: [{ field, message: expect.stringContaining(message) }],
      });
    },
  );

  it('a quantity finer than its step in its thirtieth digit is refused', () => {
    const terms = { quantity: '123456789012345678.000000000000000001' };
    expect(refusalOf(terms)?.message).toContain('the nearest are 123456789012345678 and 123456789012345678.00000001');
  });

  it('a refusal names every field that is finer than its step', () => {
    const refusal = refusalOf({ quantity: '0.000000005', price: '0.05', stopPrice: '0.01' });
    expect(refusal?.details.map(({ field }) => field)).toEqual(['quantity', 'price', 'stop_price']);
  });

  it('an amendment with a value finer than its step is refused', () => {
    for (const change of [{ quantity: '0.000000001' }, { price: '0.05' }, { stopPrice: '0.01' }])
      expect(() => checkChange(change, marketOf())).toThrow(/is not a multiple of the step/);
    expect(() => checkChange({ quantity: '0.5', price: '0.1', stopPrice: '0.2' }, marketOf())).not.toThrow();
  });
});

describe('an order', () => {
  it('an order passes exactly when its quantity is a whole number of steps, and no value is ever rounded', () => {
    const digits = fc.integer({ min: 0, max: 18 });
    const units = fc.bigInt({ min: 1n, max: 10n ** 36n });
    const step = fc.record({ units: fc.bigInt({ min: 1n, max: 5000n }), decimals: digits });
    fc.assert(
      fc.property(units, digits, step, (value, decimals, { units: stepUnits, decimals: stepDecimals }) => {
        const most = BigInt(Math.max(decimals, stepDecimals));
        const left = value * 10n ** (most - BigInt(decimals));
        const right = stepUnits * 10n ** (most - BigInt(stepDecimals));
        const refusal = refusalOf(
          { quantity: scaled(value, decimals) },
          { quantityStep: scaled(stepUnits, stepDecimals), priceStep: '1' },
        );
        expect(refusal === null).toBe(left % right === 0n);
        if (refusal === null) return;
        const below = scaled((left / right) * right, Number(most));
        const above = scaled((left / right + 1n) * right, Number(most));
        expect(refusal.message).toContain(neighbours(below, above));
      }),
      { numRuns: 2000 },
    );
  });

  it('an order below the smallest quantity is refused, and the message names that quantity', () => {
    expect(refusalOf({ quantity: '0.00004999' }, { minQuantity: '0.00005' })?.message).toBe(
      'quantity: 0.00004999 is below the minimum 0.00005 of BTC/USD',
    );
    expect(refusalOf({ quantity: '0.00005' }, { minQuantity: '0.00005' })).toBeNull();
  });

  it.each([
    ['a limit order', {}, '0.3'],
    ['a market order', { type: 'market', price: undefined }, '0.1'],
    ['a stop without a limit', { type: 'stop_loss', price: undefined, stopPrice: '1' }, '0.1'],
  ] as const)('%s above the maximum is refused, and the message names the maximum of its kind', (kind, own, most) => {
    const terms = own as Partial<OrderRequest>;
    const market = { maxQuantity: '0.3', maxMarketQuantity: '0.1' };
    const above = `${most}00001`;
    const named = kind === 'a limit order' ? kind : 'a market order';
    expect(refusalOf({ ...terms, quantity: above }, market)).toMatchObject({
      message: `quantity: ${above} is above the maximum ${most} of ${named} in BTC/USD; send several orders`,
      details: [{ field: 'quantity' }],
    });
    expect(refusalOf({ ...terms, quantity: most }, market)).toBeNull();
    expect(refusalOf({ ...terms, quantity: '1000' })).toBeNull();
  });

  it('a post-only order above the maximum is left to the exchange, which may have a maximum of its own for such orders', () => {
    expect(refusalOf({ postOnly: true, quantity: '2' }, { maxQuantity: '1', maxMarketQuantity: '1' })).toBeNull();
  });

  it('an order worth less than the smallest cost is refused, to the last digit, and the message names that cost', () => {
    const market = { minCost: '0.5', priceStep: '0.000000000000000001', quantityStep: '0.000000000000000001' };
    expect(refusalOf({ quantity: '0.5', price: '1' }, market)).toBeNull();
    expect(refusalOf({ quantity: '0.499999999999999999', price: '1' }, market)?.message).toContain(
      'below the minimum 0.5 USD',
    );
    expect(refusalOf({ quantity: '0.999999999999999999', price: '0.5' }, market)).not.toBeNull();
  });
});

describe('decimalText', () => {
  it.each([
    ['1e-7', '0.0000001'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
    ['0.10', '0.1'],
    ['', null],
    [null, null],
    [undefined, null],
  ])('decimalText of %j is %j', (value, text) => {
    expect(decimalText(value)).toBe(text);
  });

  it('decimalText changes no digit of any decimal', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 36n }), fc.integer({ min: 0, max: 18 }), (units, decimals) => {
        const text = scaled(units, decimals);
        expect(decimalText(text)).toBe(text);
      }),
    );
  });
});
