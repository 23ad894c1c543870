import { sharedNow } from '../../../aws/clock.ts';
import type { OrderStatus } from '../../model/order.ts';
import type { CancelOutcome } from '../../model/outcome.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowOf } from '../lists.ts';
import type { AlgoOrder } from './algo-orders.ts';
import { cancelRegular } from './cancel-regular.ts';
import { readAlgo, singleAlgo } from './find-algo.ts';

const title = 'Binance USD-M';

interface AlgoName {
  /** Binance's name of the symbol. */
  readonly symbol: string;
  readonly algoId: string | null;
  readonly clientOrderId: string | undefined;
}

/**
 * A conditional order that is gone may have fired: then the ordinary order is canceled. The ordinary order bears the client id of the conditional
 * order.
 */
export async function cancelAlgo(wire: MarketWire, name: AlgoName): Promise<CancelOutcome> {
  const query = name.algoId === null ? { clientAlgoId: name.clientOrderId ?? '' } : { algoId: name.algoId };
  const outcome = await wire.cancel(usdmEndpoints.cancelAlgo, query, (answer): CancelOutcome => {
    // A success bears a code too, as text: "200".
    if (String(rowOf(title, answer).code) !== '200') throw new MalformedResponse(title, 200);
    return 'canceled';
  });
  return outcome === 'gone' ? cancelFired(wire, name) : outcome;
}

async function cancelFired(wire: MarketWire, name: AlgoName): Promise<CancelOutcome> {
  const algo = await shownAlgo(wire, name);
  const symbol = algo?.order.symbol ?? name.symbol;
  if (algo !== null && algo.actualOrderId !== null) return cancelRegular(wire, symbol, { orderId: algo.actualOrderId });
  // The trigger has fired, and the order is not there yet.
  if (algo?.order.status === 'open') return 'pending';
  // Another order may bear the id of a conditional order that ended before its trigger.
  if (algo !== null && unfired.includes(algo.order.status)) return 'gone';
  const clientOrderId = algo?.order.clientOrderId ?? name.clientOrderId;
  return clientOrderId === undefined || clientOrderId === null
    ? 'gone'
    : cancelRegular(wire, symbol, { origClientOrderId: clientOrderId });
}

const unfired: readonly OrderStatus[] = ['canceled', 'expired', 'rejected'];

/** How far back a fired order may have been placed where the caller knows its algo id alone. */
const lookBackMs = 28 * 24 * 3_600_000;

function shownAlgo(wire: MarketWire, { symbol, algoId, clientOrderId = '' }: AlgoName): Promise<AlgoOrder | null> {
  if (algoId === null) return singleAlgo(wire, { clientAlgoId: clientOrderId });
  return readAlgo(wire, symbol, algoId, sharedNow() - lookBackMs);
}
