import type { Decimal } from 'decimal.js';
import type { OrderTerms } from '../engine/order.ts';

/** A request between its acknowledgement and the engine. */
export type Act = PlaceAct | CancelAct | AmendAct;

export interface PlaceAct {
  readonly kind: 'place';
  readonly customer: string;
  readonly id: string;
  readonly terms: OrderTerms;
}

export interface CancelAct {
  readonly kind: 'cancel';
  readonly customer: string;
  readonly id: string;
}

export interface AmendAct {
  readonly kind: 'amend';
  readonly customer: string;
  readonly id: string;
  readonly changes: Changes;
}

/** New terms; null = as before. The quantity is the total with past fills. */
export interface Changes {
  readonly quantity: Decimal | null;
  readonly limitPrice: Decimal | null;
  readonly triggerPrice: Decimal | null;
}
