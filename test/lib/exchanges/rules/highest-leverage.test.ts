import { expect, it } from 'vitest';
import { OemsError } from '../../../../lib/errors.ts';
import { highestLeverage, withHighest } from '../../../../lib/exchanges/rules/highest-leverage.ts';
import { contractMarket } from '../fixture-markets.ts';

function listed(...shares: string[]) {
  return { ...contractMarket(), marginLevels: shares.map((initialMargin) => ({ from: '0', initialMargin })) };
}

it.each([
  [['0.02', '0.04'], '50'],
  [['0.166666666666666667'], '6'],
  [['0.0266666666666666667'], '37.5'],
  [[], null],
])('shares of %j allow a leverage of %s', (shares, highest) => {
  expect(highestLeverage(listed(...shares))).toBe(highest);
});

it('a refused leverage beyond the list tells the highest leverage; every other refusal stays as it is', () => {
  const market = listed('0.02');
  const refusal = new OemsError('INVALID_ORDER', 'too high', { details: [{ field: 'leverage', message: 'too high' }] });
  const told = `too high; the highest leverage that the exchange lists for ${market.symbol} is 50`;
  expect(withHighest(refusal, '51', market)).toMatchObject({ message: told, details: [{ message: told }] });
  const other = new OemsError('INSUFFICIENT_FUNDS', 'no margin');
  expect(withHighest(refusal, '50', market)).toBe(refusal);
  expect(withHighest(refusal, '51', listed())).toBe(refusal);
  expect(withHighest(other, '51', market)).toBe(other);
});
