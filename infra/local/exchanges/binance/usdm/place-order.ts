import type { Account } from '../../engine/account.ts';
import { reducible } from '../../engine/matching.ts';
import type { Order, OrderTerms, Rejection } from '../../engine/order.ts';
import { placeOrder as placeInEngine } from '../../engine/place-order.ts';
import { quoteOf } from '../../engine/quote.ts';
import { isRetired } from '../rest/canceled-ids.ts';
import type { SignedCall } from '../rest/handle.ts';
import type { Params } from '../rest/params.ts';
import { mandatory, required, word } from '../rest/params.ts';
import { randomId } from '../rest/random-id.ts';
import { refuse } from '../rest/refusal.ts';
import { contractIn } from './contracts.ts';
import type { UsdmExchange } from './exchange.ts';
import { checkCounts, checkNotional, checkPercent, checkPrice, checkQuantity } from './filters.ts';
import { answerOf, type CommonTerms, clientIdOf, conditionalTypes, readCommon } from './parse-order.ts';
import { ackOf, orderAnswer } from './render-order.ts';

type UsdmCall = SignedCall<UsdmExchange>;

/** POST /fapi/v1/order: ordinary orders alone. Conditional orders have endpoints of their own since 2025-12. */
export function placeOrder(call: UsdmCall): object {
  const { exchange, account, params } = call;
  const type = typeOf(params);
  const common = readCommon(call, type === 'LIMIT');
  const form = answerOf(params);
  const id = clientIdOf(params, 'newClientOrderId') ?? randomId(exchange.world);
  checkTradable(call, common);
  judge(exchange, account, common, type);
  const order = enter(exchange, account, {
    ...engineTerms(common),
    ...{ clientOrderId: id, trigger: null, own: { type, timeInForce: common.timeInForce } },
  });
  return form === 'ACK' ? ackOf(order) : orderAnswer(order);
}

function typeOf(params: Params): 'LIMIT' | 'MARKET' {
  required(params, 'type');
  if (conditionalTypes.some((type) => type === params.get('type')))
    refuse(-4120, 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.');
  const known = { words: ['LIMIT', 'MARKET'] as const, code: -1116, msg: 'Invalid orderType.' };
  return word(params, 'type', known) ?? mandatory('type');
}

export function checkTradable({ profile }: UsdmCall, { market, reduceOnly }: CommonTerms): void {
  if (!profile.canTrade) refuse(-2015, 'Invalid API-key, IP, or permissions for action.', 401);
  if (market.suspended || market.mode === 'cancel_only') refuse(-4141, 'Symbol is closed.');
  if (market.mode === 'reduce_only' && !reduceOnly) refuse(-4140, 'Invalid symbol status for opening position.');
}

function judge(exchange: UsdmExchange, account: Account, common: CommonTerms, type: 'LIMIT' | 'MARKET'): void {
  const { market, side, quantity, price, reduceOnly } = common;
  const contract = contractIn(market);
  if (price) checkPrice(contract, price);
  checkQuantity(contract, quantity, type === 'MARKET');
  if (price) checkPercent(exchange, market, side, price);
  checkNotional(contract, quantity.times(price ?? quoteOf(exchange, market).mark), reduceOnly);
  checkCounts(account, market, false);
}

type SharedTerms = Omit<OrderTerms, 'clientOrderId' | 'trigger' | 'own'>;

/** Terms of the engine that both stores share. An order without a limit is immediate. */
export function engineTerms({
  market,
  side,
  quantity,
  reduceOnly,
  price,
  timeInForce,
  expireAt,
}: CommonTerms): SharedTerms {
  return {
    ...{ market, side, quantity, quantityIn: 'base', limitPrice: price, reduceOnly },
    ...{ timeInForce: timeInForce === 'GTX' ? 'GTC' : timeInForce, postOnly: timeInForce === 'GTX' },
    ...{ feeIn: 'quote', startAt: 0, expireAt },
  };
}

/** fapi/error-code. An order with one of these refusals is in no history. */
const rejections: Partial<Record<Rejection, readonly [code: number, msg: string]>> = {
  clientOrderIdTaken: [-4116, 'ClientOrderId is duplicated.'],
  postOnlyWouldTrade: [
    -5022,
    'Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history',
  ],
  immediateWouldNotTrade: [
    -5021,
    'Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history',
  ],
  wouldNotReduce: [-2022, 'ReduceOnly Order is rejected.'],
  positionTooLarge: [-2027, 'Exceeded the maximum allowable position at current leverage.'],
  leverageTooHigh: [-2027, 'Exceeded the maximum allowable position at current leverage.'],
  notEnoughMargin: [-2019, 'Margin is insufficient.'],
};

function isOversize(
  { answers }: UsdmExchange,
  account: Account,
  { market, side, quantity, reduceOnly, trigger }: OrderTerms,
): boolean {
  if (answers.oversizeReduceOnly === 'cut' || !reduceOnly || trigger !== null) return false;
  return quantity.gt(reducible(account, market, side));
}

/** Places an order in the engine, or throws the refusal. */
export function enter(exchange: UsdmExchange, account: Account, terms: OrderTerms): Order {
  const { canceledIds } = exchange.answers;
  const isStop = terms.trigger !== null;
  const isOther = ({ trigger }: Order) => (trigger !== null) !== isStop;
  if (isRetired(canceledIds, account, terms.clientOrderId ?? '', isOther)) refuseFor('clientOrderIdTaken');
  if (isOversize(exchange, account, terms)) refuseFor('wouldNotReduce');
  const { order, rejection } = placeInEngine(exchange, account, terms);
  if (rejection) refuseFor(rejection);
  return order;
}

export function refuseFor(rejection: Rejection): never {
  const [code, msg] = rejections[rejection] ?? [-2010, `The order was rejected: ${rejection}`];
  return refuse(code, msg);
}
