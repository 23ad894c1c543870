import type { LedgerTransfer } from '../../../lib/exchanges/model/transfer.ts';
import type { Look, NonceBarrier, Observation } from '../../../lib/transfers/reconcile/find-transfer.ts';
import type { TransferRecord } from '../../../lib/transfers/transfer.ts';

export const sentAt = Date.UTC(2026, 4, 20, 10, 30);
export const ref = { tenant: 'acme', accountId: 'desk' };

/** An open transfer of 100 USD from spot, sent with the nonce of its time. */
export function recordOf(terms: Partial<TransferRecord> = {}): TransferRecord {
  return {
    ref,
    transferId: 'mine',
    via: 'spot',
    exchange: 'kraken',
    request: { asset: 'USD', amount: '100', from: 'spot', to: 'swap' },
    fingerprint: 'hash',
    state: 'UNKNOWN',
    attempt: 'attempt-1',
    sentAt,
    credentialVersion: 'v1',
    nonce: String(sentAt),
    exchangeTransferId: null,
    isBooked: false,
    error: null,
    absentSince: null,
    ...terms,
  };
}

export function ledgerTransferOf(id: string, afterMs = 50, references: readonly string[] = []): LedgerTransfer {
  return {
    id,
    references,
    time: sentAt + afterMs,
  };
}

/** A look that began `afterMs` after the transfer left, with the nonce of that moment and a window of ten seconds. */
export function lookOf(
  kind: Exclude<Observation['kind'], 'found'>,
  afterMs: number,
  barrier: Partial<NonceBarrier> | null = {},
): Look {
  return {
    startedAt: sentAt + afterMs,
    observation: { kind },
    refusedFrom: null,
    barrier:
      barrier === null
        ? null
        : { nonce: String(sentAt + afterMs), window: '10000', key: { keyVersion: 'v1' }, ...barrier },
  };
}
