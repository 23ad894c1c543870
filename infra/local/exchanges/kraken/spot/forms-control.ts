import * as z from 'zod';
import { parseInput } from '../../server/control-input.ts';
import type { SpotExchange } from './exchange.ts';

const formsInput = z.strictObject({
  ends_short: z.enum(['closed', 'canceled']).nullable().optional(),
  viqc: z.enum(['quote', 'base', 'swapped']).optional(),
  viqc_limits: z.boolean().optional(),
  relative_prices: z.boolean().optional(),
});

/** `orders {ends_short, viqc, viqc_limits, relative_prices}`. `ends_short`: the status of orders that end without their last unit; null = none do. */
export function setForms({ forms, markets }: SpotExchange, input: Record<string, unknown>): unknown {
  const told = parseInput(formsInput, input);
  forms.viqc = told.viqc ?? forms.viqc;
  forms.viqcLimits = told.viqc_limits ?? forms.viqcLimits;
  forms.relativePrices = told.relative_prices ?? forms.relativePrices;
  if (told.ends_short !== undefined) {
    const state = told.ends_short && endStates[told.ends_short];
    for (const market of markets.values()) market.endsShort = state;
  }
  const [{ endsShort } = { endsShort: null }] = markets.values();
  const endsAs = endsShort === null ? null : endsShort === 'filled' ? 'closed' : 'canceled';
  return {
    ...{ ends_short: endsAs, viqc: forms.viqc },
    ...{ viqc_limits: forms.viqcLimits, relative_prices: forms.relativePrices },
  };
}

const endStates = { closed: 'filled', canceled: 'cancelled' } as const;
