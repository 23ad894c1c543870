import type { ErrorCode } from '../errors.ts';

interface ErrorExample {
  readonly message: string;
  readonly details?: readonly { readonly field?: string; readonly message: string; readonly exchange_code?: string }[];
}

/** The exchange's own words, as they stand in details. */
function from(exchange: string, code: string): Pick<ErrorExample, 'details'> {
  return { details: [{ message: `answer of ${exchange}`, exchange_code: code }] };
}
/** As `from`, with the field that the exchange's code speaks of. */
function fromAbout(field: string, exchange: string, code: string): Pick<ErrorExample, 'details'> {
  return { details: [{ field, message: `answer of ${exchange}`, exchange_code: code }] };
}
function about(field: string, message: string): ErrorExample {
  return { message: `${field}: ${message}`, details: [{ field, message }] };
}

const noncePrefix =
  'Kraken refused the nonce (EAPI:Invalid nonce): another program uses this spot key, or its Nonce Window is too small. Give this service a key of its own, ' +
  'or set Nonce Window = 10000 on the key (Kraken Pro > Settings > API); a key that stays refused is set again with ' +
  'PUT /delegation/exchange-account/credentials, which finds the unit of its nonces anew; nothing was executed';
const notReducing =
  'The reduce-only order would not reduce a position (wouldNotReducePosition): there is none on this symbol, it is already closed, the side is wrong, ' +
  'or the quantity exceeds it. Read GET /oems/execution/positions and send a smaller or opposite order';
const skew =
  'the clock of Kraken Spot is 60.0 s ahead of the clock of this service, so the deadline had passed before the request left; nothing was ' +
  'executed. Repeat the call under the same name: deadlines follow the clock of the exchange, up to half a minute. Check the time of the host if the answer stays';
const halted =
  'denied: the account is HALTED, which allows no new orders; change it with PUT /delegation/exchange-account/trading-state';

const held = 'order OB5VMB-B4U2U-DK2WRW in BTC/USD is open on Kraken Spot';
const stillHeld = `${held}; nothing was deleted. Halt the account first (POST /oems/execution/halt, with close_positions for positions) and wait for the verdict of transfers, or repeat with force=true, which leaves orders and positions at the exchange and transfers without a verdict`;

const noAccount = 'exchange account not found; GET /delegation/exchange-accounts lists the registered ones';

/** An answer of the service for each code. A test holds the words against the code that says them. */
// biome-ignore format: a code on a line
export const errorExamples: Readonly<Record<ErrorCode, ErrorExample>> = {
  INVALID_REQUEST: about('exchange_account_id', 'is required'),
  UNAUTHENTICATED: { message: 'Unauthorized' },
  PERMISSION_DENIED: { message: 'the token lacks the scope oems/trade' },
  KEY_REFUSED: { message: 'The secret does not belong to the Kraken spot key (EAPI:Invalid signature). Set key and secret again with PUT /delegation/exchange-account/credentials', ...from('Kraken Spot', 'EAPI:Invalid signature') },
  NOT_FOUND: { message: noAccount, details: [{ field: 'exchange_account_id', message: noAccount }] },
  ALREADY_EXISTS: { message: 'exchange account exchange_my_kraken exists; change its keys with PUT /delegation/exchange-account/credentials' },
  STILL_OPEN: { message: stillHeld, details: [{ message: held }] },
  LIMIT_REACHED: { message: 'this deployment takes 100 exchange accounts from a tenant; delete an account, or ask the operator for a higher accountsPerTenant' },
  IDEMPOTENCY_CONFLICT: { message: 'this idempotency key or client_order_id was used for another order; use a new one for a new order' },
  IN_PROGRESS: { message: 'the order with this key is still under way; ask again with the same key' },
  ALREADY_CLOSED: { message: 'the order is filled: a closed order cannot be canceled. Read the order with GET /oems/execution/order' },
  NOT_PLACED: { message: 'The order was not placed: Kraken is unavailable (EService:Unavailable). The order is safe to send under a new key', ...from('Kraken Spot', 'EService:Unavailable') },
  INVALID_SYMBOL: { message: 'Kraken Spot does not trade BTC/USDX; did you mean BTC/USD? GET /oems/markets/symbols lists what is traded', details: [{ field: 'symbol', message: 'unknown symbol; did you mean BTC/USD?' }] },
  INVALID_ORDER: { message: 'The quantity is below the pair\'s minimum (EOrder:Order minimum not met)', ...fromAbout('quantity', 'Kraken Spot', 'EOrder:Order minimum not met') },
  INSUFFICIENT_FUNDS: { message: 'The spot wallet does not hold enough for this order (EOrder:Insufficient funds)', ...from('Kraken Spot', 'EOrder:Insufficient funds') },
  ORDER_REJECTED: { message: notReducing, ...from('Kraken Futures', 'wouldNotReducePosition') },
  TRADING_HALTED: { message: halted },
  NOT_SUPPORTED: { message: 'Kraken has disabled the feature or parameter that the request names (EAPI:Feature disabled:viqc); nothing was executed. No permission of the key changes that: send the request without the feature', ...from('Kraken Spot', 'EAPI:Feature disabled:viqc') },
  RATE_LIMITED: { message: 'Kraken limits the request rate of this key (EAPI:Rate limit exceeded); wait and repeat', ...from('Kraken Spot', 'EAPI:Rate limit exceeded') },
  INTERNAL: { message: 'internal error; quote the requestId when reporting it' },
  NONCE_REJECTED: { message: noncePrefix, ...from('Kraken Spot', 'EAPI:Invalid nonce') },
  EXCHANGE_UNAVAILABLE: { message: 'Kraken is unavailable (EService:Unavailable)', ...from('Kraken Spot', 'EService:Unavailable') },
  CLOCK_SKEW: { message: skew, ...from('Kraken Spot', 'EService:Deadline elapsed') },
  EXCHANGE_TIMEOUT: { message: 'Kraken Spot gave no complete answer in time; repeat the call' },
};
