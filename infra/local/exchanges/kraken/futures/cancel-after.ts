import type { Account } from '../../engine/account.ts';
import { setSwitch } from '../../engine/dead-mans-switch.ts';
import type { FuturesExchange } from './exchange.ts';
import type { Params } from './refusal.ts';
import { integer, required } from './refusal.ts';
import { iso } from './render-order.ts';

/**
 * POST cancelallordersafter: cancels all orders `timeout` seconds from now, unless called again; 0 takes the timer away
 * (docs.kraken.com, dead-mans-switch). Both times are under `status`, and "0" stands for no timer.
 */
export function cancelAllOrdersAfter(exchange: FuturesExchange, account: Account, params: Params) {
  required(params, 'timeout');
  const at = setSwitch(exchange, exchange.switches, account, integer(params, 'timeout') ?? 0);
  return { status: { currentTime: iso(exchange.world.now()), triggerTime: at === null ? '0' : iso(at) } };
}
