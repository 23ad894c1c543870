import type { Account, LedgerEntry } from '../../engine/account.ts';
import type { FuturesExchange } from './exchange.ts';
import type { Params } from './refusal.ts';
import { time } from './refusal.ts';
import { iso, number } from './render-order.ts';
import { isFiat } from './rules.ts';

const page = 100;

/**
 * GET transfers: the last 100 deposits and withdrawals of coins, or the last 100 before `lastTransferTime`, newest first
 * (support.kraken.com 360022635732, of direct futures accounts; the page is not among the documentation of today). The documented
 * `transaction_id` and `targetAddress` belong to a blockchain: money of the sandbox comes from Spot and goes there, so both are left out.
 */
export function transfers(_exchange: FuturesExchange, account: Account, params: Params) {
  const before = time(params, 'lastTransferTime') ?? Number.POSITIVE_INFINITY;
  const moves = account.ledger.filter((entry) => isCoinMove(entry) && entry.at < before);
  return { transfers: moves.slice(-page).reverse().map(transferJson) };
}

function isCoinMove({ kind, asset }: LedgerEntry): boolean {
  return (kind === 'arrival' || kind === 'departure') && !isFiat(asset);
}

function transferJson({ kind, at, reference, asset, change }: LedgerEntry) {
  return {
    receivedTime: iso(at),
    completedTime: iso(at),
    status: 'processed',
    transfer_id: reference,
    transferType: kind === 'arrival' ? 'deposit' : 'withdrawal',
    currency: asset,
    amount: number(change),
  };
}
