import { OemsError } from '../../../errors.ts';
import { isRefusedWith } from '../../wire/refused-with.ts';

/** Kraken's form of an order id. Orders are named by a user reference in the same field, which may name several orders. */
const idForm = /^O[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6}$/;
const reference = /^-?\d+$/;

/** CancelOrder takes digits for a user reference, and cancels every order that bears the reference (docs.kraken.com, cancel-order). */
export function isReference(exchangeOrderId: string | undefined): boolean {
  return exchangeOrderId !== undefined && reference.test(exchangeOrderId);
}

/** `EOrder:Invalid order` about text that has never been an id of Kraken: there is no such order. */
export function namesNoOrder(error: unknown, exchangeOrderId: string | undefined): boolean {
  const isInvalid = isRefusedWith(error, 'EOrder:Invalid order');
  return isInvalid && exchangeOrderId !== undefined && !idForm.test(exchangeOrderId);
}

/** The refusal of a change to an order that does not exist. */
export function noSuchOrder({ details }: OemsError): OemsError {
  return new OemsError('NOT_FOUND', 'Kraken does not know this order', { details });
}
