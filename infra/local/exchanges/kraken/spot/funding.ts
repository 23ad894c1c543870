import type { LedgerEntry } from '../../engine/account.ts';
import { decimalsOf, findAsset } from './assets.ts';
import type { Call } from './call.ts';
import { refuse } from './refusal.ts';

/**
 * DepositStatus: the deposits of the ledger, newest first, in the fields of the answer in CCXT's comments. The sandbox's opening balances
 * are the only deposits: no bank and no chain was involved, and the method says so.
 */
export function depositStatus({ account, params }: Call): unknown {
  const asset = params.asset === undefined ? null : (findAsset(params.asset)?.id ?? refuse('EFunding:Unknown asset'));
  const deposits = account.ledger.filter((row) => row.kind === 'deposit' && (asset === null || row.asset === asset));
  const within = ({ at }: LedgerEntry) =>
    at / 1000 >= Number(params.start ?? 0) && at / 1000 <= Number(params.end ?? Number.POSITIVE_INFINITY);
  return deposits.filter(within).reverse().map(renderDeposit);
}

function renderDeposit({ asset, at, change, reference }: LedgerEntry): Record<string, unknown> {
  const digits = decimalsOf(asset);
  return {
    ...{ method: 'Sandbox', aclass: 'currency', asset, refid: reference, txid: reference, info: '' },
    amount: change?.toFixed(digits),
    ...{ fee: (0).toFixed(digits), time: Math.floor(at / 1000), status: 'Success' },
  };
}

/** WithdrawStatus: nobody withdraws here. Transfers to the futures wallet are WalletTransfers, which the ledger tells. */
export function withdrawStatus({ params }: Call): unknown {
  return params.cursor === undefined || params.cursor === 'false' ? [] : { withdrawals: [], next_cursor: null };
}

/** An account without saved addresses: the list is empty, and no withdrawal key is known (docs.kraken.com, errors). */
export function withdrawAddresses(): unknown {
  return [];
}

export function withdraw(): unknown {
  return refuse('EFunding:Unknown withdraw key');
}
