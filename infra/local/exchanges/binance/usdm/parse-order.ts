import type { Decimal } from 'decimal.js';
import type { Market } from '../../engine/market.ts';
import type { Side } from '../../engine/order.ts';
import type { SignedCall } from '../rest/handle.ts';
import type { Params } from '../rest/params.ts';
import { flag, mandatory, required, requiredDecimal, text, whole, word } from '../rest/params.ts';
import type { Profile } from '../rest/profiles.ts';
import { refuse } from '../rest/refusal.ts';
import { marketNamed, type UsdmExchange } from './exchange.ts';

export type TimeInForce = 'GTC' | 'IOC' | 'FOK' | 'GTX' | 'GTD';

/** The terms that orders of both stores share. */
export interface CommonTerms {
  readonly market: Market;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly reduceOnly: boolean;
  readonly price: Decimal | null;
  readonly timeInForce: TimeInForce;
  /** Moment (ms) at which a GTD order ends; 0 = none. */
  readonly expireAt: number;
}

export const conditionalTypes = [
  ...['STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'],
] as readonly ConditionalType[];
export type ConditionalType = 'STOP' | 'STOP_MARKET' | 'TAKE_PROFIT' | 'TAKE_PROFIT_MARKET' | 'TRAILING_STOP_MARKET';

export function sideOf(params: Params): Side {
  required(params, 'side');
  const side = word(params, 'side', { words: ['BUY', 'SELL'], code: -1117, msg: 'Invalid side.' });
  return side === 'BUY' ? 'buy' : 'sell';
}

/** Fields of a new order. Futures ignore unknown parameters. `isLimit`: the order bears a price and a time in force. */
export function readCommon(
  { exchange, profile, params }: SignedCall<UsdmExchange>,
  isLimit: boolean,
  usualTimeInForce: TimeInForce | null = null,
): CommonTerms {
  const market = marketNamed(exchange, required(params, 'symbol'));
  const side = sideOf(params);
  checkPositionSide(profile, params);
  const quantity = requiredDecimal(params, 'quantity');
  const price = isLimit ? requiredDecimal(params, 'price') : null;
  const reduceOnly = flag(params, 'reduceOnly');
  const timeInForce = isLimit ? timeInForceOf(params, usualTimeInForce) : 'GTC';
  return { market, side, quantity, reduceOnly, price, timeInForce, expireAt: expiryOf(params, timeInForce) };
}

/** Positions of both sides are not played: in hedge mode every order is refused as one without its side is. */
function checkPositionSide({ hedge }: Profile, params: Params): void {
  const words = ['BOTH', 'LONG', 'SHORT'] as const;
  const side = word(params, 'positionSide', { words, code: -4060, msg: 'Invalid position side.' }) ?? 'BOTH';
  if (hedge || side !== 'BOTH') refuse(-4061, "Order's position side does not match user's setting.");
}

/** Mandatory in the book; GTC in the algo store (fapi/trade, new algo order). */
function timeInForceOf(params: Params, usual: TimeInForce | null): TimeInForce {
  if (usual === null) required(params, 'timeInForce');
  const words = ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'] as const;
  return (
    word(params, 'timeInForce', { words, code: -1115, msg: 'Invalid timeInForce.' }) ??
    usual ??
    mandatory('timeInForce')
  );
}

/** To the second (fapi/trade, goodTillDate). */
function expiryOf(params: Params, timeInForce: TimeInForce): number {
  if (timeInForce !== 'GTD') return 0;
  const until = whole(params, 'goodTillDate') ?? mandatory('goodTillDate');
  return until - (until % 1000);
}

/** `^[\.A-Z\:/a-z0-9_-]{1,36}$` (fapi/trade). */
export function clientIdOf(params: Params, name: string): string | null {
  const id = text(params, name);
  if (id !== null && !/^[.A-Z:/a-z0-9_-]{1,36}$/.test(id)) refuse(-4015, 'Client order id is not valid.');
  return id;
}

export function answerOf(params: Params): 'ACK' | 'RESULT' {
  const words = ['ACK', 'RESULT'] as const;
  return word(params, 'newOrderRespType', { words, code: -1138, msg: 'Invalid newOrderRespType.' }) ?? 'ACK';
}

export function workingTypeOf(params: Params): 'CONTRACT_PRICE' | 'MARK_PRICE' {
  const words = ['CONTRACT_PRICE', 'MARK_PRICE'] as const;
  return word(params, 'workingType', { words, code: -4080, msg: 'Invalid working type.' }) ?? 'CONTRACT_PRICE';
}
