/** What an amendment of an order asks for: other values each time, so that the book tells which of them was executed. */
export function changeOf(body: Record<string, unknown>, nth: number, step: number): Record<string, number> {
  const { price, stop_price } = body as { price?: number; stop_price?: number };
  const quantity = Number((0.01 + (nth + 1) * step).toFixed(3));
  return {
    ...(price === undefined ? {} : { price: price - 10 * (nth + 1) }),
    ...(stop_price === undefined ? {} : { stop_price: stop_price - 10 * (nth + 1) }),
    ...(nth % 2 === 0 || (price === undefined && stop_price === undefined) ? { quantity } : {}),
  };
}
