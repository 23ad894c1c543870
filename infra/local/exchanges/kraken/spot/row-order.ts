import * as z from 'zod';
import { parseInput } from '../../server/control-input.ts';
import { type WrittenOrder, writtenOrders } from '../written-order.ts';

export interface RowForms {
  /** Of OpenOrders, ClosedOrders, TradesHistory and Ledgers. */
  order: WrittenOrder;
}

const input = z.strictObject({ order: z.enum(writtenOrders).optional() });

/** `rows {order}`: how the dictionaries of histories are written from now on. An empty body only asks. */
export function setRows({ rowForms }: { readonly rowForms: RowForms }, body: Record<string, unknown>): unknown {
  const { order = rowForms.order } = parseInput(input, body);
  rowForms.order = order;
  return { order };
}
