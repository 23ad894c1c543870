import type { Market } from '../../../../infra/local/exchanges/engine/market.ts';
import type { Side } from '../../../../infra/local/exchanges/engine/order.ts';
import { Decimal } from '../../../../lib/decimal.ts';
import type { Request } from './auth.ts';
import { type Body, minQuantityOf } from './instruments.ts';
import { refuse } from './refused.ts';

/** `t-` and at most 26 characters. */
export function clientIdOf({ clientId }: Body): string {
  return typeof clientId === 'string' && /^t-[A-Za-z0-9_-]{1,26}$/.test(clientId) ? clientId : refuse('order.bad-id');
}

export function sideOf({ side }: Body): Side {
  return side === 'buy' || side === 'sell' ? side : refuse('order.bad-side');
}

function decimalOf(value: unknown, step: Decimal, code: string): Decimal {
  if (typeof value !== 'string' || !/^\d+(\.\d+)?$/.test(value)) return refuse(code);
  const number = new Decimal(value);
  return number.gt(0) && number.mod(step).isZero() ? number : refuse(code);
}

/** Contracts are whole numbers; spot counts the base asset in steps. */
export function quantityOf({ quantity }: Body, market: Market): Decimal {
  const number = decimalOf(quantity, market.terms.quantityStep, 'order.bad-quantity');
  return number.gte(minQuantityOf(market)) ? number : refuse('order.bad-quantity');
}

export function priceOf({ price }: Body, market: Market): Decimal | null {
  return price === undefined ? null : decimalOf(price, market.terms.tickSize, 'order.bad-price');
}

export function triggerPriceOf({ trigger }: Body, market: Market): Decimal {
  return decimalOf(trigger, market.terms.tickSize, 'order.bad-trigger');
}

export function isReduceOnly({ reduceOnly }: Body, { terms }: Market): boolean {
  if (reduceOnly === true && terms.contract === null) refuse('order.bad-reduce-only');
  return reduceOnly === true;
}

/** The deadline of an order or amendment is a header, and the engine judges the deadline. */
export function checkDeadline({ headers }: Request, now: number): void {
  const deadline = String(headers['x-mu-deadline'] ?? '');
  if (!/^\d{13}$/.test(deadline)) refuse('order.bad-deadline');
  if (now > Number(deadline)) refuse('order.late');
}
