import { describe, expect, it, vi } from 'vitest';
import { accountExists } from '../../../lib/accounts/account-lifetime.ts';
import { limitReached } from '../../../lib/accounts/account-limit.ts';
import { accountNotFound } from '../../../lib/accounts/account-store.ts';
import { newCall } from '../../../lib/aws/call-context.ts';
import { errorExamples } from '../../../lib/contract/examples-errors.ts';
import { errorsOf } from '../../../lib/contract/operation-errors.ts';
import { routes } from '../../../lib/contract/routes.ts';
import { type ErrorCode, OemsError, statusByCode } from '../../../lib/errors.ts';
import { marketOf } from '../../../lib/exchanges/exchanges.ts';
import { krakenFuturesRules } from '../../../lib/exchanges/kraken/futures/errors.ts';
import { krakenSpotRules } from '../../../lib/exchanges/kraken/spot/errors.ts';
import { unknownSymbol } from '../../../lib/exchanges/rules/symbols.ts';
import { readError } from '../../../lib/exchanges/wire/read-error.ts';
import { ExchangeRejection } from '../../../lib/exchanges/wire/refusals.ts';
import { TransportError } from '../../../lib/exchanges/wire/transport.ts';
import { errorAnswer } from '../../../lib/http/answer.ts';
import { requireScope } from '../../../lib/http/identity.ts';
import { parseRequest } from '../../../lib/http/parse-request.ts';
import { alreadyClosed } from '../../../lib/orders/already-closed.ts';
import { stillOpen } from '../../../lib/orders/left-open.ts';
import { enforceTradingState } from '../../../lib/orders/send-guard.ts';

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
const spot = (words: string) => readError(krakenSpotRules, 'Kraken Spot', new ExchangeRejection('Kraken Spot', words));
const futures = (words: string) =>
  readError(krakenFuturesRules, 'Kraken Futures', new ExchangeRejection('Kraken Futures', words));
const market = marketOf({ exchange: 'kraken', marketType: 'spot' });
const event = { requestContext: { authorizer: { jwt: { claims: { scope: 'oems/read' } } } } };

/** What the service says, from the code that says it. */
const told: Partial<Record<ErrorCode, unknown>> = {
  INVALID_REQUEST: thrownBy(() => parseRequest(routes.getBalance, {} as never)),
  PERMISSION_DENIED: thrownBy(() => requireScope(event as never, 'oems/trade')),
  KEY_REFUSED: spot('EAPI:Invalid signature'),
  NOT_FOUND: accountNotFound(),
  ALREADY_EXISTS: accountExists('exchange_my_kraken'),
  LIMIT_REACHED: limitReached(100),
  STILL_OPEN: stillOpen([{ message: 'order OB5VMB-B4U2U-DK2WRW in BTC/USD is open on Kraken Spot' }]),
  ALREADY_CLOSED: alreadyClosed('filled', 'canceled'),
  INVALID_SYMBOL: unknownSymbol('BTC/USDX', 'Kraken Spot', ['BTC/USD']),
  INVALID_ORDER: spot('EOrder:Order minimum not met'),
  INSUFFICIENT_FUNDS: spot('EOrder:Insufficient funds'),
  ORDER_REJECTED: futures('wouldNotReducePosition'),
  TRADING_HALTED: thrownBy(() => enforceTradingState('HALTED', market, { side: 'buy', reduceOnly: false })),
  NOT_SUPPORTED: spot('EAPI:Feature disabled:viqc'),
  RATE_LIMITED: spot('EAPI:Rate limit exceeded'),
  INTERNAL: new Error('made up'),
  NONCE_REJECTED: spot('EAPI:Invalid nonce'),
  EXCHANGE_UNAVAILABLE: spot('EService:Unavailable'),
  EXCHANGE_TIMEOUT: readError(krakenSpotRules, 'Kraken Spot', new TransportError('silent', 'sent' as never, true)),
};

describe('the examples of errors', () => {
  it.each(Object.entries(told) as [ErrorCode, unknown][])('%s is what the service says', (code, error) => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const call = newCall('request-1', 'get-order', Date.now() + 60_000);
    const caller = { tenant: 'acme', decimals: 'number', errors: errorsOf('getOrder') } as const;
    const { body = '' } = errorAnswer(error, call, caller);
    vi.restoreAllMocks();
    const { isError, statusCode, requestId, ...said } = JSON.parse(body);
    expect(said).toEqual({ code, ...errorExamples[code] });
    expect([isError, statusCode, requestId]).toEqual([true, statusByCode[code], 'request-1']);
    expect(error instanceof OemsError || code === 'INTERNAL').toBe(true);
  });
});
