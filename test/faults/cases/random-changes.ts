import type { TestedMarket } from '../scenes/scenes.ts';

/** What an amendment of an order asks for: other values each time, so that the book tells which of them was executed. */
export function changeOf(
  { scene: { quantityStep }, definition: { regular } }: Pick<TestedMarket, 'scene' | 'definition'>,
  body: Record<string, unknown>,
  nth: number,
): Record<string, number> {
  const { price, stop_price } = body as { price?: number; stop_price?: number };
  const quantityOf = (steps: number) => Number((0.01 + steps * quantityStep).toFixed(3));
  if (regular.amend?.changes.includes('lessQuantity')) return { quantity: quantityOf(-(nth + 1)) };
  const quantity = quantityOf(nth + 1);
  return {
    ...(price === undefined ? {} : { price: price - 10 * (nth + 1) }),
    ...(stop_price === undefined ? {} : { stop_price: stop_price - 10 * (nth + 1) }),
    ...(nth % 2 === 0 || (price === undefined && stop_price === undefined) ? { quantity } : {}),
  };
}
