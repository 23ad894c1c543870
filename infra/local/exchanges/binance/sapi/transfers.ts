import type { Decimal } from 'decimal.js';
import { availableOf } from '../../engine/holds.ts';
import { post } from '../../engine/ledger.ts';
import type { SignedCall } from '../rest/handle.ts';
import { houseOf } from '../rest/house.ts';
import type { Params } from '../rest/params.ts';
import { mandatory, required, requiredDecimal, whole, word } from '../rest/params.ts';
import { refuse } from '../rest/refusal.ts';
import type { SpotExchange } from '../spot/exchange.ts';
import { spotWallet } from '../spot/rules.ts';
import { assets } from '../spot/symbols.ts';
import { type Direction, directions, type Transfer } from './transfer.ts';

function directionOf(params: Params): Direction {
  required(params, 'type');
  const known = {
    words: directions,
    code: -1102,
    msg: "Mandatory parameter 'type' was not sent, was empty/null, or malformed.",
  };
  return word(params, 'type', known) ?? mandatory('type');
}

/** POST /sapi/v1/asset/transfer. Two equal requests are two transfers. */
export function transfer(call: SignedCall<SpotExchange>): object {
  const { exchange, account, params, now } = call;
  const type = directionOf(params);
  const asset = required(params, 'asset');
  const amount = requiredDecimal(params, 'amount');
  if (!amount.gt(0)) refuse(-5007, 'Quantity must be greater than zero.');
  if (amount.decimalPlaces() > 8) refuse(-1111, 'Precision is over the maximum defined for this asset.');
  const futures =
    houseOf(exchange.world).futures ?? refuse(-1001, 'Internal error; unable to process your request.', 500);
  // No page tells the code of an asset that a wallet does not take.
  if (!assets.includes(asset) || !futures.accepts(asset)) refuse(-5003, "You don't have this asset.");
  const tranId = Number(exchange.ids.transfer());
  const move = { asset, amount, reference: String(tranId) };
  if (type === 'MAIN_UMFUTURE') toFutures(call, move);
  else if (!futures.give(account.customer, asset, amount, move.reference)) short();
  else
    post(exchange, account, { kind: 'arrival', wallet: spotWallet, asset, change: amount, reference: move.reference });
  note(exchange, account.customer, {
    asset,
    amount: amount.toFixed(),
    type,
    status: 'CONFIRMED',
    tranId,
    timestamp: now,
  });
  return { tranId };
}

/** No page tells the code of a wallet that is short. This one was reported by users of the endpoint. */
function short(): never {
  return refuse(-5013, 'Asset transfer failed: insufficient balance');
}

interface Move {
  readonly asset: string;
  readonly amount: Decimal;
  readonly reference: string;
}

function toFutures({ exchange, account }: SignedCall<SpotExchange>, { asset, amount, reference }: Move): void {
  if (amount.gt(availableOf(exchange, account, asset))) short();
  post(exchange, account, { kind: 'departure', wallet: spotWallet, asset, change: amount.neg(), reference });
  houseOf(exchange.world).futures?.receive(account.customer, asset, amount, reference);
}

function note({ transfers }: SpotExchange, customer: string, made: Transfer): void {
  transfers.set(customer, [...(transfers.get(customer) ?? []), made]);
}

const dayMs = 86_400_000;
const keptMs = 183 * dayMs;

/** GET /sapi/v1/asset/transfer: newest first, 7 days unless a range is given, six months kept. The list may be behind. */
export function transferHistory({ exchange, account, params, now }: SignedCall<SpotExchange>): object {
  const type = directionOf(params);
  const [end, page] = [whole(params, 'endTime') ?? now, whole(params, 'current') ?? 1];
  const start = whole(params, 'startTime') ?? end - 7 * dayMs;
  const size = Math.min(whole(params, 'size') ?? 10, 100);
  const shown = (exchange.transfers.get(account.customer) ?? [])
    .filter((each) => each.type === type && each.timestamp >= Math.max(start, now - keptMs))
    .filter(({ timestamp }) => timestamp <= Math.min(end, now - exchange.historyLateMs))
    .toReversed();
  const rows = shown.slice((page - 1) * size, page * size);
  return { total: shown.length, rows };
}
