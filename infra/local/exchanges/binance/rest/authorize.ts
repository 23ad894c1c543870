import type { ExchangeRequest } from '../../server/messages.ts';
import { addressOf } from './address.ts';
import type { ApiKey, Right } from './keys.ts';
import type { Params } from './params.ts';
import { refuse } from './refusal.ts';
import { checkEncoding, checkSignature, signedPart } from './signature.ts';
import { checkAtReceipt, timeOf } from './timing.ts';

interface Claim {
  readonly request: ExchangeRequest;
  readonly params: Params;
  readonly now: number;
  readonly right: Right;
  readonly isStrict: boolean;
}

/** The key that signed the request. Wrong key, address and right are one answer at Binance (spot/errors, -2015). */
export function authorize(keys: ReadonlyMap<string, ApiKey>, claim: Claim): ApiKey {
  const { request, params, now } = claim;
  const name = String(request.headers['x-mbx-apikey'] ?? '');
  if (!/^[A-Za-z0-9]{64}$/.test(name)) refuse(-2014, 'API-key format invalid.', 401);
  const key = keys.get(name) ?? notAllowed();
  if (key.revoked || !isAllowed(key, claim)) notAllowed();
  const signed = signedPart(request.query, request.body);
  if (claim.isStrict) checkEncoding(signed);
  checkSignature(key.secret, signed);
  checkAtReceipt(timeOf(params), now);
  return key;
}

function notAllowed(): never {
  return refuse(-2015, 'Invalid API-key, IP, or permissions for action.', 401);
}

const tradingRights: readonly Right[] = ['enableSpotAndMarginTrading', 'enableFutures', 'permitsUniversalTransfer'];

function isAllowed({ rights, addresses, tradesUntil }: ApiKey, { request, right, now }: Claim): boolean {
  if (addresses !== null && !addresses.includes(addressOf(request))) return false;
  const hasEnded = tradesUntil !== null && tradesUntil <= now && tradingRights.includes(right);
  return rights.includes(right) && !hasEnded;
}
