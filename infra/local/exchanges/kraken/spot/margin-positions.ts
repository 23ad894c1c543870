import * as z from 'zod';
import { parseInput, text } from '../../server/control-input.ts';
import type { ApiKey } from './auth.ts';
import type { Params } from './request.ts';

/** A margin position that the owner has opened outside the simulator. Orders of the simulator open no margin position. */
const marginPosition = z.strictObject({
  pair: text,
  type: z.enum(['buy', 'sell']),
  vol: text,
  vol_closed: text.default('0.00000000'),
  cost: text.default('80.00000'),
  margin: text.default('16.00000'),
  /** Profit or loss so far, in the quote currency. */
  net: text.default('+0.0000'),
});
export type MarginPosition = z.output<typeof marginPosition>;

/** The open margin positions, by customer. */
interface WithPositions {
  readonly marginPositions: Map<string, readonly MarginPosition[]>;
}

const positionsInput = z.strictObject({
  customer: text.default('sandbox'),
  positions: z.array(marginPosition).optional(),
});

/** `margin_positions {customer, positions}`: replaces the open margin positions of the customer. An empty body only asks. */
export function setMarginPositions({ marginPositions }: WithPositions, input: Record<string, unknown>): unknown {
  const { customer, positions } = parseInput(positionsInput, input);
  if (positions !== undefined) marginPositions.set(customer, positions);
  return { customer, positions: marginPositions.get(customer) ?? [] };
}

interface PositionsCall {
  readonly exchange: WithPositions;
  readonly key: ApiKey;
  readonly params: Params;
}

/**
 * A row as recorded (Kraken.Net's fixture of OpenPositions); `posstatus` is `open` in every row. `consolidation` turns the object into a
 * list (CCXT's comments).
 */
export function openPositions({ exchange, key, params }: PositionsCall): unknown {
  const rows = (exchange.marginPositions.get(key.customer) ?? []).map((each) => row(each, params.docalcs === 'true'));
  return params.consolidation === 'market' ? rows : Object.fromEntries(rows.map((each, index) => [idOf(index), each]));
}

/** `net` is shown on request (`docalcs`). */
function row({ net, ...position }: MarginPosition, withProfit: boolean) {
  const before = { ordertxid: 'OABCDE-FGHIJ-KLMNOP', posstatus: 'open', time: 1_605_280_097.8294, ordertype: 'limit' };
  const money = { fee: '0.20800', terms: '0.0100% per 4 hours', ...(withProfit ? { net } : {}) };
  return { ...before, ...position, ...money, rollovertm: '1616672637', misc: '', oflags: '' };
}

function idOf(index: number): string {
  return `TABCDE-FGHIJ-KLMN${String(index).padStart(2, '0')}`;
}
