/** A counter that every request raises and that time lowers. Refused requests count as well. */
export interface DecayingCounter {
  value: number;
  at: number;
}

export function raiseCounter(counter: DecayingCounter, cost: number, perSecond: number, now: number): number {
  counter.value = Math.max(0, counter.value - (perSecond * (now - counter.at)) / 1000) + cost;
  counter.at = now;
  return counter.value;
}

/** Costs of the last `windowMs`, as [time, cost]. Refused requests cost nothing. */
export interface SlidingWindow {
  spent: [number, number][];
}

/** Takes `cost` from the window's budget. Answers whether the budget had as much. */
export function spendInWindow(
  window: SlidingWindow,
  cost: number,
  { budget, windowMs }: { readonly budget: number; readonly windowMs: number },
  now: number,
): boolean {
  window.spent = window.spent.filter(([time]) => time > now - windowMs);
  const used = window.spent.reduce((sum, [, units]) => sum + units, 0);
  if (used + cost > budget) return false;
  window.spent.push([now, cost]);
  return true;
}

/** Tokens missing from a pool, as of `at`. Refused requests cost nothing. */
export interface TokenPool {
  missing: number;
  at: number;
}

/** Takes `cost` tokens. Answers how many tokens were too few; 0 or less when the pool had enough. */
export function spendTokens(
  pool: TokenPool,
  cost: number,
  { size, tokenMs }: { readonly size: number; readonly tokenMs: number },
  now: number,
): number {
  const missing = Math.max(0, pool.missing - (now - pool.at) / tokenMs);
  const excess = missing + cost - size;
  if (excess <= 0) Object.assign(pool, { missing: missing + cost, at: now });
  return excess;
}
