import type { AccountRef } from '../../accounts/account.ts';
import { requestIdFor } from '../../journal/request-id.ts';
import type { OrderRecord } from '../order.ts';
import { readOrderRecord } from '../order-store.ts';
import type { ClosingIntent } from './closing-order.ts';

type Name = Pick<ClosingIntent, 'clientOrderId' | 'idempotencyKey'>;
interface Given {
  readonly clientOrderId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

interface Owned {
  readonly ref: AccountRef;
}

/** The client's own name. */
export function nameOfFirst({ clientOrderId, idempotencyKey }: Given): Name {
  return {
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}

/**
 * The first order has the client's name, and each further order a key that is derived from the name of the first in the journal: no order is sent
 * twice under one name, whoever asks. `first` is null for a request without a name.
 */
export function nameOfPart(request: Given & Owned, first: string | null, number: number): Name {
  if (first === null || number === 1) return nameOfFirst(request);
  return { idempotencyKey: keyOfPart(request, first, number) };
}

function keyOfPart({ ref }: Owned, first: string, number: number): string {
  return requestIdFor(ref, first, 'closing', String(number));
}

/** The orders after the first, as the journal has them. An order is journaled after its forerunner, so the first gap is the end. */
export async function furtherParts({ ref }: Owned, first: OrderRecord): Promise<OrderRecord[]> {
  const found: OrderRecord[] = [];
  for (let number = 2; ; number += 1) {
    const id = requestIdFor(ref, keyOfPart({ ref }, first.clientOrderId, number));
    const record = await readOrderRecord(ref, id);
    if (record === null) return found;
    found.push(record);
  }
}
