import { expect, it } from 'vitest';
import { binanceRules } from '../../../lib/exchanges/binance/errors.ts';
import { krakenFuturesRules } from '../../../lib/exchanges/kraken/futures/errors.ts';
import { ExchangeRejection, rejectionError, ruleFor, rulesAt } from '../../../lib/exchanges/wire/refusals.ts';

it.each([
  ['-4004', 'quantity'],
  ['-4006', 'stop_price'],
  ['-4016', 'price'],
  ['-4164', 'quantity'],
  ['-4028', 'leverage'],
])('%s of Binance USD-M names the field %s', (code, field) => {
  const refusal = new ExchangeRejection('Binance USD-M', code, 'refused');
  expect(rejectionError(ruleFor(rulesAt(binanceRules, 'usdm'), refusal), refusal).details).toMatchObject([{ field }]);
});

it('a leverage that Kraken Futures does not accept is refused for the field', () => {
  const refusal = new ExchangeRejection('Kraken Futures', 'invalidArgument: maxLeverage');
  expect(rejectionError(ruleFor(krakenFuturesRules, refusal), refusal)).toMatchObject({
    ...{ code: 'INVALID_ORDER', details: [{ field: 'leverage' }] },
  });
});
