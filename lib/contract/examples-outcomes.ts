import { closing, order, resting, transfer } from './examples.ts';
import { id } from './examples-id.ts';
import type { OperationId } from './routes.ts';

/** An answer of an idempotent operation that is no success. */
export interface OutcomeExample {
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The details of an error. */
  readonly details?: readonly Readonly<Record<string, string>>[];
}

export interface OutcomeExamples {
  /** 202: no verdict yet. */
  readonly accepted: OutcomeExample;
  /** 409 NOT_PLACED: not carried out, and safe under a new key. */
  readonly notPlaced: OutcomeExample;
}

const words = 'Kraken is unavailable (EService:Unavailable)';
const reason = { code: 'EXCHANGE_UNAVAILABLE', message: words, exchange_code: 'EService:Unavailable' } as const;
const details = [{ message: 'answer of Kraken Spot', exchange_code: 'EService:Unavailable' }] as const;

const lost = {
  ...{ order_id: null, filled_quantity: null, remaining_quantity: null, average_price: null, fees: null, as_of: null },
} as const;
const openOrders = 'GET /oems/execution/open-orders';
const openUnknown = { ...id, market_type: 'spot', symbol: null, canceled: 0 } as const;

const undecided = { needs_person: false, because: null, looked_at: null } as const;

function lostOrder(status: 'unknown' | 'not_placed') {
  const open = status === 'unknown' ? { undecided } : {};
  return { order: { ...order, ...lost, status, reject_reason: reason, ...open } };
}

function lostTransfer(status: 'unknown' | 'not_placed') {
  return { ...transfer, transfer_id: null, status, reject_reason: reason };
}

/** As the service answers: a test holds each example against the presenter. */
export const outcomeExamples: Partial<Record<OperationId, OutcomeExamples>> = {
  createOrder: {
    accepted: {
      message:
        'The outcome of the order is not known yet, and the order will not be sent again. Ask GET /oems/execution/order',
      data: lostOrder('unknown'),
    },
    notPlaced: {
      message: `The order was not placed: ${words}. The order is safe to send under a new key`,
      data: lostOrder('not_placed'),
      details,
    },
  },
  amendOrder: {
    accepted: {
      message: 'The outcome of the amendment is not known yet; read the order before you repeat the amendment',
      data: { order: resting },
    },
    notPlaced: {
      message: `the order was not amended: ${words}; amend the order again with a new Idempotency-Key`,
      data: { order: resting },
      details,
    },
  },
  closePosition: {
    accepted: {
      message:
        'The outcome of the order is not known yet, and the order will not be sent again. Ask GET /oems/execution/order',
      data: { order: { ...closing, ...lost, status: 'unknown', reject_reason: reason, undecided }, remaining: null },
    },
    notPlaced: {
      message: `The order was not placed: ${words}. The order is safe to send under a new key`,
      data: { order: { ...closing, ...lost, status: 'not_placed', reject_reason: reason }, remaining: null },
      details,
    },
  },
  cancelAllOrders: {
    accepted: {
      message: `Some orders may still be open, and their cancellation continues (${words}). Retry with the same Idempotency-Key, or ask ${openOrders}`,
      data: openUnknown,
    },
    notPlaced: {
      message: `Some orders may still be open, and their cancellation was given up (${words}). Cancel them again with a new Idempotency-Key, which is safe, or ask ${openOrders}`,
      data: openUnknown,
      details,
    },
  },
  createTransfer: {
    accepted: {
      message:
        'The outcome of the transfer is not known yet, and the transfer will not be sent again. Ask GET /oems/execution/transfer, or retry with the same Idempotency-Key',
      data: lostTransfer('unknown'),
    },
    notPlaced: {
      message: `The transfer was not placed: ${words}. The transfer is safe to send under a new key`,
      data: lostTransfer('not_placed'),
      details,
    },
  },
};

/** A 202 of an operation that no Idempotency-Key names. */
export const pendingExamples: Partial<Record<OperationId, OutcomeExample>> = {
  cancelOrder: {
    message: 'The outcome of the order is not known yet; ask GET /oems/execution/order',
    data: { order: { ...resting, filled_quantity: null, remaining_quantity: null, status: 'unknown' } },
  },
};
