import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../../lib/decimal.ts';
import { OemsError } from '../../../../lib/errors.ts';
import { fromExchange, inOurUnit, toExchange } from '../../../../lib/exchanges/rules/quantity.ts';
import { checkAgainstMarket } from '../../../../lib/exchanges/rules/steps.ts';
import { contractMarket } from '../fixture-markets.ts';
import { orderOf } from '../fixture-venues.ts';

const contracts = { quantityUnit: 'contracts' } as const;
const base = { quantityUnit: 'base' } as const;

/** Positive decimals of up to twelve digits and up to nine places. */
const decimal = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.integer({ min: 0, max: 9 }))
  .map(([units, places]) => new Decimal(units.toString()).div(new Decimal(10).pow(places)).toFixed());

describe('quantities of contracts', () => {
  it('a number of contracts survives the way to base units and back exactly', () => {
    fc.assert(
      fc.property(decimal, decimal, (quantity, contractSize) => {
        const market = contractMarket({ contractSize });
        expect(toExchange(fromExchange(quantity, contracts, market), contracts, market)).toBe(quantity);
      }),
    );
  });

  it('a quantity in base units survives the way to contracts and back exactly, or is refused', () => {
    fc.assert(
      fc.property(decimal, decimal, (quantity, contractSize) => {
        const market = contractMarket({ contractSize });
        const sent = sentOrRefused(quantity, contractSize);
        if (sent !== null) expect(fromExchange(sent, contracts, market)).toBe(quantity);
      }),
    );
  });

  it.each([
    ['0.07', '0.01', '7'],
    ['0.075', '0.01', '7.5'],
    ['3000', '1000', '3'],
    ['0.000000000000000001', '0.001', '0.000000000000001'],
  ])('a quantity of %s in contracts of %s leaves as %s contracts', (quantity, contractSize, sent) => {
    expect(sentOrRefused(quantity, contractSize)).toBe(sent);
  });

  it.each([
    ['0.1', '0.3'],
    ['1', '3'],
    ['1', '7'],
  ])(
    'a quantity of %s in contracts of %s is refused: no decimal number of contracts is that quantity',
    (quantity, contractSize) => {
      expect(() => toExchange(quantity, contracts, contractMarket({ contractSize }))).toThrow(
        expect.objectContaining({
          code: 'INVALID_ORDER',
          details: [
            {
              field: 'quantity',
              message: `is no whole number of steps: a contract of BTC/USD:USD is ${contractSize} BTC`,
            },
          ],
        }),
      );
    },
  );
});

/** The number of contracts that leaves; null where the quantity is refused. */
function sentOrRefused(quantity: string, contractSize: string): string | null {
  try {
    return toExchange(quantity, contracts, contractMarket({ contractSize }));
  } catch (error) {
    if (error instanceof OemsError && error.code === 'INVALID_ORDER') return null;
    throw error;
  }
}

describe('quantities that are not converted', () => {
  it.each([
    ['of an exchange that counts the base asset', base, contractMarket()],
    ['of an inverse contract, which counts contracts everywhere', contracts, contractMarket({ inverse: true })],
  ])('a quantity %s leaves and comes back as it is', (_title, unit, market) => {
    expect([toExchange('7', unit, market), fromExchange('7', unit, market)]).toEqual(['7', '7']);
    expect(inOurUnit(market, unit)).toBe(market);
  });
});

describe('steps and minima of contracts', () => {
  it('the step and the minimum of a contract market are converted to base units', () => {
    expect(inOurUnit(contractMarket(), contracts)).toMatchObject({ quantityStep: '0.01', minQuantity: '0.02' });
    expect(inOurUnit(contractMarket({ minQuantity: null }), contracts).minQuantity).toBeNull();
  });

  it('the maxima of a contract market are converted too, and stay untold where the exchange tells none', () => {
    const most = { maxQuantity: '300', maxMarketQuantity: '100' };
    expect(inOurUnit(contractMarket(most), contracts)).toMatchObject({ maxQuantity: '3', maxMarketQuantity: '1' });
    expect(Object.keys(inOurUnit(contractMarket(), contracts))).not.toContain('maxQuantity');
    expect(Object.keys(inOurUnit(contractMarket(), contracts))).not.toContain('maxMarketQuantity');
  });

  it('an order passes exactly when its quantity is a whole number of contracts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (thousandths) => {
        const quantity = new Decimal(thousandths).div(1000).toFixed();
        const market = inOurUnit(contractMarket({ minQuantity: null }), contracts);
        const check = () => checkAgainstMarket(orderOf('swap', { quantity }), market);
        if (thousandths % 10 === 0) expect(check).not.toThrow();
        else expect(check).toThrow(/is not a multiple of the step 0.01/);
      }),
    );
  });
});
