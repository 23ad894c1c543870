import { Decimal } from '../../../decimal.ts';
import type { ExchangeOrder, OrderType } from '../../model/order.ts';
import { type Json, positive } from '../../wire/readers.ts';

type TriggerTerms = Pick<ExchangeOrder, 'trailingPercent' | 'trailingAmount' | 'triggerPriceType' | 'hasFired'>;

/** The trigger of a stop, apart from its price. An order without a trigger has none of the terms. */
export function triggerTermsOf(type: OrderType | null, { trigger, misc }: Json, { price }: Json): TriggerTerms {
  if (type === null || type === 'market' || type === 'limit') return {};
  const fired = hasFired(misc) ? ({ hasFired: true } as const) : {};
  return { ...signalOf(trigger), ...fired, ...(type === 'trailing_stop' ? distanceOf(price) : {}) };
}

/** "stopped: triggered by stop price, touched: triggered by touch price", among other words (docs.kraken.com, get-open-orders). */
function hasFired(misc: unknown): boolean {
  return typeof misc === 'string' && misc.split(',').some((word) => word === 'stopped' || word === 'touched');
}

/** "`last` is the implied trigger if field is not set" (docs.kraken.com, get-open-orders). Any other word is no signal that is known. */
function signalOf(trigger: unknown): TriggerTerms {
  if (trigger === undefined || trigger === null || trigger === 'last') return { triggerPriceType: 'last' };
  return trigger === 'index' ? { triggerPriceType: 'index' } : {};
}

/** Recorded 2025: "+1.0000%". A distance without a percent sign counts the quote currency; the sign tells the direction. */
function distanceOf(price: unknown): TriggerTerms {
  const [, digits = '', percent] = /^[+\-#](\d+(?:\.\d+)?)(%?)$/.exec(String(price)) ?? [];
  const distance = positive(digits);
  if (distance === null) return {};
  const told = new Decimal(distance).toFixed();
  return percent === '%' ? { trailingPercent: told } : { trailingAmount: told };
}
