import { describe, expect, it } from 'vitest';
import { krakenFuturesRules } from '../../../../lib/exchanges/kraken/futures/errors.ts';
import { krakenSpotRules } from '../../../../lib/exchanges/kraken/spot/errors.ts';
import {
  ExchangeRejection,
  type RefusalRule,
  rejectionError,
  ruleFor,
} from '../../../../lib/exchanges/wire/refusals.ts';

function fieldOf(rules: readonly RefusalRule[], code: string): string | undefined {
  const refusal = new ExchangeRejection('Kraken', code);
  const { details } = rejectionError(ruleFor(rules, refusal), refusal);
  expect(details).toMatchObject([{ exchangeCode: code }]);
  return details[0]?.field;
}

describe('a refusal for the value of one field names the field', () => {
  it.each([
    ['EOrder:Order minimum not met', 'quantity'],
    ['EGeneral:Invalid arguments:volume minimum not met', 'quantity'],
    ['EGeneral:Invalid arguments:order_qty', 'quantity'],
    ['EGeneral:Invalid arguments:limit_price', 'price'],
    ['EGeneral:Invalid arguments:trigger_price', 'stop_price'],
  ])('%s on spot: %s', (code, field) => {
    expect(fieldOf(krakenSpotRules, code)).toBe(field);
  });

  it.each([
    ['invalidSize', 'quantity'],
    ['outsidePriceCollar', 'price'],
    ['orderForEditNotAStop', 'stop_price'],
    ['cannotEditTriggerPriceOfTrailingStop', 'stop_price'],
    ['cannotEditLimitPriceOfTrailingStop', 'price'],
  ])('%s on futures: %s', (code, field) => {
    expect(fieldOf(krakenFuturesRules, code)).toBe(field);
  });

  it('a code that may speak of limit or trigger names none', () => {
    for (const code of [
      'EOrder:Tick size check failed',
      'EGeneral:Invalid arguments:price',
      'EGeneral:Invalid arguments',
    ])
      expect(fieldOf(krakenSpotRules, code)).toBeUndefined();
    expect(fieldOf(krakenFuturesRules, 'invalidPrice')).toBeUndefined();
  });
});
