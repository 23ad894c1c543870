import { setSwitch } from '../../engine/dead-mans-switch.ts';
import type { Call } from './call.ts';
import { refuseArgument } from './refusal.ts';

const longestSeconds = 86_400;

/**
 * CancelAllOrdersAfter: cancels all orders of the customer `timeout` seconds from now, unless called again; 0 takes the timer away.
 * https://docs.kraken.com/api-reference/trading/cancel-all-orders-after-x. The longest time is the one that CCXT lets through.
 */
export function cancelAllOrdersAfter({ exchange, account, params }: Call): unknown {
  const seconds = /^\d{1,6}$/.test(params.timeout ?? '') ? Number(params.timeout) : refuseArgument('timeout');
  if (seconds > longestSeconds) refuseArgument('timeout');
  const at = setSwitch(exchange, exchange.switches, account, seconds);
  return { currentTime: rfc3339(exchange.world.now()), triggerTime: at === null ? '0' : rfc3339(at) };
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
