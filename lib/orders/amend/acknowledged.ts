import { setTimeout as sleep } from 'node:timers/promises';
import { Decimal } from 'decimal.js';
import { sharedNow } from '../../aws/clock.ts';
import type { OrderChange } from '../../exchanges/model/order.ts';
import type { StoredError } from '../../journal/entry.ts';
import type { Session } from '../../session/open-session.ts';
import { gatewayQueueMs } from '../arrival.ts';
import { pauseMs } from '../send-guard.ts';
import type { AmendmentRecord } from './amendment.ts';
import { findAmendment, type Observation } from './find-amendment.ts';

/**
 * The entry of an amendment that the exchange has acknowledged. An acknowledgement does not describe the order (Kraken Spot answers `amend_id`
 * alone: docs.kraken.com, amend-order), so the order is read. An order that shows its old terms contradicts the acknowledgement: told as
 * amended, a client would count on a price or a size that is not there. A second reading comes a moment later, and after that the entry
 * stays open until looks settle the entry. An order that cannot be read, or tells no terms, contradicts nothing.
 */
export async function acknowledgedRecord(session: Session, record: AmendmentRecord): Promise<AmendmentRecord> {
  const first = await readBack(session, record);
  if (!contradicts(first.observation, record.change)) return acceptedAfter(record, first);
  await sleep(pauseMs());
  const second = await readBack(session, record);
  const observation = showsOrder(second.observation) ? second.observation : first.observation;
  if (!contradicts(observation, record.change)) return acceptedAfter(record, second);
  const open = { ...record, state: 'UNKNOWN', isAcknowledged: true, lastError: contradiction } as const;
  return { ...open, described: observation.order, arrivesUntil: effectUntil(record) };
}

/**
 * The deadline was judged before the acknowledgement, so the deadline bounds no effect that is still to come. An acknowledged request is given
 * the time of a request that waits in a queue behind the gateway.
 */
function effectUntil({ arrivesUntil }: AmendmentRecord): number | null {
  return arrivesUntil === null ? null : Math.max(arrivesUntil, sharedNow() + gatewayQueueMs);
}

interface ReadBack {
  readonly startedAt: number;
  readonly observation: Observation | null;
}

async function readBack(session: Session, record: AmendmentRecord): Promise<ReadBack> {
  const startedAt = sharedNow();
  return { startedAt, observation: await findAmendment(session, record) };
}

type Shown = Exclude<Observation, { readonly kind: 'noOrder' }>;

function showsOrder(observation: Observation | null): observation is Shown {
  return observation !== null && observation.kind !== 'noOrder';
}

function contradicts(observation: Observation | null, change: OrderChange): observation is Shown {
  if (observation?.kind === 'notShown') return true;
  return observation?.kind === 'ended' && !isEndOf(change, observation);
}

/** A new quantity at or below the filled quantity ends the order, and what was filled is all that the order has left to show. */
function isEndOf({ quantity }: OrderChange, { order }: Pick<Shown, 'order'>): boolean {
  const { filledQuantity } = order;
  return quantity !== undefined && filledQuantity !== null && new Decimal(quantity).lte(filledQuantity);
}

function acceptedAfter(record: AmendmentRecord, { observation, startedAt }: ReadBack): AmendmentRecord {
  const accepted = { ...record, state: 'ACCEPTED', isAcknowledged: true } as const;
  if (!showsOrder(observation)) return { ...accepted, described: null };
  return { ...accepted, described: observation.order, describedAt: startedAt };
}

const contradiction: StoredError = {
  code: 'EXCHANGE_UNAVAILABLE',
  message: 'the exchange acknowledged the amendment, and shows the order with its earlier terms',
  details: [],
};
