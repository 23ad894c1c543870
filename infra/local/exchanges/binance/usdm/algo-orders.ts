import { openOf } from '../../engine/account.ts';
import { exact } from '../../engine/decimals.ts';
import { endOrder } from '../../engine/end-order.ts';
import type { Order, Trigger } from '../../engine/order.ts';
import { isArmed } from '../../engine/order.ts';
import { quoteOf } from '../../engine/quote.ts';
import type { SignedCall } from '../rest/handle.ts';
import type { Params } from '../rest/params.ts';
import { mandatory, required, requiredDecimal, text, wholeText, word } from '../rest/params.ts';
import { randomId } from '../rest/random-id.ts';
import { refuse } from '../rest/refusal.ts';
import { checkAtEngine, timeOf } from '../rest/timing.ts';
import { contractIn } from './contracts.ts';
import { marketNamed, type UsdmExchange } from './exchange.ts';
import { checkCounts, checkNotional, checkPrice, checkQuantity } from './filters.ts';
import {
  type CommonTerms,
  type ConditionalType,
  clientIdOf,
  conditionalTypes,
  readCommon,
  workingTypeOf,
} from './parse-order.ts';
import { checkTradable, engineTerms, enter } from './place-order.ts';
import { algoView } from './render-order.ts';
import { type Condition, trailingOf } from './trailing-stops.ts';

type UsdmCall = SignedCall<UsdmExchange>;

/** POST /fapi/v1/algoOrder: the store of conditional orders, with ids of its own. Margin is judged when the order fires. */
export function placeAlgo(call: UsdmCall): object {
  const { exchange, account, params } = call;
  if (required(params, 'algoType') !== 'CONDITIONAL') refuse(-1102, "Mandatory parameter 'algoType' was malformed.");
  if (exchange.answers.algoDeadline === 'checked')
    checkAtEngine(timeOf(params), call.now + exchange.engineLagMs, -5028);
  const type = typeOf(params);
  const common = readCommon(call, type === 'STOP' || type === 'TAKE_PROFIT', 'GTC');
  const id = clientIdOf(params, 'clientAlgoId') ?? randomId(exchange.world);
  checkTradable(call, common);
  const { trigger, own } = readTrigger(exchange, common, type, params);
  judge(call, common, trigger);
  exchange.counters.algos += 1;
  const named = { type, timeInForce: common.timeInForce, workingType: workingTypeOf(params), ...own };
  const order = enter(exchange, account, {
    ...engineTerms(common),
    ...{ clientOrderId: id, trigger, own: { ...named, algoId: String(exchange.counters.algos) } },
  });
  return algoView(order);
}

function typeOf(params: Params): ConditionalType {
  required(params, 'type');
  return word(params, 'type', { words: conditionalTypes, code: -1116, msg: 'Invalid orderType.' }) ?? mandatory('type');
}

function judge(
  { exchange, account }: UsdmCall,
  { market, quantity, price, reduceOnly }: CommonTerms,
  trigger: Trigger,
): void {
  const contract = contractIn(market);
  for (const each of [price, trigger.trailing || trigger.kind === 'trailing' ? null : trigger.price])
    if (each) checkPrice(contract, each);
  checkQuantity(contract, quantity, price === null);
  checkNotional(contract, quantity.times(price ?? quoteOf(exchange, market).mark), reduceOnly);
  checkCounts(account, market, true);
}

function readTrigger(
  exchange: UsdmExchange,
  { market, side }: CommonTerms,
  type: ConditionalType,
  params: Params,
): Condition {
  const signal = workingTypeOf(params) === 'MARK_PRICE' ? 'mark' : 'last';
  const isStop = !type.startsWith('TAKE_PROFIT');
  const shared = {
    signal,
    fires: (side === 'sell') === isStop ? 'below' : 'above',
    limitOffset: null,
    firedAt: null,
  } as const;
  if (type === 'TRAILING_STOP_MARKET') {
    const bare: Trigger = { ...shared, kind: 'trailing', price: exact(0), trailing: null };
    return trailingOf(exchange, market, side, bare, params);
  }
  const price = requiredDecimal(params, 'triggerPrice');
  const trigger: Trigger = { ...shared, kind: isStop ? 'stop' : 'target', price, trailing: null };
  const at = quoteOf(exchange, market)[signal];
  if (shared.fires === 'above' ? at.gte(price) : at.lte(price)) refuse(-2021, 'Order would immediately trigger.');
  return { trigger, own: {} };
}

/** `algoId` or `clientAlgoId`; of a client id that was used again the newest, or as the control says. */
function namedIn({ exchange, account, params }: UsdmCall): Order | undefined {
  const [id, clientId] = [wholeText(params, 'algoId'), text(params, 'clientAlgoId')];
  if (id === null && clientId === null)
    refuse(-1102, "Param 'algoId' or 'clientAlgoId' must be sent, but both were empty/null!");
  const all = algosOf(account).filter((order) =>
    id === null ? order.clientOrderId === clientId : order.own.algoId === id,
  );
  return exchange.answers.reusedIds === 'newest' ? all.at(-1) : all[0];
}

/** Every order that came into the algo store, oldest first. */
export function algosOf({ orders }: UsdmCall['account']): Order[] {
  return [...orders.values()].filter(({ own }) => own.algoId !== undefined);
}

/** GET /fapi/v1/algoOrder. */
export function queryAlgo(wanted: UsdmCall): object {
  const order = namedIn(wanted);
  if (!order || wanted.exchange.answers.algoQuery === 'missing') return refuse(-2013, 'Order does not exist.');
  return algoView(order);
}

/** DELETE /fapi/v1/algoOrder: a code on success, as text. An order that has fired or ended is -2011. */
export function cancelAlgo(wanted: UsdmCall): object {
  const { exchange, account } = wanted;
  const order = namedIn(wanted);
  if (!order || !isArmed(order) || !account.open.has(order.id)) return refuse(-2011, 'Unknown order sent.');
  endOrder(exchange, account, order, 'cancelled', 'cancelledByCustomer');
  return { algoId: Number(order.own.algoId), clientAlgoId: order.clientOrderId, code: '200', msg: 'success' };
}

/** DELETE /fapi/v1/algoOpenOrders: no word of how many. */
export function cancelOpenAlgos({ exchange, account, params }: UsdmCall): object {
  const market = marketNamed(exchange, required(params, 'symbol'));
  for (const order of openOf(account).filter((each) => isArmed(each) && each.market === market))
    endOrder(exchange, account, order, 'cancelled', 'cancelledByCustomer');
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
}

/** GET /fapi/v1/openAlgoOrders: those that wait. */
export function openAlgos({ exchange, account, params }: UsdmCall): object[] {
  const symbol = text(params, 'symbol');
  const market = symbol === null ? null : marketNamed(exchange, symbol);
  return openOf(account)
    .filter((order) => isArmed(order) && (market === null || order.market === market))
    .map((order) => listedAlgo(exchange, order));
}

/** An order of the store as the lists tell the order. */
export function listedAlgo({ answers }: UsdmExchange, order: Order): object {
  const { callbackRate, ...rest }: { callbackRate?: unknown } = algoView(order);
  return answers.algoDistance === 'left-out' || callbackRate === undefined ? rest : { ...rest, callbackRate };
}
